"""What the person at the terminal is told: on stderr, and of each thing once."""

from __future__ import annotations

import os
import sys
import threading

#: Of more things nothing is said: each is kept.
MOST_SAID = 10_000

_said: set[str] = set()
_lock = threading.Lock()


def say(line: str) -> None:
    """A line for whoever watches. A terminal that is gone stops no training."""
    try:
        sys.stderr.write(f"phasescope: {line}\n")
    except (
        Exception
    ):  # whatever stands there now: a terminal that is closed, or an object of somebody's own
        pass


def say_once(about: str, line: str) -> None:
    """The same, the first time that it is about this."""
    with _lock:
        if about in _said or len(_said) >= MOST_SAID:
            return
        _said.add(about)
    say(line)


def _unlock() -> None:
    """In a child of a fork: whoever held it is not here."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock)
