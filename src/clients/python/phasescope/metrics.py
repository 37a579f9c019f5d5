"""
What a script says of its metrics (`define_metric`), as wandb has it: which numbers a summary keeps of each, and at the values of which
other metric its points stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .harmless import short, worded
from .say import say_once
from .series import Series

#: What a summary can keep. `copy` is the last value itself, as without a word; `none` is nothing.
WORDS = ("min", "max", "mean", "first", "last", "best", "copy", "none")
MOST_METRICS = 10_000


@dataclass(frozen=True, slots=True)
class Metric:
    """What is said of a metric, or of all whose names begin as `name` does before its `*`; None is what nobody has said."""

    name: str
    step_metric: str | None = None
    step_sync: bool | None = None
    summary: tuple[str, ...] | None = None
    goal: str | None = None

    def with_more(self, later: Metric) -> Metric:
        """What is said later goes before; numbers of the summary are kept together."""
        both = (*(self.summary or ()), *(later.summary or ()))
        return Metric(
            self.name,
            later.step_metric or self.step_metric,
            self.step_sync if later.step_sync is None else later.step_sync,
            tuple(dict.fromkeys(both)) or None,
            later.goal or self.goal,
        )

    def numbers(self, one: Series) -> dict[str, float] | None:
        """What the summary says of a series with points, by its words; None where it is the last value itself."""
        words = [word for word in self.summary or () if word != "copy"]
        if not words:
            return None
        best = one.high if self.goal == "maximize" else one.low
        known = {
            "min": one.low,
            "max": one.high,
            "mean": one.sum / max(1, one.count),
            "first": one.first,
            "last": one.last,
            "best": best,
        }
        found = {word: known.get(word) for word in words}
        return {word: number for word, number in found.items() if number is not None}


def metric_of(name: Any, step_metric: Any, step_sync: Any, summary: Any, goal: Any) -> Metric:
    """What a call says; of what it cannot mean a line is said, and that has no effect."""
    named = worded(name)
    by = None
    if step_metric is not None:
        by = step_metric.name if type(step_metric) is Metric else worded(step_metric)
    words = None
    if summary is not None:
        asked = [word.strip().lower() for word in worded(summary).split(",")]
        words = tuple(word for word in asked if word in WORDS)
        for word in asked:
            if word not in WORDS:
                expected = ", ".join(WORDS)
                say_once(
                    f"summary:{word[:60]}",
                    f"define_metric: summary: expected some of {expected}, got {short(word)}; it has no effect",
                )
    aim = None if goal is None else worded(goal).lower()
    aim = {"max": "maximize", "min": "minimize"}.get(aim or "", aim)
    if aim not in (None, "maximize", "minimize"):
        say_once("goal", f"define_metric: goal: expected minimize or maximize, got {short(goal)}")
        aim = None
    return Metric(named, by, None if step_sync is None else bool(step_sync), words or None, aim)


class Metrics:
    """All that was said, and what holds of a key: what its own name says, else the first of those that end in `*`."""

    def __init__(self) -> None:
        self._said: dict[str, Metric] = {}
        self._open: dict[str, Metric] = {}
        self._found: dict[str, Metric | None] = {}
        #: The metrics at whose values others stand.
        self.clocks: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not self._said and not self._open

    def define(self, metric: Metric, overwrite: bool = False) -> None:
        """`outer.inner`, as wandb writes a nested metric, is `outer/inner` as well; `outer\\.inner` is not."""
        name = metric.name
        is_open = name.endswith("*")
        said = self._open if is_open else self._said
        if name not in said and len(self._said) + len(self._open) >= MOST_METRICS:
            say_once("metrics", f"define_metric: of more than {MOST_METRICS} metrics none is kept")
            return
        before = None if overwrite else said.get(name)
        said[name] = metric if before is None else before.with_more(metric)
        if not is_open and "." in name:
            self._said[name.replace("\\.", "\0").replace(".", "/").replace("\0", ".")] = said[name]
        every = (*self._said.values(), *self._open.values())
        self.clocks = frozenset(one.step_metric for one in every if one.step_metric)
        self._found = {}

    def of(self, key: str) -> Metric | None:
        if self.is_empty:
            return None
        found = self._found
        if key not in found:
            if len(found) > 2 * MOST_METRICS:
                found.clear()
            begun = (one for name, one in self._open.items() if key.startswith(name[:-1]))
            found[key] = self._said.get(key) or next(begun, None)
        return found[key]
