"""Where the hub is, what lets this process in, and where on this machine its data folder lies."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import ssl

DEFAULT_HUB = "http://127.0.0.1:4747"
ANSWER_S = 20.0


@dataclass(frozen=True, slots=True)
class Hub:
    url: str
    #: Its data folder, where that is on this machine.
    data: Path | None
    #: The certificate, in PEM, that it is held to, where its own folder names one.
    certificate: str | None = None
    #: Whether somebody named it: `hub=` or PHASESCOPE_HUB.
    named: bool = False


def find_hub(asked: str | None) -> Hub:
    """The hub that was asked for, or that is announced on this machine, or where one usually is."""
    url = asked or os.environ.get("PHASESCOPE_HUB")
    announced = _announced()
    if url:
        url = url.rstrip("/")
        found = next((hub for hub in announced if hub.url == url), Hub(url, None))
        return replace(found, named=True)
    return announced[0] if announced else Hub(DEFAULT_HUB, None)


def data_folder(hub: Hub) -> Path:
    """Where this run's secret and journal are kept."""
    if hub.data is not None:
        return hub.data
    named = os.environ.get("PHASESCOPE_DATA")
    return Path(named).absolute() if named else Path(".phasescope").absolute()


def token_for(hub: Hub) -> str | None:
    """
    What is shown to the hub. A data folder's own token is for its own hub alone, which has to show first that it has it: another
    program that listens where a hub was learns nothing. PHASESCOPE_TOKEN is for a hub that was named, or has shown that.
    """
    given = os.environ.get("PHASESCOPE_TOKEN")
    if given and hub.named:
        return given
    own = None if hub.data is None else _machine_token(hub.data)
    if own is None or not _has_token(hub, own):
        return None
    return given or own


def withheld(hub: Hub) -> str | None:
    """Why a hub is not shown the token that there is, for a person; None where there is none, or it is shown."""
    if hub.named or not os.environ.get("PHASESCOPE_TOKEN"):
        return None
    return f"PHASESCOPE_TOKEN is shown only to a hub that is named: set PHASESCOPE_HUB to {hub.url} if it is yours"


def ssl_context(hub: Hub) -> ssl.SSLContext | None:
    """For a hub that speaks TLS."""
    if not hub.url.startswith("https:"):
        return None
    import ssl

    context = ssl.create_default_context()
    if hub.certificate is not None:
        context.load_verify_locations(cadata=hub.certificate)
    return context


def _announced() -> list[Hub]:
    """The hub of PHASESCOPE_DATA first, then those that this user serves, newest first."""
    hubs = []
    named = os.environ.get("PHASESCOPE_DATA")
    if named:
        hubs.append(_read(Path(named).absolute() / "hub.json", Path(named).absolute()))
    home = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    registry = Path(home) / "phasescope" / "hubs"
    try:
        files = sorted(registry.glob("*.json"), key=lambda path: -path.stat().st_mtime)
    except OSError:
        files = []
    for file in files:
        entry = _json(file)
        data = entry.get("data")
        if isinstance(data, str) and os.path.isabs(data):
            # The folder's own word is the newer one, and carries the certificate.
            hubs.append(_read(Path(data) / "hub.json", Path(data)))
    return [hub for hub in hubs if hub is not None]


def _read(file: Path, data: Path) -> Hub | None:
    entry = _json(file)
    url, pid, certificate = entry.get("url"), entry.get("pid"), entry.get("certificate")
    if not isinstance(url, str) or not isinstance(pid, int) or not _is_alive(pid):
        return None
    if urlsplit(url).scheme not in ("http", "https"):
        return None
    return Hub(url.rstrip("/"), data, certificate if isinstance(certificate, str) else None)


def _json(file: Path) -> dict[str, Any]:
    try:
        if file.is_symlink() or file.stat().st_size > 32_768:
            return {}
        entry = json.loads(file.read_text("utf-8"))
        return entry if isinstance(entry, dict) else {}
    except (OSError, ValueError):
        return {}


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _machine_token(data: Path) -> str | None:
    file = data / "access" / "machine.token"
    try:
        if file.is_symlink() or file.parent.is_symlink():
            return None
        token = file.read_text("ascii").strip()
        return token if len(token) == 43 else None
    except (OSError, ValueError):
        return None


def _has_token(hub: Hub, token: str) -> bool:
    """Whether the hub there has this token, asked without telling it (`src/access/proof.ts`)."""
    from http.client import HTTPConnection, HTTPException, HTTPSConnection

    address = urlsplit(hub.url)
    host = address.hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return False  # two programs may listen there: one could be asked, and the other be told
    port = address.port or (443 if address.scheme == "https" else 80)
    nonce = secrets.token_urlsafe(32)
    shown = f"[{host}]" if ":" in host else host
    expected = hmac.new(
        token.encode(), f"phasescope hub {shown} {port} {nonce}".encode(), hashlib.sha256
    ).hexdigest()
    context = ssl_context(hub)
    kind = HTTPSConnection if context is not None else HTTPConnection
    options: dict[str, Any] = {"timeout": ANSWER_S}
    if context is not None:
        options["context"] = context
    try:
        connection = kind(host, port, **options)
        try:
            connection.request("GET", f"/healthz?nonce={nonce}")
            proof = json.loads(connection.getresponse().read(65_536)).get("proof")
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError, AttributeError):
        return False
    return isinstance(proof, str) and hmac.compare_digest(proof, expected)
