"""A socket.io client that starts no thread for an answer: only Commands wait, each in a thread of its own."""

from __future__ import annotations

import ssl
from typing import Any

import engineio
import socketio


class _Engine(engineio.Client):  # type: ignore[misc]
    """
    Every message would get a thread, which takes the training's time; and the order in which two of them run is left to chance.
    What begins with `2` is an event, a Command, whose handler waits.
    """

    def start_background_task(self, target: Any, *args: Any, **kwargs: Any) -> Any:
        is_message = target == self.handlers.get("message")
        if is_message and not (isinstance(args[0], str) and args[0].startswith("2")):
            return target(*args, **kwargs)
        return super().start_background_task(target, *args, **kwargs)


class Socket(socketio.Client):  # type: ignore[misc]
    #: Which of its owner's connections it is.
    connection = 0

    def _engineio_client_class(self) -> Any:
        return _Engine


def open_socket(context: ssl.SSLContext | None) -> Socket:
    options: dict[str, Any] = {"skip_utf8_validation": True}
    if context is not None:
        options["sslopt"] = {"context": context}
    return Socket(
        reconnection=False,
        handle_sigint=False,
        websocket_extra_options=options,
    )
