"""
TensorBoard's writer, as `torch.utils.tensorboard` has it, whose run is on the dashboard: a script changes its import line.

    from phasescope.tensorboard import SummaryWriter
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .arrays import is_torch
from .begin import init
from .begun import Begun
from .harmless import why, why_of
from .histogram import Histogram
from .machine import host
from .run import Run
from .say import say_once
from .watch import Counted

#: Bins that TensorBoard would choose by itself.
BINS = 64
MOST_BINS = 512


class SummaryWriter:
    """
    `log_dir` names the run, without what is in front of `runs/`; nothing is written there. Several writers are several runs. Where
    something is added behind `close`, the run goes on. Without a step, a tag counts its own. Further arguments are those of
    `phasescope.init`: `project`, `config`, `hub`, …
    """

    def __init__(
        self,
        log_dir: Any = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
        *,
        logdir: Any = None,
        **begin: Any,
    ) -> None:
        given = logdir if log_dir is None else log_dir
        at = time.strftime("%b%d_%H-%M-%S")
        self._folder = Path("runs", f"{at}_{host()}{comment}") if given is None else Path(given)
        if purge_step is not None:
            say_once("purge_step", "purge_step is not supported: every point is kept")
        self._begun = Begun(None, {"name": _name(self._folder), "reinit": "create_new", **begin})
        self._counts: dict[str, int] = {}
        self._hparams: dict[str, Any] | None = None
        self._others = 0
        self._begun.run()

    @property
    def run(self) -> Run | None:
        """The run of this writer."""
        return self._begun.current

    @property
    def log_dir(self) -> str:
        """There as soon as a script asks for it: some keep files of their own there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return str(self._folder)

    def get_logdir(self) -> str:
        return self.log_dir

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: Any = None,
        walltime: float | None = None,
        new_style: bool = False,
        double_precision: bool = False,
        **_: Any,
    ) -> None:
        self._add(tag, lambda: scalar_value, global_step, walltime)

    def add_scalars(
        self,
        main_tag: str,
        tag_scalar_dict: Mapping[str, Any],
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Series `main_tag/key`, which the dashboard can draw as one family."""
        self._add(main_tag, lambda: dict(tag_scalar_dict), global_step, walltime)

    def add_histogram(
        self,
        tag: str,
        values: Any,
        global_step: Any = None,
        bins: Any = "tensorflow",
        walltime: float | None = None,
        max_bins: int | None = None,
    ) -> None:
        """Equal bins, whose number is `bins` where that is one, else 64, and at most `max_bins`."""
        wanted = bins if isinstance(bins, int) else BINS
        most = max(1, min(wanted, max_bins or MOST_BINS, MOST_BINS))
        self._add(tag, lambda: _counted(values, most), global_step, walltime)

    def add_histogram_raw(
        self,
        tag: str,
        min: float,
        max: float,
        num: float,
        sum: float,
        sum_squares: float,
        bucket_limits: Any,
        bucket_counts: Any,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Counts between limits; the first of them lies right of the first bin, which begins at `min`."""

        def counted() -> Histogram:
            limits = [float(limit) for limit in bucket_limits]
            low, high = float(min), float(max)
            left = low if low < limits[0] else limits[0] - (high - low or 1.0) / len(limits)
            right = [*limits[:-1], limits[-1] if limits[-1] < 1e300 else high]
            return Histogram(np_histogram=(list(bucket_counts), [left, *right]))

        self._add(tag, counted, global_step, walltime)

    def add_hparams(
        self,
        hparam_dict: Mapping[str, Any],
        metric_dict: Mapping[str, Any],
        hparam_domain_discrete: Any = None,
        run_name: str | None = None,
        global_step: Any = None,
    ) -> None:
        """The first say what this run was trained with, and what it came to; each other set after them is a run of its own."""
        try:
            run = self._begun.run()
            if run is None:
                return
            given, came_to = dict(hparam_dict), dict(metric_dict)
            step = None if global_step is None else int(global_step)
            if self._hparams is None or self._hparams == given:
                self._hparams = given
                run.config.update(given)
                run.log(came_to, step=step)
                run.summary.update(came_to)
                return
            self._others += 1
            other = init(
                project=run.project,
                name=run_name or f"{run.name}/{self._others}",
                config=given,
                group=run.name,
                hub=self._begun.facts.get("hub"),
                mode=self._begun.facts.get("mode"),
                reinit="create_new",
            )
            other.log(came_to, step=step)
            other.summary.update(came_to)
            other.finish()
        except Exception as error:
            say_once("add_hparams", f"Cannot keep hyperparameters: {why(error)}")

    def flush(self) -> None:
        """What was added is on its way by itself, and on the disk within half a second; this hurries it."""
        run = self.run
        if run is not None and run._sender is not None:
            run._sender.wake.set()

    def close(self) -> None:
        """Ends the run, and waits until the hub or the journal has all of it."""
        self._begun.finish()

    def __enter__(self) -> SummaryWriter:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        run = self.run
        if run is not None:
            run.__exit__(kind, error, trace)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith(("add_", "export_")):
            raise AttributeError(f"SummaryWriter has no attribute '{name}'")
        say_once(f"writer:{name}", f"SummaryWriter.{name} is not supported, and has no effect")
        return lambda *_, **__: None

    def _add(self, tag: str, value: Callable[[], Any], step: Any, walltime: float | None) -> None:
        if walltime is not None:
            say_once("walltime", "walltime is not supported: a point has the time of its call")
        try:
            run = self._begun.run()
            if run is None:
                return
            at = self._counts.get(tag, 0) if step is None else int(step)
            self._counts[tag] = at + 1
            run.log({tag: value()}, step=at)
        except Exception as error:
            say_once(f"add:{tag}", f"Cannot add '{tag}': {why_of(error)}")


def _counted(values: Any, bins: int) -> Any:
    """A tensor is counted where it lies, and nobody waits for it."""
    if bins == BINS and is_torch(values) and values.numel() > 0:
        return Counted(values, sys.modules["torch"])
    return Histogram(values, num_bins=bins)


def _name(folder: Path) -> str:
    parts = folder.parts
    if "runs" in parts[:-1]:
        return "/".join(parts[len(parts) - parts[::-1].index("runs") :])
    return folder.name if folder.is_absolute() else folder.as_posix()
