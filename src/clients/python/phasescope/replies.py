"""What a hub answers, read as what comes from a stranger."""

from __future__ import annotations

from typing import Any

from .harmless import short
from .names import label_of


def is_ok(reply: Any) -> bool:
    return isinstance(reply, dict) and reply.get("ok") is True and type(reply.get("next")) is int


def why_not(reply: Any) -> str:
    said = reply.get("why") if isinstance(reply, dict) else None
    return label_of(said[:500]) if isinstance(said, str) else f"it answered {short(reply)}"


def never_taken(reply: Any) -> tuple[int, str | None] | None:
    """What it will never take: a Report, or a series. None where it says no such thing."""
    said = reply.get("never") if isinstance(reply, dict) else None
    if not isinstance(said, dict):
        return None
    seq, series = said.get("seq"), said.get("series")
    if type(seq) is not int or not (series is None or isinstance(series, str)):
        return None
    return seq, series


def why_refused(given: tuple[Any, ...]) -> str:
    first = given[0] if given else "it was refused"
    said = first.get("message", first) if isinstance(first, dict) else first
    return label_of(said[:500]) if isinstance(said, str) else short(said)
