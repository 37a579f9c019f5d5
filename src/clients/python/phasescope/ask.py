"""What a hub answers over HTTP."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from .hub import Hub, find_hub, ssl_context, token_for, withheld

ANSWER_S = 60.0


class ApiError(RuntimeError):
    """A hub that refused, or could not be reached; its own words where it has some."""


class Asked:
    """The hub that is asked, found when it is first needed."""

    def __init__(self, hub: str | None, timeout: float) -> None:
        self._wanted, self._timeout = hub, timeout
        self._hub: Hub | None = None
        self._token: str | None = None

    @property
    def url(self) -> str:
        return self._found().url

    def json(self, *path: str, **query: Any) -> tuple[Any, dict[str, str]]:
        """The answer at `/api/…`, and its headers, their names in small letters."""
        connection, response = self._get(path, query)
        try:
            return json.loads(response.read()), _headers(response)
        except (OSError, HTTPException, ValueError) as error:
            raise ApiError(f"The hub at {self.url} broke off its answer: {error}") from error
        finally:
            connection.close()

    def lines(self, *path: str) -> Iterator[Any]:
        """The same where the answer is lines of JSON, each as it comes; one that breaks off is an error."""
        connection, response = self._get(path, {})
        try:
            for line in response:
                yield json.loads(line)
        except (OSError, HTTPException, ValueError) as error:
            raise ApiError(f"The hub at {self.url} broke off its answer: {error}") from error
        finally:
            connection.close()

    def _found(self) -> Hub:
        if self._hub is None:
            self._hub = find_hub(self._wanted)
        return self._hub

    def _get(
        self, path: tuple[str, ...], query: dict[str, Any]
    ) -> tuple[HTTPConnection, HTTPResponse]:
        hub = self._found()
        if self._token is None:
            self._token = token_for(hub) or ""
        address = urlsplit(hub.url)
        context = ssl_context(hub)
        options: dict[str, Any] = {"timeout": self._timeout}
        if context is not None:
            options["context"] = context
        kind = HTTPConnection if context is None else HTTPSConnection
        connection = kind(address.hostname or "", address.port, **options)
        given = urlencode({key: value for key, value in query.items() if value is not None})
        target = "/".join(["/api", *(quote(part, safe="") for part in path)]) + (
            f"?{given}" if given else ""
        )
        headers = {"authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
        except (OSError, HTTPException, socket.gaierror) as error:
            connection.close()
            raise ApiError(
                f"The hub at {hub.url} cannot be reached ({error}); is it running?"
            ) from error
        if response.status == 200:
            return connection, response
        try:
            why = json.loads(response.read(65_536))["error"]
        except (OSError, HTTPException, ValueError, KeyError, TypeError):
            why = f"{hub.url} answers {response.status}, which a hub of Phasescope does not; check hub="
        connection.close()
        if response.status in (401, 403) and not self._token:
            why = withheld(hub) or why
        raise ApiError(str(why))


def _headers(response: HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}
