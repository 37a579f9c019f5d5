"""A series as the thread beside the training holds it: what is to be reported of it, and what a summary says."""

from __future__ import annotations

import re
from array import array
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from .report import Column, Fact

_INFINITY = float("inf")


@dataclass(slots=True)
class Series:
    name: str
    probe: str
    part: str | None
    kind: str
    is_scalar: bool = False
    declared: bool = False
    #: What no Report has yet: a list of numbers of a scalar, numbers of frames as an array.
    steps: list[int] = field(default_factory=list)
    values: Any = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    #: Whether it stands at the values of another metric, which say nothing of the steps of the run.
    elsewhere: bool = False
    #: Of a scalar, what a summary says of it; NaN is the least and the largest as soon as there is one, as wandb has it.
    first: float | None = None
    last: float | None = None
    low: float = _INFINITY
    high: float = -_INFINITY
    sum: float = 0.0
    count: int = 0
    #: How many of `values` are in these.
    _folded: int = 0

    def __post_init__(self) -> None:
        self.is_scalar = self.kind == "scalar"
        if not self.is_scalar:
            self.values = array("d")

    def fold(self) -> None:
        """Takes what is new of a scalar into what a summary says."""
        fresh = self.values[self._folded :] if self._folded else self.values
        if not fresh:
            return
        self._folded += len(fresh)
        if self.first is None:
            self.first = fresh[0]
        self.last = fresh[-1]
        self.count += len(fresh)
        sum_ = sum(fresh)
        self.sum += sum_
        if sum_ != sum_ and any(value != value for value in fresh):
            self.low = self.high = sum_
            return
        low, high = min(fresh), max(fresh)
        if low < self.low:
            self.low = low
        if high > self.high:
            self.high = high

    def column(self, listed: list[int], before: array[float] | None) -> Column:
        """What waits of it, which then waits no more. Where it waits at the steps that are listed, these are `before`."""
        is_same = before is not None and self.steps == listed
        steps = before if is_same and before is not None else array("d", self.steps)
        values = array("d", self.values)
        self.steps = []
        if self.is_scalar:
            self.fold()
            self.values, self._folded = [], 0
            return Column(self.name, steps, values, elsewhere=self.elsewhere)
        lengths = array("I", self.lengths)
        self.values, self.lengths = array("d"), []
        return Column(self.name, steps, values, lengths, self.elsewhere)

    def copy(self) -> Series:
        """The same, of whole points, for whoever goes on where a thread hangs."""
        other = copy(self)
        count = len(self.steps)
        if self.is_scalar:
            count = min(count, len(self.values))
            other.values = self.values[:count]
        else:
            count = min(count, len(self.lengths))
            other.lengths = self.lengths[:count]
            other.values = self.values[: sum(other.lengths)]
        other.steps = self.steps[:count]
        return other

    def declaration(self) -> Fact:
        return {
            "name": self.name,
            "probe": self.probe,
            "part": self.part,
            "kind": self.kind,
            "group": group_of(self.probe),
            "unit": "1",
            "scale": "linear",
            "range": None,
        }


_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def group_of(key: str) -> str:
    """Where its panel stands on the page: by the last part of its name."""
    words = [word.lower() for word in _WORD.findall(key.rsplit("/", 1)[-1])]
    return next((word for word in words if word in ("loss", "accuracy")), "logged")
