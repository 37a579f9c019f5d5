"""Texts, names and steps as the wire has them."""

from __future__ import annotations

from typing import Any

#: What a double can count.
MOST_STEP = 2**53 - 1


def text(value: str, most: int = 8192) -> str:
    """A text that the wire takes."""
    return str.encode(value, "utf-8", "replace").decode("utf-8")[:most]


def label_of(name: str) -> str:
    """A name that a line of a screen can show: no control characters, at most 256."""
    clean = "".join(
        " " if ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000 else c
        for c in str.__str__(name)
    )
    return clean[:256]


def step_of(value: Any) -> int | None:
    """A step: a whole number from 0, however it is held."""
    try:
        number = int(value)
        return number if number == value and 0 <= number <= MOST_STEP else None
    except Exception:
        return None
