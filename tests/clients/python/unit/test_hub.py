"""Who is shown which token."""

import hashlib
import hmac
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from phasescope.hub import DEFAULT_HUB, find_hub, token_for, withheld

OWN = "o" * 43


class Listening(ThreadingHTTPServer):
    """A hub that can show that it has a token; any other program where it has none."""

    def __init__(self, token):
        super().__init__(("127.0.0.1", 0), Answer)
        self.token, self.heard = token, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.heard.append(str(self.headers) + self.path)
        nonce = parse_qs(urlsplit(self.path).query)["nonce"][0]
        text = f"phasescope hub 127.0.0.1 {self.server.server_port} {nonce}".encode()
        proof = hmac.new((self.server.token or "").encode(), text, hashlib.sha256).hexdigest()
        body = json.dumps({"proof": proof}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def listening():
    started = []

    def listen(token):
        started.append(Listening(token))
        return started[-1]

    yield listen
    for one in started:
        one.shutdown()
        one.server_close()


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("PHASESCOPE_HUB", "PHASESCOPE_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PHASESCOPE_TOKEN", "given")


def announced(folder, url):
    (folder / "access").mkdir()
    (folder / "access" / "machine.token").write_text(OWN)
    (folder / "hub.json").write_text(json.dumps({"url": url, "pid": os.getpid()}))


def test_whoever_listens_at_the_usual_place_is_not_shown_the_token_of_the_environment():
    hub = find_hub(None)
    assert hub.url == DEFAULT_HUB
    assert token_for(hub) is None
    assert withheld(hub).endswith(f"set PHASESCOPE_HUB to {DEFAULT_HUB} if it is yours")


def test_a_hub_that_was_named_is(monkeypatch):
    assert token_for(find_hub("http://127.0.0.1:1")) == "given"
    monkeypatch.setenv("PHASESCOPE_HUB", "http://127.0.0.1:1")
    assert token_for(find_hub(None)) == "given"
    assert withheld(find_hub(None)) is None


def test_an_announced_hub_is_once_it_has_shown_its_own(monkeypatch, tmp_path, listening):
    monkeypatch.setenv("PHASESCOPE_DATA", str(tmp_path))
    hub = listening(OWN)
    announced(tmp_path, hub.url)
    assert token_for(find_hub(None)) == "given"
    monkeypatch.delenv("PHASESCOPE_TOKEN")
    assert token_for(find_hub(None)) == OWN
    assert all(OWN not in told and "given" not in told for told in hub.heard)


def test_another_program_where_a_hub_was_announced_is_shown_nothing(
    monkeypatch, tmp_path, listening
):
    monkeypatch.setenv("PHASESCOPE_DATA", str(tmp_path))
    other = listening(None)
    announced(tmp_path, other.url)
    assert token_for(find_hub(None)) is None
    assert len(other.heard) == 1
    assert OWN not in other.heard[0]
