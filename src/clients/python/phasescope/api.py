"""
Reads what a hub has: runs by a condition, their settings, and every point of their series.

    runs = phasescope.Api().runs('project = "my-idea" and lr > 1e-4')
    runs.to_pandas(values=['min("test/loss")'])
    runs[0].history("test/loss").to_pandas()
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, overload
from urllib.parse import quote

from .ask import ANSWER_S, ApiError, Asked
from .history import History, Points

__all__ = ["Api", "ApiError", "ApiRun", "History", "Points", "Runs"]

PAGE = 200


class Api:
    """A hub, found as `init` finds it where none is named; PHASESCOPE_TOKEN lets in where looking needs a token."""

    def __init__(self, hub: str | None = None, timeout: float = ANSWER_S) -> None:
        self._asked = Asked(hub, timeout)

    @property
    def url(self) -> str:
        return self._asked.url

    def runs(
        self,
        where: str | None = None,
        *,
        project: str | None = None,
        group: str | None = None,
        tag: str | None = None,
        text: str | None = None,
        archived: bool = False,
        sort: str | None = None,
        descending: bool | None = None,
    ) -> Runs:
        """
        The runs of which a condition holds, such as `lr > 1e-4 and last("test/loss") < 0.1` (the language of
        `phasescope runs --where`), the newest first unless `sort` says by what.
        """
        return Runs(
            self._asked,
            {
                "where": where,
                "experiment": project,
                "group": group,
                "tag": tag,
                "text": text,
                "archived": "also" if archived else None,
                "sort": sort,
                "descending": None if descending is None else str(descending).lower(),
            },
        )

    def run(self, id: str) -> ApiRun:
        """The run of an id, or of the beginning of one that no other shares."""
        found = list(Runs(self._asked, {"prefix": id, "archived": "also"}))
        exact = [run for run in found if run.id == id]
        if exact or len(found) == 1:
            return (exact or found)[0]
        if not found:
            raise ApiError(f"The hub at {self.url} has no run '{id}'")
        raise ApiError(
            f"'{id}' is the beginning of {len(found)} runs: {', '.join(run.id for run in found[:5])}"
        )


class Runs(Sequence["ApiRun"]):
    """Runs as the hub had them when they were first looked at."""

    def __init__(self, asked: Asked, query: dict[str, Any]) -> None:
        self._asked, self._query = asked, query
        self._found: list[ApiRun] | None = None

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, at: int) -> ApiRun: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[ApiRun]: ...
    def __getitem__(self, at: int | slice) -> ApiRun | Sequence[ApiRun]:
        return self._all()[at]

    def __iter__(self) -> Iterator[ApiRun]:
        return iter(self._all())

    def __repr__(self) -> str:
        return f"Runs({', '.join(run.id for run in self._all())})"

    def values(self, *expressions: str) -> list[list[Any]]:
        """Of each run what expressions come to, such as `last("loss")` or `onset("grokked")`; None where a run has none."""
        return [
            [float(value[0]) if isinstance(value, list) else value for value in line["values"]]
            for line in self._pages({"values": ", ".join(expressions)})
        ]

    def to_pandas(self, values: Sequence[str] = ()) -> Any:
        """A DataFrame: a row a run; settings as `config.NAME`, the summary as `summary.NAME`, and a column for each expression."""
        import pandas

        runs = self._all()
        wanted = self.values(*values) if values else []
        if values and len(wanted) != len(runs):
            raise ApiError("Runs came or went meanwhile; ask once more")
        rows = []
        for i, run in enumerate(runs):
            row = {
                "id": run.id,
                "name": run.name,
                "project": run.project,
                "status": run.status,
                "step": run.step,
                "seed": run.seed,
                "started": pandas.Timestamp(run.started_at, unit="s", tz="UTC"),
                "group": run.group,
                "tags": run.tags,
                **{f"config.{key}": value for key, value in run.config.items()},
                **{f"summary.{key}": value for key, value in run.summary.items()},
            }
            rows.append(row | (dict(zip(values, wanted[i], strict=True)) if values else {}))
        return pandas.DataFrame(rows)

    def _all(self) -> list[ApiRun]:
        if self._found is None:
            self._found = [ApiRun(self._asked, line) for line in self._pages({})]
        return self._found

    def _pages(self, more: dict[str, Any]) -> Iterator[dict[str, Any]]:
        begin = 0
        while True:
            lines, headers = self._asked.json(
                "runs", **self._query, **more, **{"from": begin}, size=PAGE
            )
            yield from lines
            begin += len(lines)
            if not lines or begin >= int(headers.get("x-total-count", 0)):
                return


class ApiRun:
    """A stored run, as it was when it was asked for."""

    def __init__(self, asked: Asked, line: dict[str, Any]) -> None:
        self._asked, self._line = asked, line

    def __repr__(self) -> str:
        return f"ApiRun({self.id}: {self.status} at step {self.step})"

    @property
    def id(self) -> str:
        return str(self._line["run"]["id"])

    @property
    def name(self) -> str:
        return str(self._line["run"]["name"])

    @property
    def project(self) -> str:
        return str(self._line["run"]["experiment"])

    @property
    def group(self) -> str | None:
        group: str | None = self._line["run"].get("group")
        return group

    @property
    def seed(self) -> int | None:
        seed: int | None = self._line["run"]["seed"]
        return seed

    @property
    def status(self) -> str:
        """`running`, `paused`, `completed`, `stopped`, `failed` or `lost`."""
        return str(self._line["status"])

    @property
    def step(self) -> int:
        return int(self._line["step"])

    @property
    def started_at(self) -> float:
        """Seconds since the epoch."""
        return float(self._line["run"]["startedAt"]) / 1000

    @property
    def tags(self) -> list[str]:
        return list(self._line["tags"])

    @property
    def note(self) -> str | None:
        note: str | None = self._line["note"]
        return note

    @property
    def config(self) -> dict[str, Any]:
        """Its settings: numbers and words; what was nested has `/` in its name."""
        return dict(self._line["run"]["parameters"])

    @property
    def summary(self) -> dict[str, Any]:
        """What it said that it came to; `Runs.values` and `history` tell what it measured."""
        return {
            key: number_of(value) for key, value in self._line["run"].get("summary", {}).items()
        }

    @property
    def series(self) -> list[str]:
        """The names of all that was measured."""
        view, _ = self._asked.json("runs", self.id)
        return [one["name"] for one in view["series"]]

    @property
    def url(self) -> str:
        """Its page."""
        return f"{self._asked.url}/runs/{quote(self.id, safe='')}"

    def history(self, *series: str) -> History:
        """Every stored point of some series, exactly; of all where none is named."""
        return History({name: self._points(name) for name in series or self.series})

    def show(self) -> Any:
        """In a notebook, the run in a glance, with a link to its page."""
        from .notebook import Shown

        return Shown(self._line, self.url)

    def _points(self, name: str) -> Points:
        steps: list[int] = []
        values: list[Any] = []
        for line in self._asked.lines("runs", self.id, "points", name):
            steps += line["steps"]
            if "frames" in line:
                values += [[float(number) for number in frame] for frame in line["frames"]]
            else:
                values += [float(number) for number in line["values"]]
        return Points(steps, values)


def number_of(value: Any) -> Any:
    """A number that JSON does not know comes as a word."""
    words = {
        "nan": math.nan,
        "inf": math.inf,
        "-inf": -math.inf,
        "infinity": math.inf,
        "-infinity": -math.inf,
    }
    return words.get(value.lower(), value) if isinstance(value, str) else value
