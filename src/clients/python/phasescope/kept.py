"""
What can be logged, on the training's thread: that nothing of it changes any more is made sure, and no number is read yet.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

#: What cannot change: most values of most logs.
PLAIN = frozenset({float, int, bool, str, type(None)})

#: A value, a config or a summary that is nested deeper contains itself, and one of more entries is no value.
MOST_DEPTH = 32
MOST_ENTRIES = 1 << 21
MOST_PARAMETERS = 1 << 14


def kept(value: Any) -> Any:
    """
    The value as it is now, whatever becomes of it. A tensor on a device is copied there, which is queued behind what computes it and
    waited for by nobody; a JAX array cannot change, and is told to come.
    """
    if type(value) in PLAIN:
        return value
    if isinstance(value, (dict, list, tuple)):
        return _kept_within(value, MOST_DEPTH, [MOST_ENTRIES])
    return _kept_one(value)


def _kept_within(value: Any, depth: int, room: list[int]) -> Any:
    """Raises ValueError of what is deeper or larger than can be meant: it may contain itself, many times over."""
    if depth == 0:
        raise ValueError(f"it is nested deeper than {MOST_DEPTH}, or contains itself")
    room[0] -= 32  # so that what holds little, and is looked into often, is soon too much
    if value.__class__ is list and PLAIN.issuperset(map(type, value)):
        room[0] -= len(value)
        if room[0] < 0:
            raise ValueError(f"it has more than {MOST_ENTRIES} entries")
        return list(value)
    is_dict = isinstance(value, dict)
    named: dict[Any, Any] = {}
    listed: list[Any] = []
    for entry in value.items() if is_dict else value:
        room[0] -= 64 if is_dict else 1
        if room[0] < 0:
            raise ValueError(f"it has more than {MOST_ENTRIES} entries")
        one = entry[1] if is_dict else entry
        if type(one) not in PLAIN:
            is_nested = isinstance(one, (dict, list, tuple))
            one = _kept_within(one, depth - 1, room) if is_nested else _kept_one(one)
        if is_dict:
            named[entry[0]] = one
        else:
            listed.append(one)
    return named if is_dict else listed


def _kept_one(value: Any) -> Any:
    if hasattr(value, "detach") and hasattr(value, "clone"):  # a tensor of PyTorch
        return value.detach().clone()
    if hasattr(value, "copy_to_host_async"):  # an array of JAX
        try:
            value.copy_to_host_async()
        except Exception:  # a value that is traced: what it is not is said when it is read
            pass
        return value
    if hasattr(value, "ndim") and hasattr(value, "copy"):  # an array of NumPy, CuPy, MLX
        return value.copy()
    return value


def named(given: Any) -> dict[Any, Any]:
    """A dictionary of somebody's own, as far as it can be meant."""
    found = dict(islice(given.items(), MOST_PARAMETERS + 1))
    if len(found) > MOST_PARAMETERS:
        raise ValueError(f"expected at most {MOST_PARAMETERS} keys")
    return found


def bytes_kept(value: Any) -> int:
    """About what a kept value takes, where it is more than a number."""
    size = getattr(value, "nbytes", None)
    if type(size) is int:
        return size
    if isinstance(value, dict):
        return 16 * len(value) + sum(map(bytes_kept, value.values()))
    if isinstance(value, list):
        # What stands in a list is of one kind.
        is_nested = bool(value) and value[0].__class__ not in PLAIN
        return 16 * len(value) + (sum(map(bytes_kept, value)) if is_nested else 0)
    return len(value) if value.__class__ is str else 0


def is_quick(value: Any) -> bool:
    """Whether reading a kept value runs no code of a script or a device, which may never come back."""
    if type(value) is list:
        return all(map(is_quick, value))
    return type(value) in PLAIN or type(value).__module__ == "numpy"
