"""What the person at the terminal is told: on stderr, and of each thing once."""

from __future__ import annotations

import sys
import threading

_said: set[str] = set()
_lock = threading.Lock()


def say(line: str) -> None:
    """A line for whoever watches. A terminal that is gone stops no training."""
    try:
        sys.stderr.write(f"phasescope: {line}\n")
    except (OSError, ValueError, AttributeError):
        pass


def say_once(about: str, line: str) -> None:
    """The same, the first time that it is about this."""
    with _lock:
        if about in _said:
            return
        _said.add(about)
    say(line)
