"""A socket.io client that starts no thread for an answer: only Commands wait, each in a thread of its own."""

from __future__ import annotations

import logging
import ssl
from typing import Any

import engineio
import socketio
import websocket

#: What a hub says at once: answers and Commands are small.
MOST_HEARD = 1 << 20

#: What is read of the socket at once.
AT_ONCE = 16_384

#: What these libraries log of a connection that breaks is said in the words of the line.
_quiet = logging.getLogger("phasescope.socket")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False


class _Frames(websocket._abnf.frame_buffer):  # type: ignore[misc]
    def recv_length(self) -> None:
        super().recv_length()
        if self.length > MOST_HEARD:
            raise websocket.WebSocketPayloadException(
                f"expected at most {MOST_HEARD} bytes at once"
            )


class _Bounded(websocket.WebSocket):  # type: ignore[misc]
    """Reads no frame that is longer than a hub has reason to send, and none that is sent in parts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frame_buffer = _Frames(self._recv, True)
        self._ahead = b""

    def _recv(self, bufsize: int) -> bytes:
        """A frame is asked for in pieces of a few bytes: one look at the socket gives all of them."""
        if not self._ahead:
            self._ahead = bytes(super()._recv(max(bufsize, AT_ONCE)))
        piece, self._ahead = self._ahead[:bufsize], self._ahead[bufsize:]
        return piece

    def recv_frame(self) -> Any:
        frame = super().recv_frame()
        if not frame.fin:
            raise websocket.WebSocketPayloadException("expected a message in one frame")
        return frame


class _Engine(engineio.Client):  # type: ignore[misc]
    """
    Every message would get a thread, which takes the training's time; and the order in which two of them run is left to chance.
    What begins with `2` is an event, a Command, whose handler waits.
    """

    def _write_loop(self) -> None:
        try:
            super()._write_loop()
        except Exception:  # a hub that reads no more: the line hangs up
            self.write_loop_task = None

    def _read_loop_websocket(self) -> None:
        try:
            super()._read_loop_websocket()
        except Exception:
            self.queue.put(None)

    def start_background_task(self, target: Any, *args: Any, **kwargs: Any) -> Any:
        is_message = target == self.handlers.get("message")
        if is_message and not (isinstance(args[0], str) and args[0].startswith("2")):
            try:
                # Columns go to a hub, and none come from it.
                return (
                    None
                    if isinstance(args[0], bytes) or args[0][:1] in "56"
                    else target(*args, **kwargs)
                )
            except Exception:  # what cannot be understood is as good as not said
                return None
        return super().start_background_task(target, *args, **kwargs)


class Socket(socketio.Client):  # type: ignore[misc]
    #: Which of its owner's connections it is.
    connection = 0

    def _engineio_client_class(self) -> Any:
        return _Engine


def open_socket(context: ssl.SSLContext | None) -> Socket:
    options: dict[str, Any] = {"skip_utf8_validation": True, "class_": _Bounded}
    if context is not None:
        options["sslopt"] = {"context": context}
    return Socket(
        reconnection=False,
        handle_sigint=False,
        logger=_quiet,
        engineio_logger=_quiet,
        websocket_extra_options=options,
    )
