"""The runs that go on in this process: each ends with it, and none is a child's of a fork."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from .harmless import short, why
from .names import text

if TYPE_CHECKING:
    from .run import Run

_live: list[Run] = []
_lock = threading.Lock()


def remember(run: Run) -> None:
    with _lock:
        _live.append(run)


def forget(run: Run) -> None:
    with _lock:
        if run in _live:
            _live.remove(run)


def live_runs() -> list[Run]:
    return list(_live)


def failure_text(kind: Any, error: Any) -> str:
    """`ValueError: no such layer`."""
    name = getattr(kind, "__name__", None) or short(kind)
    said = why(error)
    return text(f"{name}: {said}" if said else name)


def _orphan_all() -> None:
    global _lock
    _lock = threading.Lock()  # another thread may have held it
    for run in list(_live):
        run.orphan()
    _live.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_orphan_all)
