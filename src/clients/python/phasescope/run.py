"""A run: what a training script holds. No method of it raises once the training goes on, and none but `finish` waits."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from .config import Config
from .harmless import cannot, harmless, short, worded
from .live import failure_text, forget
from .logged import Logged
from .metrics import Metric, metric_of
from .names import label_of, step_of, text
from .report import Fact
from .say import say
from .sender import Sender
from .steering import Steering
from .told import Told
from .unsupported import NAMES as UNSUPPORTED
from .unsupported import Missing

#: How long the end of a run may take, in seconds: what the hub has not taken by then is in the journal.
FINISH_S = 10.0


class Run(Logged):
    """Made by `phasescope.init`."""

    def __init__(
        self,
        *,
        id: str,
        name: str,
        project: str,
        config: dict[str, Any],
        dir: Path,
        sender: Sender | None,
        rank: int = 0,
        step: int = 0,
        resumed: bool = False,
        agreeing: bool = False,
        finish_s: float = FINISH_S,
    ) -> None:
        super().__init__(sender, step)
        self.id, self.project, self._dir = id, project, dir
        self._name = name
        self.rank, self.resumed = rank, resumed
        #: Its page, where there is a hub.
        self.url: str | None = None
        self.config = Config(config)
        self.started_at = time.time()
        self._began = time.monotonic()
        self._first_step = step
        self._finish_s = finish_s
        self._ended = False
        self._steering = Steering(self, agreeing)
        self._told = Told(sender, self.config, self._steering)
        self.summary = self._told.summary
        self._watched: Any = None
        self._snapshots: Any = None
        self._pid = os.getpid()

    @property
    def dir(self) -> Path:
        """A folder for files of the script, of the run's own; it is made when it is first asked for."""
        self._dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._dir

    @property
    def name(self) -> str:
        """What people call the run. It can be given another name, here as on the page."""
        return self._name

    @name.setter
    @harmless("Cannot give the run that name")
    def name(self, name: str) -> None:
        self._name = shown = label_of(worded(name))
        if self._sender is not None and shown.strip():
            self._sender.facts.append({"type": "labeled", "name": shown})

    # ---- what is logged

    @harmless("Cannot define the metric")
    def define_metric(
        self,
        name: str,
        step_metric: Any = None,
        step_sync: Any = None,
        hidden: Any = None,
        summary: str | None = None,
        goal: str | None = None,
        overwrite: Any = None,
    ) -> Metric | None:
        """
        What holds of a metric from here on; `name` may end in `*`. With a step metric, its points stand at the value of that, where it is
        a whole number from 0, in the same log or before it. `summary` names what the summary keeps of it: `min`, `max`, `mean`,
        `first`, `last`, `best` (by `goal`, `minimize` or `maximize`), several by commas, or `none`.
        """
        metric = metric_of(name, step_metric, step_sync, summary, goal)
        put = self._put
        if put is not None:
            put((bool(overwrite), metric))
        return metric

    def watch(
        self,
        model: Any,
        criterion: Any = None,
        log: str = "all",
        log_freq: int | None = None,
        idx: Any = None,
        log_graph: Any = None,
        *,
        every: int = 100,
    ) -> None:
        """
        Norms and histograms of the weights and gradients of a model of PyTorch, at every so many backward passes: series
        `weights/NAME`, `weights/NAME/norm`, and the same of `gradients`.
        """
        if self._off:
            return
        from .watch import Watch

        try:
            if self._watched is None:
                self._watched = Watch(self)
            self._watched.add(model, log, every if log_freq is None else int(log_freq))
        except Exception as error:
            cannot("Cannot watch the model", error)

    @harmless("Cannot leave the model alone")
    def unwatch(self, model: Any = None) -> None:
        if self._watched is not None:
            self._watched.remove()

    def snapshot(
        self, step: int | None = None, *, folder: str | os.PathLike[str] | None = None, **what: Any
    ) -> bool:
        """
        Weights, gradients, activations and answers of a network, for `phasescope observe` to measure. Called at every step, after
        the backward pass and before the update, it takes one where one is due: `model`, `batch=(inputs, targets)`, `loss`,
        `optimizer`, `test`, `hidden`, `every` (Snapshots.take). Whether one was taken.
        """
        if self._off or self.rank != 0:
            return False
        try:
            if self._snapshots is None:
                self._snapshots = self._open_snapshots(folder)
            step = self._here(step)
            self._steering.hear(step)
            return bool(self._snapshots.take(step, **what))
        except Exception as error:
            cannot("Cannot take a snapshot", error)
            return False

    def _open_snapshots(self, folder: str | os.PathLike[str] | None) -> Any:
        from .snapshot import Snapshots

        sender = self._sender
        data = self._dir if sender is None else sender.data
        place = data / "snapshots" / self.id if folder is None else Path(folder)
        there = None if sender is None or sender.find is None else sender.find()
        hub = None if there is None else there.url
        found = Snapshots(place, run=self.id, hub=hub, data=str(data))
        self._steering.told(None, None, None, found)
        # `observe` believes no folder: a hub that is none of this user's has to be named.
        named = f" --hub {hub}" if there is not None and there.named and there.data is None else ""
        say(f"Snapshots are written to {place}; measure them: phasescope observe {place}{named}")
        return found

    # ---- steering

    def steps(
        self,
        steps: Iterable[int] | int,
        *,
        optimizer: Any = None,
        scheduler: Any = None,
        checkpoint: Callable[[int], Any] | None = None,
        snapshots: Any = None,
    ) -> Iterator[int]:
        """
        The steps of a training, each begun when the page lets it: paused, resumed, stopped, taken one by one. With an optimizer its rate
        can be set from there, with `checkpoint`, a function of the step, one be asked for; it may give the bytes that it wrote.
        """
        counted = range(steps) if isinstance(steps, int) else steps
        self._steering.told(optimizer, scheduler, checkpoint, snapshots)
        if isinstance(counted, range):
            self._steering.plan(counted)
        last = None
        for step in counted:
            if not self.tick(step):
                return
            yield step
            last = step
        end = None if last is None else step_of(last)
        if end is not None:
            self._steering.at(end + 1)

    def tick(
        self,
        step: int | None = None,
        *,
        optimizer: Any = None,
        scheduler: Any = None,
        checkpoint: Callable[[int], Any] | None = None,
        snapshots: Any = None,
    ) -> bool:
        """Obeys what was asked from the page, before this step; False once the run is to stop. While it is paused, this waits."""
        try:
            self._steering.told(optimizer, scheduler, checkpoint, snapshots)
            return self._steering.tick(self._here(step))
        except Exception as error:
            cannot("Cannot be steered", error)
            return not self._steering.stopped

    def _here(self, step: Any) -> int:
        whole = None if step is None else self._whole(step)
        return self.step if whole is None else whole

    # ---- the end

    def finish(
        self, exit_code: int | None = None, quiet: bool | None = None, *, why: str | None = None
    ) -> None:
        """Ends the run, and waits until the hub or the journal has all of it."""
        try:
            if exit_code:
                why = why or f"exit code {worded(exit_code)}"
        except Exception:
            why = f"exit code {short(exit_code)}"
        self._finish("failed" if why is not None else None, why)

    def _finish(self, how: str | None, why: str | None) -> None:
        if self._ended or os.getpid() != self._pid:
            return
        self._ended = self._told.is_last = True
        sender, until = self._sender, time.monotonic() + self._finish_s
        parts: list[Callable[[], Any]] = [self.unwatch, self._steering.end]
        if self._snapshots is not None:
            # Half of the time at most: what was logged comes first.
            parts.append(lambda: self._snapshots.finish(self._finish_s / 2))
        if sender is not None:
            parts.append(self._log_no_more)
            parts.append(
                lambda: sender.finish(until - time.monotonic(), lambda: self._end(sender, how, why))
            )
        try:
            for part in parts:
                try:
                    part()
                except Exception as error:  # the end is told whatever became of the rest
                    cannot("Cannot finish all of the run", error)
        finally:
            self._log_no_more()
            forget(self)

    def _end(self, sender: Sender, how: str | None, why: Any) -> Fact | None:
        if sender.writer != "trainer":
            return None
        step = max(sender.gatherer.step, self._steering.step)
        said = why if why is None or issubclass(type(why), str) else short(why)
        took_s = time.monotonic() - self._began
        return {
            "type": "ended",
            "how": how or ("stopped" if self._steering.stopped else "completed"),
            "step": step,
            "msPerStep": took_s * 1000 / max(1, step - self._first_step),
            "weights": "",
            "why": None if said is None else text(said),
        }

    def show(self) -> Any:
        """In a notebook, a link to its page."""
        from .notebook import Link

        return Link(self.name, self.url)

    def mark_preempting(self) -> None:
        """Taken for the sake of wandb: a run that goes on is `resume="allow"`."""

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: Any, error: Any, _: Any) -> None:
        if error is None:
            self.finish()
        else:
            how = "stopped" if isinstance(error, KeyboardInterrupt) else "failed"
            self._finish(how, failure_text(kind, error))

    def described(self) -> Fact | None:
        """What has changed of what the run says of itself, asked by the thread beside."""
        return self._told.described()

    def orphan(self) -> None:
        """In a child of a fork: the run is its parent's, and the thread beside it is not here."""
        self._log_no_more()
        self._ended = True
        self._steering.orphan()
        self.config.orphan()
        self.summary.orphan()
        if self._sender is not None:
            self._sender.stopped = True


for _name in UNSUPPORTED:
    if not hasattr(Run, _name):
        setattr(Run, _name, Missing(f"run.{_name}"))

assert sys.version_info >= (3, 10), "phasescope needs Python 3.10 or later"
