"""A histogram of many numbers, as one value of a `log`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from .harmless import cannot
from .kept import kept
from .names import step_of
from .seen import MOST_NUMBERS, array_of, numbers_in


class Histogram:
    """
    `Histogram(numbers)` counts them in equal bins, `Histogram(np_histogram=(counts, edges))` takes what `numpy.histogram` gives. The
    numbers are counted beside the training.
    """

    __slots__ = ("_bins", "_counted", "_numbers")

    def __init__(
        self,
        sequence: Any = None,
        np_histogram: tuple[Any, Any] | None = None,
        num_bins: int = 64,
    ) -> None:
        if (sequence is None) == (np_histogram is None):
            raise ValueError("Histogram: expected either numbers or np_histogram=(counts, edges)")
        bins = step_of(num_bins)
        if bins is not None and not 1 <= bins <= 512:
            raise ValueError(f"Histogram: expected num_bins from 1 to 512, got {bins}")
        self._bins = 64 if bins is None else bins
        self._numbers: Any = None
        self._counted: tuple[Any, Any] | None = None
        try:
            if np_histogram is None:
                self._numbers = kept(sequence)
            else:
                counts, edges = np_histogram
                self._counted = kept(counts), kept(edges)
        except Exception as error:  # what is logged is then no series
            cannot("Cannot count the numbers of a Histogram", error)

    def rows(self) -> list[float] | None:
        """Left edge, right edge and share of each bin, as the wire has them; None where these are no numbers."""
        if self._counted is not None:
            return _rows_counted(*self._counted)
        numbers = array_of(self._numbers)
        if numbers is not None:
            return rows_of_array(numbers, self._bins)
        listed = numbers_in(self._numbers)
        return None if listed is None else rows_of(listed, self._bins)


def rows_of(numbers: Sequence[float], bins: int) -> list[float]:
    """Rows over the finite ones; what is not finite is in no bin."""
    finite = [number for number in numbers if number - number == 0]
    if not finite:
        return [3.0]
    low, high = min(finite), max(finite)
    if low == high:
        # One value has a bin around it, as wide as can be told apart at its size.
        half = max(abs(low), 1.0) * 0.5
        low, high = low - half, high + half
    width = (high - low) / bins
    if width - width != 0 or width == 0:
        return [3.0]
    counts = [0] * bins
    scale = 1 / width
    for number in finite:
        place = int((number - low) * scale)
        counts[place if place < bins else bins - 1] += 1
    edges = [low + width * i for i in range(bins)] + [high]
    return _rows(edges, [count / len(finite) for count in counts])


def rows_of_array(numbers: Any, bins: int) -> list[float]:
    """The same of an array of NumPy, which counts beside the training's Python."""
    numpy = sys.modules["numpy"]
    finite = numbers[numpy.isfinite(numbers)]
    if finite.size == 0:
        return [3.0]
    low, high = float(finite.min()), float(finite.max())
    if low == high or not low < low + (high - low) / bins < float("inf"):
        return rows_of([low, high], bins)
    counts, edges = numpy.histogram(finite, bins=bins, range=(low, high))
    return _rows(edges.tolist(), (counts / finite.size).tolist())


def _rows_counted(counts: Any, edges: Any) -> list[float] | None:
    counted, placed = numbers_in(counts), numbers_in(edges)
    if counted is None or placed is None or len(placed) != len(counted) + 1:
        return None
    if len(counted) > MOST_NUMBERS // 3:
        return None
    total = sum(counted)
    return _rows(placed, [count / total if total > 0 else 0.0 for count in counted])


def _rows(edges: Sequence[float], shares: Sequence[float]) -> list[float]:
    rows = [3.0]
    for i, share in enumerate(shares):
        rows += (edges[i], edges[i + 1], share)
    return rows
