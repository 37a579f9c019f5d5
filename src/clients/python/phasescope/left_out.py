"""What the hub said that it will never take: in its place stands a word that says so."""

from __future__ import annotations

from .report import Fact, Held


class LeftOut:
    def __init__(self) -> None:
        self._series: set[str] = set()
        self._reports: dict[int, str | None] = {}

    def never(self, seq: int, series: str | None, why: str) -> None:
        if series is not None:
            self._series.add(series)
        else:
            # That it was left out may not be taken either: then nothing is said in its place.
            self._reports[seq] = None if seq in self._reports else why

    def without(self, held: Held) -> None:
        if held.seq in self._reports:
            _leave_out(held, self._reports[held.seq])
        elif not self._series:
            return
        elif held.report["type"] == "declared":
            if held.report["series"]["name"] in self._series:
                _leave_out(held, "its series is not taken")
        elif held.columns is not None:
            held.columns = [one for one in held.columns if one.series not in self._series]


def _leave_out(held: Held, why: str | None) -> None:
    """In its place a mark that says so, or, without a reason, nothing."""
    kind = held.report["type"]
    if kind == "marked" or held.columns is not None:
        why = None
    if why is None:
        held.report, held.columns = {"type": "measured"}, []
        return
    step = held.report.get("step", 0)
    held.report = mark_of(
        "left-out",
        step if isinstance(step, int) else 0,
        f"A report ({kind}) was left out",
        f"It is not taken: {why}",
    )


def mark_of(by: str, step: int, label: str, about: str) -> Fact:
    """A word on a step, for whoever looks at the run."""
    mark = {"by": by, "step": step, "label": label, "about": about[:8192]}
    return {"type": "marked", "mark": mark}
