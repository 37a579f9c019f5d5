"""The stored points of some series of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Points:
    """A series, every point of it in the order of the steps; a value is a number or, of frames, a list of numbers."""

    steps: list[int]
    values: list[Any]

    def __len__(self) -> int:
        return len(self.steps)


class History(Mapping[str, Points]):
    """Series by their names: `history["loss"].values`."""

    def __init__(self, series: dict[str, Points]) -> None:
        self._series = series

    def __getitem__(self, name: str) -> Points:
        return self._series[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._series)

    def __len__(self) -> int:
        return len(self._series)

    def __repr__(self) -> str:
        return f"History({', '.join(f'{name}: {len(points)} points' for name, points in self.items())})"

    def rows(self) -> Iterator[dict[str, Any]]:
        """
        What was measured step by step: `{"step": 3, "loss": 0.2, …}`, of each series that has a point there. A step that a series has twice
        has two rows.
        """
        rows: dict[tuple[int, int], dict[str, Any]] = {}
        for name, points in self.items():
            for place, value in zip(_places(points.steps), points.values, strict=True):
                rows.setdefault(place, {"step": place[0]})[name] = value
        for place in sorted(rows):
            yield rows[place]

    def to_pandas(self) -> Any:
        """A DataFrame: a row a step, a column a series. Where a series has no point, it is NaN."""
        import pandas

        rows = list(self.rows())
        index = pandas.Index([row.pop("step") for row in rows], name="step")
        return pandas.DataFrame(rows, index=index, columns=list(self))


def _places(steps: list[int]) -> Iterator[tuple[int, int]]:
    """Each step with how often it was there before."""
    before, times = None, 0
    for step in steps:
        times = times + 1 if step == before else 0
        before = step
        yield step, times
