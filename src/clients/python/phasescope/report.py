"""Reports as they are held until the hub has them: facts as plain data, numbers in columns."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass, field
from typing import Any

#: A fact as JSON has it.
Fact = dict[str, Any]


@dataclass(slots=True)
class Column:
    """Numbers of one series, in the order in which they were logged; `lengths` says how many belong to each frame."""

    series: str
    steps: array[float]
    values: array[float]
    lengths: array[int] | None = None
    #: Whether its steps are the values of another metric: they say nothing of the steps of the run.
    elsewhere: bool = False

    @property
    def bytes(self) -> int:
        if self.lengths is None:
            return 16 * len(self.values)
        return 8 * len(self.steps) + 8 * len(self.values) + 4 * len(self.lengths)


@dataclass(slots=True)
class Held:
    """A Report with its number. `measured` and `thinned` bring columns."""

    seq: int
    #: Milliseconds since the epoch.
    at: float
    report: Fact
    columns: list[Column] | None = None
    #: When it was held, on the clock of `time.monotonic`.
    since: float = 0.0
    bytes: int = field(init=False)

    def __post_init__(self) -> None:
        self.measure()

    def measure(self) -> None:
        """About what it takes in memory."""
        if self.columns is None:
            # Raises of what is no JSON.
            self.bytes = 400 + 2 * len(json.dumps(self.report, allow_nan=False))
        else:
            self.bytes = 400 + sum([200 + column.bytes for column in self.columns])

    @property
    def points(self) -> int:
        return sum(len(column.steps) for column in self.columns or [])


def last_step(held: Held) -> int:
    """The last step of the run at which it has a number, -1 where it has none."""
    columns = (column for column in held.columns or [] if column.steps and not column.elsewhere)
    steps = (max(column.steps) for column in columns)
    return int(max(steps, default=-1))


def empty(held: Held) -> None:
    """Takes its numbers away; its place in the sequence stays, since a gap is refused."""
    held.report = {"type": "measured"}
    held.columns = []
    held.measure()
