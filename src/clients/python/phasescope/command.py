"""A Command as the training obeys it: what a hub sends may be anything."""

from __future__ import annotations

import json
from typing import Any

from .report import Fact

#: Characters of one, as JSON: a probe with its options.
MOST_TEXT = 65_536
MOST_NUMBER = 2**53 - 1


class Refused(Exception):
    """Why a Command is not obeyed."""


def command_of(given: Any) -> Fact:
    """Raises ValueError where it is none."""
    if not isinstance(given, dict) or not isinstance(given.get("type"), str):
        raise ValueError("expected a Command with a type")
    kind = given["type"][:64]
    if kind in ("step", "until"):
        key = "steps" if kind == "step" else "step"
        return {"type": kind, key: _whole(key, given.get(key))}
    if kind == "set":
        return {
            "type": kind,
            "key": str(given.get("key"))[:256],
            "value": _number(given.get("value")),
        }
    if kind in ("attach", "detach"):
        if len(json.dumps(given, allow_nan=False)) > MOST_TEXT:
            raise ValueError(f"expected at most {MOST_TEXT} characters")
        return given
    return {"type": kind}


def _whole(key: str, value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or not 0 <= value <= MOST_NUMBER:
        raise ValueError(f"{key}: expected a whole number from 0, got {str(value)[:40]}")
    return value


def _number(value: Any) -> Any:
    """What a setting is given. Whether it suits the setting is for the setting to say."""
    if isinstance(value, str):
        return value[:256]
    if type(value) not in (int, float) or not -1e308 <= value <= 1e308:
        raise ValueError("value: expected a finite number or a word")
    return value
