"""
What stays where there is no room for everything: in each bucket of steps every scalar series keeps its first point, its last, its
smallest, its largest and its first NaN, every series of frames the first and the last (`trainer/link/thin.ts` does the same).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .report import Column, Held

FIRST_WIDTH = 16
LAST_WIDTH = 1 << 52


@dataclass(slots=True)
class Tally:
    """Over which steps, and how many of how many points are left."""

    first: int = -1
    last: int = -1
    kept: int = 0
    of: int = 0

    def add(self, first: int, last: int, kept: int, of: int) -> None:
        if of == 0:
            return
        self.first = first if self.first < 0 else min(self.first, first)
        self.last = max(self.last, last)
        self.kept += kept
        self.of += of

    def report(self, why: str) -> dict[str, object]:
        return {
            "type": "thinned",
            "from": max(0, self.first),
            "to": max(0, self.last),
            "kept": self.kept,
            "of": self.of,
            "why": why,
        }


def thin(reports: Sequence[Held], width: int, why: str) -> Tally:
    """Thins what is held, in place; the last of it says so. Each point that stays is in its Report."""
    tally = Tally()
    for held in reports:
        if held.report["type"] == "thinned":  # said anew, for all of it
            said = held.report
            tally.add(said["from"], said["to"], 0, said["of"] - said["kept"])
            held.report = {"type": "measured"}
    numbers = [held for held in reports if held.columns is not None]
    staying = _staying(numbers, width)
    for held in numbers:
        left = []
        for column in held.columns or []:
            stay = staying[id(column)]
            of = len(column.steps)
            if of:
                tally.add(int(min(column.steps)), int(max(column.steps)), len(stay), of)
            if len(stay) == of:
                left.append(column)
            elif stay:
                left.append(_picked(column, sorted(stay)))
        held.columns = left
        held.measure()
    if numbers and tally.kept < tally.of:
        numbers[-1].report = tally.report(why)
    return tally


def _staying(numbers: Sequence[Held], width: int) -> dict[int, set[int]]:
    staying: dict[int, set[int]] = {}
    by_series: dict[str, list[Column]] = defaultdict(list)
    for held in numbers:
        for column in held.columns or []:
            staying[id(column)] = set()
            by_series[column.series].append(column)
    for columns in by_series.values():
        first: dict[int, tuple[int, int]] = {}
        last: dict[int, tuple[int, int]] = {}
        low: dict[int, tuple[float, tuple[int, int]]] = {}
        high: dict[int, tuple[float, tuple[int, int]]] = {}
        nan: dict[int, tuple[int, int]] = {}
        for column in columns:
            for i, step in enumerate(column.steps):
                bucket, spot = int(step) // width, (id(column), i)
                first.setdefault(bucket, spot)
                last[bucket] = spot
                if column.lengths is not None:
                    continue
                value = column.values[i]
                if value != value:
                    nan.setdefault(bucket, spot)
                    continue
                if bucket not in low or value < low[bucket][0]:
                    low[bucket] = (value, spot)
                if bucket not in high or value > high[bucket][0]:
                    high[bucket] = (value, spot)
        spots = [*first.values(), *last.values(), *nan.values()]
        spots += [spot for _, spot in (*low.values(), *high.values())]
        for place, i in spots:
            staying[place].add(i)
    return staying


def _picked(column: Column, stay: Sequence[int]) -> Column:
    steps = array("d", [column.steps[i] for i in stay])
    if column.lengths is None:
        values = array("d", [column.values[i] for i in stay])
        return Column(column.series, steps, values, elsewhere=column.elsewhere)
    begins = [0]
    for length in column.lengths:
        begins.append(begins[-1] + length)
    values = array("d")
    for i in stay:
        values.extend(column.values[begins[i] : begins[i + 1]])
    lengths = array("I", [column.lengths[i] for i in stay])
    return Column(column.series, steps, values, lengths, column.elsewhere)
