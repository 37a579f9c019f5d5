"""Where the points of a metric stand that has a step metric: at the value of that, where it is a step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .harmless import cannot, short
from .metrics import Metric, Metrics
from .names import step_of
from .say import say_once
from .seen import seen


class Clocks:
    """The last value of each step metric: a log that brings none of its own stands there, unless `step_sync=False`."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._last: dict[str, Any] = {}

    def placed(self, step: int, data: dict[Any, Any]) -> Iterator[tuple[str, int, Any, bool]]:
        """Each value of a log by its key, with the step that it stands at, and whether that is the value of another metric."""
        values = list(flat(data))
        here = {}
        for key, value in values:
            if key in self._metrics.clocks:
                found = seen(value)
                self._last[key] = here[key] = None if found is None else found.numbers
        for key, value in values:
            metric = self._metrics.of(key)
            at = None
            if metric is not None and metric.step_metric is not None and metric.step_metric != key:
                at = self._at(metric, here)
            yield key, step if at is None else at, value, at is not None

    def _at(self, metric: Metric, here: dict[str, Any]) -> int | None:
        by = str(metric.step_metric)
        if by in here:
            number = here[by]
        elif metric.step_sync is not False:
            number = self._last.get(by)
        else:
            return None
        at = None if isinstance(number, list) else step_of(number)
        if at is None:
            said = (
                f"its step metric '{by}' is {short(number)}"
                if by in self._last
                else f"no '{by}' was logged"
            )
            say_once(
                f"step_metric:{by}",
                f"'{metric.name}' is to stand at a step, a whole number from 0, and {said}; it stands at the step of its log there",
            )
        return at


def flat(data: dict[Any, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of nested dictionaries, under its keys joined by `/`; a key that raises is left out."""
    for key, value in data.items():
        try:
            name = prefix + (key if type(key) is str else str(key))
            if isinstance(value, dict):
                yield from flat(value, f"{name}/")
            else:
                yield name, value
        except Exception as error:
            cannot("A value is left out", error)
