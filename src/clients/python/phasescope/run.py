"""A run: what a training script holds. No method of it raises once the training goes on, and none but `finish` waits."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from .config import Config, Summary
from .harmless import cannot, harmless, short, why_of, worded
from .harmless import why as said_by
from .say import say, say_once
from .sender import MOST_WAITING, MOST_WAITING_BYTES, Sender
from .steering import Steering
from .unsupported import NAMES as UNSUPPORTED
from .unsupported import unsupported
from .values import (
    MOST_STEP,
    PLAIN,
    bytes_kept,
    kept,
    label_of,
    named,
    parameter_of,
    plain_parameters,
    seen,
    step_of,
    text,
)

#: How long `finish` waits for a hub that is there and slow.
FINISH_S = 30.0
#: Seconds between two words of the summary, the first time and at most.
SUMMARY_S = (0.5, 60.0)


class _Logging:
    """What a call of `log` reads, side by side in memory: between two calls the training has filled the caches."""

    __slots__ = ("_heavy", "_off", "_put", "_queue", "step")


class Run(_Logging):
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
    ) -> None:
        self.id, self.project, self._dir = id, project, dir
        self._name = name
        self.rank, self.resumed = rank, resumed
        #: Its page, where there is a hub.
        self.url: str | None = None
        self.config = Config(config)
        self.summary = Summary(self._last)
        #: The step of the next `log` that names none.
        self.step = step
        self.started_at = time.time()
        self._began = time.monotonic()
        self._first_step = step
        self._sender = sender
        self._queue: deque[tuple[int, dict[Any, Any]]] = deque() if sender is None else sender.queue
        self._put = self._queue.append
        self._off = sender is None
        self._heavy = 0
        self._ended = False
        self._failure: str | None = None
        self._metrics: dict[str, tuple[str, ...]] = {}
        self._said_summary: dict[str, Any] = {}
        self._summary_s, self._summary_at = SUMMARY_S[0], 0.0
        self._steering = Steering(self, agreeing)
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

    def log(
        self,
        data: dict[str, Any],
        step: int | None = None,
        commit: bool | None = None,
        sync: bool | None = None,
    ) -> None:
        """
        Values at a step: numbers, arrays, histograms, and dictionaries of them, whose keys are joined by `/`. Without a step the next one
        is taken; `commit=False` leaves it for what is logged after. Returns within some twenty microseconds: what is logged is looked at
        later.
        """
        if self._off:
            return
        try:
            values = data.copy() if data.__class__ is dict else named(data)
            for value in values.values():
                if type(value) is not float:  # and so perhaps nothing that stays what it is
                    self._keep(values)
                    break
            if step is None:
                step = self.step
                if commit is not False:
                    self.step = step + 1
            elif step.__class__ is int and 0 <= step <= MOST_STEP and not commit:
                if step > self.step:
                    self.step = step
            else:
                step = self._at(step, commit)
            if len(self._queue) < MOST_WAITING and self._heavy <= MOST_WAITING_BYTES:
                self._put((step, values))
            else:
                self._lose(step, len(values))
        except Exception as error:
            try:
                said = f"Cannot log {short(data)}: {why_of(error)}"
                say_once(f"log:{type(error).__name__}", said)
            except Exception:  # a stack that has no room left
                pass

    def _keep(self, values: dict[str, Any]) -> None:
        """Copies what may change, and counts what is large."""
        if not self._queue:
            self._heavy = 0
        for key, value in values.items():
            if type(value) not in PLAIN:
                try:
                    values[key] = one = kept(value)
                    size = bytes_kept(one)
                    if size > 4096:
                        self._heavy += size
                except Exception as error:  # the others are logged all the same
                    values[key] = None
                    shown = key if type(key) is str else short(key)
                    said = f"'{shown[:60]}' cannot be logged, and is left out: {why_of(error)}"
                    say_once(f"value:{shown}", said)

    def _at(self, step: Any, commit: bool | None) -> int:
        whole = self._whole(step)
        step = self.step if whole is None else whole
        self.step = max(self.step, step + 1 if commit else step)
        return int(step)

    def _whole(self, step: Any) -> int | None:
        whole = step_of(step)
        if whole is None:
            say_once(
                "step",
                f"step={short(step)}: expected a whole number from 0; the run's next step is taken",
            )
        return whole

    def _lose(self, step: int, points: int) -> None:
        sender = self._sender
        if sender is None:
            return
        sender.lose(step, points)

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
    ) -> None:
        """What the summary says of a series: `min`, `max`, `mean`, `last`, `best` (with `goal`) or `none`; `name` may end in `*`."""
        if step_metric is not None:
            say_once(
                "step_metric",
                "define_metric: step_metric is not supported: points keep the step of their log",
            )
        if summary is not None:
            wanted = tuple(word.strip() for word in worded(summary).split(","))
            if goal is not None and "best" in wanted:
                wanted = tuple(f"best-{worded(goal)}" if word == "best" else word for word in wanted)
            self._metrics[worded(name)] = wanted

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
        self._ended = True
        sender = self._sender
        parts: list[Callable[[], Any]] = [self.unwatch, self._steering.end]
        if self._snapshots is not None:
            parts.append(self._snapshots.finish)
        if sender is not None:
            parts += [
                self._log_no_more,
                lambda: sender.flush(FINISH_S),
                lambda: self._say_end(sender, how, why),
                lambda: sender.finish(FINISH_S),
            ]
        try:
            for part in parts:
                try:
                    part()
                except Exception as error:  # the end is told whatever became of the rest
                    cannot("Cannot finish all of the run", error)
        finally:
            self._off = True
            _forget(self)

    def _log_no_more(self) -> None:
        """Another thread that logs on would never be done with."""
        self._off = True

    def _say_end(self, sender: Sender, how: str | None, why: Any) -> None:
        if sender.writer != "trainer":
            return
        step = max(sender.gatherer.step, self._steering.step)
        said = why if why is None or issubclass(type(why), str) else short(why)
        sender.facts.append(
            {
                "type": "ended",
                "how": how or ("stopped" if self._steering.stopped else "completed"),
                "step": step,
                "msPerStep": (time.monotonic() - self._began)
                * 1000
                / max(1, step - self._first_step),
                "weights": "",
                "why": None if said is None else text(said),
            }
        )

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

    def __getattr__(self, name: str) -> Any:
        if name in UNSUPPORTED:
            return unsupported(f"run.{name}")
        raise AttributeError(f"A run has no attribute '{name}'")

    # ---- asked by the thread beside

    def described(self) -> dict[str, Any] | None:
        """What has changed of what the run says of itself."""
        sender = self._sender
        if sender is None or sender.writer != "trainer":
            self.config.changes()
            return None
        said = self._steering.described()
        parameters = plain_parameters(self.config.changes())
        if parameters:
            said["parameters"] = {**parameters, **said.get("parameters", {})}
        changed = self._summary_changes()
        if changed:
            said["summary"] = changed
        for key in ("parameters", "summary"):
            if key in said:
                said[key] = dict(list(said[key].items())[:1024])
        return {"type": "described", "step": sender.gatherer.step, **said} if said else None

    def _summary_changes(self) -> dict[str, Any]:
        """Ever less often, since all of it is kept, and read by whoever opens the run; and once more at the end."""
        now = time.monotonic()
        if now < self._summary_at and not self._ended:
            return {}
        summary = {key: parameter_of(value) for key, value in self._summary_now().items()}
        changed = {
            key: value
            for key, value in summary.items()
            if self._said_summary.get(key, _NONE) != value
        }
        if changed:
            self._said_summary.update(changed)
            self._summary_s = min(SUMMARY_S[1], 2 * self._summary_s)
            self._summary_at = now + self._summary_s
        return changed

    def _summary_now(self) -> dict[str, Any]:
        found = plain_parameters(self.summary.as_dict())
        sender = self._sender
        if not self._metrics or sender is None:
            return found
        for key, one in list(sender.gatherer.series.items()):
            if one.kind != "scalar" or one.last is None:
                continue
            for word in self._wanted(key):
                numbers = {
                    "min": one.low,
                    "max": one.high,
                    "mean": one.sum / one.count,
                    "last": one.last,
                    "best-minimize": one.low,
                    "best-maximize": one.high,
                    "best": one.low,
                }
                if word in numbers:
                    name = "best" if word.startswith("best") else word
                    found.setdefault(f"{key}/{name}" if name != "last" else key, numbers[word])
        return found

    def _wanted(self, key: str) -> tuple[str, ...]:
        for name, wanted in self._metrics.items():
            if name == key or (name.endswith("*") and key.startswith(name[:-1])):
                return wanted
        return ()

    def _last(self, key: str) -> Any:
        """The last value logged under a key, also where nobody has looked at it yet."""
        sender = self._sender
        if sender is None:
            return None
        for _, values in reversed(list(sender.queue)):
            if key in values:
                found = seen(values[key])
                return found.numbers if found is not None and found.kind == "scalar" else None
        known = sender.gatherer.series.get(key)
        return None if known is None else known.last

    def orphan(self) -> None:
        """In a child of a fork: the run is its parent's, and the thread beside it is not here."""
        self._off = True
        self._ended = True
        self._steering.orphan()
        if self._sender is not None:
            self._sender.stopped = True


_NONE = object()
_live: list[Run] = []
_live_lock = threading.Lock()


def remember(run: Run) -> None:
    with _live_lock:
        _live.append(run)


def _forget(run: Run) -> None:
    with _live_lock:
        if run in _live:
            _live.remove(run)


def live_runs() -> list[Run]:
    return list(_live)


def failure_text(kind: Any, error: Any) -> str:
    """`ValueError: no such layer`."""
    name = getattr(kind, "__name__", None) or short(kind)
    said = said_by(error)
    return text(f"{name}: {said}" if said else name)


def _orphan_all() -> None:
    for run in list(_live):
        run.orphan()
    _live.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_orphan_all)

assert sys.version_info >= (3, 10), "phasescope needs Python 3.10 or later"
