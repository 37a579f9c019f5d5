"""What the page attached to a run, and what `observe` wants of its snapshots: two small files of the folder."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .arrays import write_json
from .command import Refused

Cadence = Mapping[str, Any]


def due(step: int, every: int, cadences: Sequence[Cadence]) -> bool:
    """Whether a snapshot is due: at every so many steps, or where a probe that was attached asks for one."""
    return step % every == 0 or any(is_due(cadence, step) for cadence in cadences)


def is_due(cadence: Cadence, step: int) -> bool:
    kind = cadence.get("kind")
    if kind == "every":
        return step % max(1, int(cadence["steps"])) == 0
    if kind == "adaptive":
        return step % max(1, int(cadence["shortest"])) == 0
    if kind != "per-decade":
        return False
    if step <= 1:
        return True
    points = cadence["points"]
    place = math.floor(math.log10(step) * points + 1e-9)
    return bool(place > math.floor(math.log10(step - 1) * points + 1e-9))


def is_stretch(value: Any) -> bool:
    """Whether it is [from, to], whole numbers in order."""
    if not isinstance(value, list) or [type(one) for one in value] != [int, int]:
        return False
    return bool(value[0] <= value[1])


class Asked:
    def __init__(self, folder: Path) -> None:
        self._file = folder / "asked.json"
        self._wanted_file = folder / "wanted.json"
        self._wanted: dict[str, Any] | None = None
        self._stamp: tuple[int, int] | None = None
        self._asked: dict[str, dict[str, Any]] = {}
        try:
            for one in json.loads(self._file.read_text()):
                self._asked[one["probe"]] = one
        except (OSError, ValueError, KeyError, TypeError):
            pass  # nothing was asked yet

    def cadences(self) -> list[Cadence]:
        return [one["cadence"] for one in self._asked.values() if one.get("cadence")]

    def wanted(self) -> dict[str, Any] | None:
        """What `observe` said last; None where nobody observes yet. Read again when it has changed."""
        try:
            stat = self._wanted_file.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if stamp != self._stamp:
                said = json.loads(self._wanted_file.read_text())
                self._wanted, self._stamp = said if isinstance(said, dict) else None, stamp
        except (OSError, ValueError):
            pass  # not there, or not whole yet: what was read last holds
        return self._wanted

    def namespaces(self) -> list[str] | None:
        wanted = self.wanted()
        found = None if wanted is None else wanted.get("namespaces")
        return found if isinstance(found, list) else None

    def done(self) -> list[tuple[int, int]]:
        """Stretches of steps, both ends in them, whose snapshots `observe` needs no more; what is none is left out."""
        wanted = self.wanted()
        found = None if wanted is None else wanted.get("done")
        return (
            [(one[0], one[1]) for one in found if is_stretch(one)]
            if isinstance(found, list)
            else []
        )

    def command(self, step: int, command: Mapping[str, Any], every: int) -> dict[str, Any]:
        probe = str(command.get("probe", ""))
        if command.get("type") == "detach":
            if self._asked.pop(probe, None) is None:
                raise Refused(f"Probe '{probe}' is not attached")
            write_json(self._file, list(self._asked.values()))
            return {"reports": [{"type": "detached", "probe": probe, "step": step}]}
        wanted = self.wanted()
        if wanted is None:
            raise Refused(
                "Nobody observes the snapshots of this run; start: phasescope observe FOLDER"
            )
        if probe not in wanted.get("offers", []):
            why = wanted.get("notServed", {}).get(probe, "it is not known")
            raise Refused(f"Probe '{probe}' cannot be measured on the snapshots of this run: {why}")
        cadence = command.get("cadence") or {"kind": "every", "steps": every}
        options = command.get("options") or {}
        self._asked[probe] = {"probe": probe, "cadence": cadence, "options": options}
        write_json(self._file, list(self._asked.values()))
        report = {
            "type": "attached",
            "probe": probe,
            "step": step,
            "cadence": cadence,
            "options": options,
        }
        return {"reports": [report]}
