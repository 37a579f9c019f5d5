"""A run in a notebook. Nothing may frame a page of a hub, so what is shown there is drawn here, with a link to the page."""

from __future__ import annotations

import math
from html import escape
from typing import Any

WIDTH, HEIGHT, EDGE = 320, 64, 4


class Shown:
    """What a notebook displays; elsewhere, the address of the page."""

    def __init__(self, line: dict[str, Any], url: str) -> None:
        self._line, self.url = line, url

    def __repr__(self) -> str:
        return self.url

    def _repr_html_(self) -> str:
        line, run = self._line, self._line["run"]
        link = f'<a href="{escape(self.url)}" target="_blank" rel="noopener noreferrer">{escape(str(run["name"]))}</a>'
        stands = f"{line['status']} at step {line['step']}"
        return f"<div><div>{link} <small>{escape(run['experiment'])}: {escape(stands)}</small></div>{_curve(line['spark'])}</div>"


class Link:
    """The page of a run that goes on in this process."""

    def __init__(self, name: str, url: str | None) -> None:
        self.name, self.url = name, url

    def __repr__(self) -> str:
        return self.url or f"{self.name} goes to no hub"

    def _repr_html_(self) -> str:
        if self.url is None:
            return escape(repr(self))
        return f'<a href="{escape(self.url)}" target="_blank" rel="noopener noreferrer">{escape(self.name)}</a>'


def _curve(spark: dict[str, Any] | None) -> str:
    """The curve that tells most in a glance; what is not finite is left out of it."""
    if spark is None:
        return ""
    points = [
        (step, float(value)) for step, value in zip(spark["steps"], spark["values"], strict=True)
    ]
    finite = [(step, value) for step, value in points if math.isfinite(value)]
    if not finite:
        return ""
    steps, values = [step for step, _ in finite], [value for _, value in finite]
    low, high = min(values), max(values)
    wide = (WIDTH - 2 * EDGE) / ((max(steps) - min(steps)) or 1)

    def place(step: float, value: float) -> str:
        share = 0.5 if high == low else (value / 2 - low / 2) / (high / 2 - low / 2)
        return f"{EDGE + (step - min(steps)) * wide:.1f},{EDGE + (1 - share) * (HEIGHT - 2 * EDGE):.1f}"

    line = " ".join(place(step, value) for step, value in finite)
    said = f"{spark['series']}: {values[-1]:.4g}"
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(said)}">'
        f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>'
        f"<div><small>{escape(said)}</small></div>"
    )
