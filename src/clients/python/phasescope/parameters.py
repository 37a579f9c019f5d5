"""A config or a summary as a run has it: names and numbers or words, whatever the script keeps there."""

from __future__ import annotations

from typing import Any

from .kept import MOST_DEPTH, MOST_PARAMETERS, PLAIN, kept
from .names import label_of, text
from .seen import seen
from .wire import text_of

MOST_CHARACTERS = 500_000
"""Of all names and texts of a config, with room for what is added since."""


def plain_parameters(config: dict[Any, Any], prefix: str = "") -> dict[str, float | int | str]:
    """A config as a run's parameters: nested keys joined by `/`, numbers and words, and lists as their text. Never raises."""
    found: dict[str, float | int | str] = {}
    _parameters_into(found, config, prefix, (), [MOST_PARAMETERS])
    return _fitting(found)


def _fitting(found: dict[str, float | int | str]) -> dict[str, float | int | str]:
    """With the texts for which there is room: a hub takes no run whose settings come to a million characters."""
    left = MOST_CHARACTERS
    fits: dict[str, float | int | str] = {}
    for key, value in found.items():
        left -= len(key) + len(str(value))
        is_long = isinstance(value, str) and len(value) > 100
        fits[key] = "<it is too long to be told>" if left < 0 and is_long else value
    return fits


def _parameters_into(
    found: dict[str, float | int | str],
    config: dict[Any, Any],
    prefix: str,
    within: tuple[int, ...],
    room: list[int],
) -> None:
    inner = (*within, id(config))
    try:
        for key, value in config.items():
            room[0] -= 1
            if room[0] < 0:
                return
            try:
                path = f"{prefix}{key}"
            except Exception:
                continue  # a key that cannot be told: its value has no name
            if not isinstance(value, dict):
                is_one, said = True, parameter_of(value)
            elif id(value) in inner:
                is_one, said = True, "<it contains itself>"
            else:
                is_one, said = len(inner) >= MOST_DEPTH, "<it is nested too deep>"
            if not is_one:
                _parameters_into(found, value, f"{path}/", inner, room)
            elif name := label_of(path):
                found[name] = said
    except Exception:
        pass  # a dictionary of somebody's own, which does not tell what it has


def parameter_of(value: Any) -> float | int | str:
    """Never raises: what cannot be told is named by its type."""
    try:
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        if isinstance(value, str):
            return text(value)
        if isinstance(value, int) and abs(value) < 2**53:
            return int(value)
        number = _number_of(value)
        if number is not None:
            return number if number - number == 0 else str(number)
        if isinstance(value, (list, tuple, set, frozenset)):
            items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else kept(value)
            return text(text_of([one if type(one) in PLAIN else str(one) for one in items]))
        return text(str(value))
    except Exception:
        return text(f"<{type(value).__name__}>")


def _number_of(value: Any) -> float | None:
    try:
        found = seen(kept(value))
    except Exception:
        return None
    return found.numbers if found is not None and found.kind == "scalar" else None
