"""Ends what goes on when the program does: how it ended is the run's end."""

from __future__ import annotations

import atexit
import sys
import threading
from typing import Any

from .harmless import short
from .live import failure_text, live_runs

_end: list[tuple[str | None, str | None]] = [(None, None)]
_installed = False


def install() -> None:
    """Once; what others have installed is called all the same."""
    global _installed
    if _installed:
        return
    _installed = True
    before, before_thread, leave = sys.excepthook, threading.excepthook, sys.exit

    def excepthook(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        _end[0] = (
            "stopped" if issubclass(kind, KeyboardInterrupt) else "failed",
            failure_text(kind, error),
        )
        before(kind, error, trace)

    def exit_with(status: Any = None) -> Any:
        if _is_failure(status):
            _end[0] = ("failed", f"exit: {status if type(status) in (int, str) else short(status)}")
        leave(status)

    sys.excepthook = excepthook
    threading.excepthook = before_thread
    sys.exit = exit_with
    atexit.register(_finish_all)


def _is_failure(status: Any) -> bool:
    try:
        return status not in (None, 0, False)
    except Exception:  # an object of somebody's own, which the program ends with
        return True


def _finish_all() -> None:
    how, why = _end[0]
    for run in live_runs():
        run._finish(how, why)
