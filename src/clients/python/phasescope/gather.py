"""From what was logged to Reports: a series for each key, declared before its first number, and numbers in columns."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterator
from typing import Any

from .clocks import Clocks, flat
from .harmless import cannot
from .kept import is_quick
from .metrics import Metric, Metrics
from .names import MOST_STEP, label_of
from .report import Column, Fact
from .say import say_once
from .seen import seen
from .series import Series
from .unsupported import is_unsupported

#: What waits: the values of a log at its step, or what was said of a metric and whether that goes before all else.
Logs = deque[tuple[Any, Any]]

#: Logs that are looked at in one go: beyond, another thread would wait for this one.
LOGS_A_REPORT = 2_000
COLUMNS_A_REPORT = 4_096
#: And numbers: 8 MB of them, and at most as many again.
NUMBERS_A_REPORT = 1 << 20
#: Each is said to whoever opens the run: a key of its own for every step would be too much for everybody.
MOST_SERIES = 10_000
HANGING = "A value that was logged cannot be read in time, and is left out; the rest is kept"


class Gatherer:
    """`part` is said of each series by a writer that has its own beside those of others: `rank-1`."""

    def __init__(self, part: str | None) -> None:
        self.part = part
        self.series: dict[str, Series] = {}
        self.metrics = Metrics()
        self._clocks = Clocks(self.metrics)
        #: The last step that was logged.
        self.step = 0
        #: Points of series beyond the most that a run has, and the first and last of their steps.
        self.beyond = [0, -1, -1]
        #: What has something to report.
        self._touched: dict[str, Series] = {}
        self._numbers = 0
        #: Whether no code of somebody else's is run: what only that could tell is left out.
        self.is_last = False
        #: Whether another has taken over.
        self._is_over = False
        #: The log that is being looked at, and the key of a value whose own code may be running.
        self._doing: tuple[int, dict[Any, Any], Any] | None = None

    def absorb(self, queue: Logs) -> None:
        """Takes what waits into the series: a few logs, and never for long."""
        touched, series = self._touched, self.series
        for _ in range(min(len(queue), LOGS_A_REPORT)):
            if self._numbers > NUMBERS_A_REPORT or self._is_over:
                break
            step, data = queue.popleft()
            if type(step) is not int or not 0 <= step <= MOST_STEP:
                if type(data) is Metric:
                    self.metrics.define(data, overwrite=step is True)
                else:
                    say_once(
                        "step", "A step is no whole number from 0; what is logged there is lost"
                    )
                continue
            if step > self.step:
                self.step = step
            self._doing = step, data, None
            if self.metrics.clocks:
                self._absorb_placed(step, data)
                continue
            for key, value in data.items():
                try:
                    known = series.get(key)
                    if known is not None and known.is_scalar and value.__class__ is float:
                        known.steps.append(step)
                        known.values.append(value)
                        touched[key] = known
                    else:
                        self._doing = step, data, key
                        self._put(key if type(key) is str else str(key), step, value)
                except Exception as error:  # a key of somebody's own; the others are told
                    cannot("A value is left out", error)
        self._doing = None

    def reports(self) -> Iterator[tuple[Fact, list[Column] | None]]:
        """Reports of all that was absorbed."""
        touched, self._touched, self._numbers = self._touched, {}, 0
        columns: list[Column] = []
        listed: list[int] = []
        before: array[float] | None = None
        size = 0
        for one in touched.values():
            if not one.declared:
                one.declared = True
                yield {"type": "declared", "series": one.declaration()}, None
            waiting = one.steps
            column = one.column(listed, before)
            listed, before = waiting, column.steps
            columns.append(column)
            size += column.bytes
            if len(columns) == COLUMNS_A_REPORT or size > 8 * NUMBERS_A_REPORT:
                yield {"type": "measured"}, columns
                columns, before, size = [], None, 0
        if columns:
            yield {"type": "measured"}, columns

    def take(self, queue: Logs) -> Iterator[tuple[Fact, list[Column] | None]]:
        """Reports of what waits."""
        self.absorb(queue)
        return self.reports()

    def heir(self, queue: Logs) -> Gatherer:
        """
        Another, that goes on behind the value in whose own code this one hangs, and runs none of such code any more. Whatever this one
        does later is in vain.
        """
        self._is_over = True
        other = Gatherer(self.part)
        other.metrics, other._clocks, other.step = self.metrics, self._clocks, self.step
        other.beyond, other.is_last = list(self.beyond), True
        other.series = {key: one.copy() for key, one in list(self.series.items())}
        other._touched = {key: one for key, one in other.series.items() if one.steps}
        if self._doing is not None:
            step, data, at = self._doing
            items = list(flat(data)) if self.metrics.clocks else list(data.items())
            names = [key for key, _ in items]
            place = next((i for i, key in enumerate(names) if key is at), len(names))
            rest = {key: value for key, value in items[place + 1 :] if type(key) is str}
            say_once("hanging", HANGING)
            queue.appendleft((step, rest))
        return other

    def _absorb_placed(self, step: int, data: dict[Any, Any]) -> None:
        try:
            for key, at, value, elsewhere in self._clocks.placed(step, data):
                self._doing = step, data, key
                self._put(key, at, value, elsewhere)
        except Exception as error:
            cannot("A value is left out", error)

    def _put(self, key: str, step: int, value: Any, elsewhere: bool = False) -> None:
        if isinstance(value, dict):
            for inner, one in value.items():
                try:
                    self._put(f"{key}/{inner}", step, one)
                except Exception as error:
                    cannot("A value is left out", error)
            return
        if is_unsupported(value):
            return  # which was said when it was made
        if self.is_last and not is_quick(value):
            say_once("hanging", HANGING)
            return
        found = seen(value)
        if found is None:
            say_once(
                f"value:{key}",
                f"'{key}' was logged as {_type(value)}, which is no series; it is left out",
            )
            return
        known = self.series.get(key)
        if known is None:
            known = self._new(key, found.kind, step)
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
        if known.is_scalar:
            known.values.append(numbers)
        else:
            known.values.extend(array("d", numbers))  # whole, or not at all
            known.lengths.append(len(numbers))
            self._numbers += len(numbers)
        known.steps.append(step)
        known.elsewhere = known.elsewhere or elsewhere
        self._touched[key] = known

    def _new(self, key: str, kind: str, step: int) -> Series | None:
        if len(self.series) >= MOST_SERIES:
            self._beyond(step)
            return None
        probe = label_of(key)
        name = probe if self.part is None else f"{probe}/{self.part}"
        if not probe.strip() or len(probe) < len(key) or len(name) > 256:
            what = f"'{key[:60]}' is no name of a series; what is logged as it is left out"
            say_once(f"key:{key}", what)
            return None
        known = self.series[key] = Series(name, probe, self.part, kind)
        return known

    def _beyond(self, step: int) -> None:
        say_once(
            "series",
            f"More than {MOST_SERIES} series were logged; points of further ones are left out, and counted",
        )
        lost = self.beyond
        lost[0] += 1
        lost[1] = step if lost[1] < 0 else min(lost[1], step)
        lost[2] = max(lost[2], step)


def _type(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
