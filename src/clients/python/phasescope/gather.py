"""From what was logged to Reports: a series for each key, declared before its first number, and numbers in columns."""

from __future__ import annotations

import re
from array import array
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .report import Column, Fact
from .harmless import cannot
from .say import say_once
from .unsupported import is_unsupported
from .values import MOST_STEP, label_of, seen

#: Logs that one Report takes: beyond, another thread would wait for this one.
LOGS_A_REPORT = 2_000
COLUMNS_A_REPORT = 4_096
#: And numbers: 8 MB of them, and at most as many again.
NUMBERS_A_REPORT = 1 << 20
#: Each is said to whoever opens the run: a key of its own for every step would be too much for everybody.
MOST_SERIES = 10_000


@dataclass(slots=True)
class Series:
    name: str
    probe: str
    part: str | None
    kind: str
    declared: bool = False
    steps: list[int] = field(default_factory=list)
    values: Any = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    #: Of a scalar, what a summary says of it.
    last: float | None = None
    low: float = float("inf")
    high: float = float("-inf")
    sum: float = 0.0
    count: int = 0


class Gatherer:
    """`part` is said of each series by a writer that has its own beside those of others: `rank-1`."""

    def __init__(self, part: str | None) -> None:
        self.part = part
        self.series: dict[str, Series] = {}
        #: The last step that was logged.
        self.step = 0
        #: How many points there were.
        self.points = 0
        self._numbers = 0

    def take(
        self, queue: deque[tuple[int, dict[Any, Any]]]
    ) -> Iterator[tuple[Fact, list[Column] | None]]:
        """Reports of what waits; a few, and never for long."""
        touched: dict[str, Series] = {}
        series = self.series
        self._numbers = 0
        for _ in range(min(len(queue), LOGS_A_REPORT)):
            if self._numbers > NUMBERS_A_REPORT:
                break
            step, data = queue.popleft()
            if step.__class__ is not int or not 0 <= step <= MOST_STEP:
                say_once("step", "A step is no whole number from 0; what is logged there is lost")
                continue
            if step > self.step:
                self.step = step
            for key, value in data.items():
                try:
                    known = series.get(key)
                    if known is not None and known.kind == "scalar" and value.__class__ is float:
                        known.steps.append(step)
                        known.values.append(value)
                        touched[key] = known
                    else:
                        self._put(key if type(key) is str else str(key), step, value, touched)
                except Exception as error:  # a key of somebody's own; the others are told
                    cannot("A value is left out", error)
        columns = []
        before: Column | None = None
        size = 0
        for one in touched.values():
            if not one.declared:
                one.declared = True
                yield {"type": "declared", "series": _declaration(one)}, None
            column = self._column(one)
            if before is not None and before.steps == column.steps:
                column.steps = before.steps
            before = column
            columns.append(column)
            size += column.bytes
            if len(columns) == COLUMNS_A_REPORT or size > 8 * NUMBERS_A_REPORT:
                yield {"type": "measured"}, columns
                columns, before, size = [], None, 0
        if columns:
            yield {"type": "measured"}, columns

    def _put(self, key: str, step: int, value: Any, touched: dict[str, Series]) -> None:
        if isinstance(value, dict):
            for inner, one in value.items():
                try:
                    self._put(f"{key}/{inner}", step, one, touched)
                except Exception as error:
                    cannot("A value is left out", error)
            return
        if is_unsupported(value):
            return  # which was said when it was made
        found = seen(value)
        if found is None:
            say_once(
                f"value:{key}",
                f"'{key}' was logged as {_type(value)}, which is no series; it is left out",
            )
            return
        known = self.series.get(key)
        if known is None:
            known = self._new(key, found.kind)
            if known is None:
                return
        kind, numbers = found
        if kind != known.kind:
            if kind == "scalar" and known.kind == "spectrum":
                numbers = [numbers]
            else:
                what = f"'{key}' is a {known.kind}, and was logged as a {kind} ({_type(value)}); that is left out"
                say_once(f"kind:{key}", what)
                return
        if known.kind == "scalar":
            known.values.append(numbers)
        else:
            known.values.extend(array("d", numbers))  # whole, or not at all
            known.lengths.append(len(numbers))
            self._numbers += len(numbers)
        known.steps.append(step)
        touched[key] = known

    def _new(self, key: str, kind: str) -> Series | None:
        if len(self.series) >= MOST_SERIES:
            say_once(
                "series", f"More than {MOST_SERIES} series were logged; further ones are left out"
            )
            return None
        probe = label_of(key)
        name = probe if self.part is None else f"{probe}/{self.part}"
        if not probe.strip() or len(probe) < len(key) or len(name) > 256:
            what = f"'{key[:60]}' is no name of a series; what is logged as it is left out"
            say_once(f"key:{key}", what)
            return None
        known = self.series[key] = Series(name, probe, self.part, kind)
        if kind != "scalar":
            known.values = array("d")
        return known

    def _column(self, one: Series) -> Column:
        steps = array("d", one.steps)
        values = array("d", one.values)
        self.points += len(steps)
        if one.kind != "scalar":
            column = Column(one.name, steps, values, array("I", one.lengths))
            one.values = array("d")
            one.lengths = []
        else:
            column = Column(one.name, steps, values)
            one.values = []
            one.last = values[-1]
            one.low = min(one.low, min(values))
            one.high = max(one.high, max(values))
            one.sum += sum(values)
            one.count += len(values)
        one.steps = []
        return column


def _declaration(one: Series) -> Fact:
    return {
        "name": one.name,
        "probe": one.probe,
        "part": one.part,
        "kind": one.kind,
        "group": group_of(one.probe),
        "unit": "1",
        "scale": "linear",
        "range": None,
    }


_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def group_of(key: str) -> str:
    """Where its panel stands on the page: by the last part of its name."""
    words = [word.lower() for word in _WORD.findall(key.rsplit("/", 1)[-1])]
    return next((word for word in words if word in ("loss", "accuracy")), "logged")


def _type(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
