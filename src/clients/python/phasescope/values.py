"""
What can be logged, and the numbers in it. `kept` runs on the training's thread and only makes sure that nothing changes any
more; `seen` runs beside it and waits for a device where it has to.
"""

from __future__ import annotations

import sys
from array import array
from itertools import islice
from typing import Any, NamedTuple

#: Numbers of one value: a matrix of a thousand by a thousand. More belongs into a snapshot.
MOST_NUMBERS = 1 << 20

#: From so many on an array is not taken apart into a list.
MANY = 256

#: A value, a config or a summary that is nested deeper contains itself, and one of more entries is no value.
MOST_DEPTH = 32
MOST_ENTRIES = 2 * MOST_NUMBERS
MOST_PARAMETERS = 1 << 14
#: What a double can count.
MOST_STEP = 2**53 - 1

#: What cannot change: most values of most logs.
PLAIN = frozenset({float, int, bool, str, type(None)})


class Seen(NamedTuple):
    """A value as its series holds it: a scalar's number, or the numbers of a frame."""

    kind: str
    numbers: Any


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


def seen(value: Any) -> Seen | None:
    """What a kept value is; None where it can be no series. Never raises."""
    try:
        return _seen(value)
    except Exception:  # a deleted buffer, a conversion of somebody's own: as good as no number
        return None


def numbers_in(value: Any) -> list[float] | None:
    """All numbers of a value, of whatever shape, one after another."""
    try:
        flat: list[float] = []
        _flatten(_listed(value), flat)
        return flat
    except Exception:
        return None


def _seen(value: Any) -> Seen | None:
    if isinstance(value, (str, bytes)) or value is None:
        return None
    rows = getattr(value, "rows", None)
    if callable(rows):
        found = rows()
        return None if found is None else _histogram(found)
    size = _size(value)
    if size is not None and size > MANY and size <= MOST_NUMBERS:
        numbers = array_of(value)
        if numbers is not None and numbers.ndim <= 2:
            flat = array("d", numbers.tobytes())
            return Seen("spectrum", flat) if numbers.ndim == 1 else _table(flat, numbers.shape[1])
    if size is not None and size > MOST_NUMBERS:
        return None
    listed = _listed(value)
    if not isinstance(listed, list):
        return Seen("scalar", _number(listed))
    if size == 1:
        one: list[float] = []
        _flatten(listed, one)
        return Seen("scalar", one[0])
    return _frame(listed)


def array_of(value: Any) -> Any:
    """
    A float64 array of NumPy, where the script has loaded that: of many numbers it takes a thousandth of the time that lists take, which
    is the training's as well. None where there is none.
    """
    numpy = sys.modules.get("numpy")
    if numpy is None or isinstance(value, (list, tuple)):
        return None
    try:
        if hasattr(
            value, "detach"
        ):  # a tensor of PyTorch, perhaps of a type or on a device that NumPy does not know
            value = value.detach().double().cpu().numpy()
        numbers = numpy.ascontiguousarray(
            value, dtype="<f8" if sys.byteorder == "little" else ">f8"
        )
        return numbers if numbers.ndim > 0 else None
    except Exception:
        return None


def _table(flat: array[float], cols: int) -> Seen:
    framed = array("d", [float(cols)])
    framed.extend(flat)
    return Seen("matrix", framed)


def _histogram(found: Any) -> Seen | None:
    """Whoever has `rows` gives them: three columns, which a series of histograms holds."""
    numbers = array("d", found)
    is_one = 0 < len(numbers) <= MOST_NUMBERS and numbers[0] == 3 and len(numbers) % 3 == 1
    return Seen("histogram", numbers) if is_one else None


def _frame(listed: list[Any]) -> Seen | None:
    if listed and all(isinstance(row, list) for row in listed):
        cols = len(listed[0])
        if (
            cols == 0
            or any(len(row) != cols for row in listed)
            or len(listed) * cols > MOST_NUMBERS
        ):
            return None
        if any(isinstance(one, list) for one in listed[0]):
            return None
        return Seen("matrix", [float(cols)] + [_number(one) for row in listed for one in row])
    if len(listed) > MOST_NUMBERS:
        return None
    return Seen("spectrum", [_number(one) for one in listed])


def _size(value: Any) -> int | None:
    """How many numbers an array or tensor has; None of what is none."""
    count = getattr(value, "numel", None)
    if callable(count):
        return int(count())
    size = getattr(value, "size", None)
    return size if type(size) is int else None


def _listed(value: Any) -> Any:
    """A number, or numbers in lists: NumPy, PyTorch, JAX and most others give them so."""
    if isinstance(value, (list, tuple)):
        return [_listed(one) for one in value]
    tolist = getattr(value, "tolist", None)
    if callable(tolist):
        return tolist()
    if hasattr(value, "__array__"):
        return value.__array__().tolist()
    item = getattr(value, "item", None)
    return item() if callable(item) else value


def _flatten(listed: Any, into: list[float]) -> None:
    if isinstance(listed, list):
        for one in listed:
            _flatten(one, into)
    else:
        into.append(_number(listed))


def _number(value: Any) -> float:
    if isinstance(value, (str, bytes, bytearray)):
        raise TypeError("a text is no number")
    try:
        return float(value)
    except OverflowError:  # a whole number beyond what a double can tell
        return float("inf") if value > 0 else float("-inf")


def plain_parameters(config: dict[Any, Any], prefix: str = "") -> dict[str, float | int | str]:
    """A config as a run's parameters: nested keys joined by `/`, numbers and words, and lists as their text. Never raises."""
    found: dict[str, float | int | str] = {}
    _parameters_into(found, config, prefix, (), [MOST_PARAMETERS])
    return found


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
    from .wire import text_of

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
