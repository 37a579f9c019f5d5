"""The numbers in what was logged: read beside the training, and a device is waited for where it has to be."""

from __future__ import annotations

import sys
from array import array
from typing import Any, NamedTuple

#: Numbers of one value: a matrix of a thousand by a thousand. More belongs into a snapshot.
MOST_NUMBERS = 1 << 20

#: From so many on an array is not taken apart into a list.
MANY = 256


class Seen(NamedTuple):
    """A value as its series holds it: a scalar's number, or the numbers of a frame."""

    kind: str
    numbers: Any


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
