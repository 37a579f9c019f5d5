"""
Commands of the page, obeyed between two steps of the training: `pause`, `resume`, `stop`, `step`, `until`, `set`, `checkpoint`,
`attach`, `detach`. Where `torch.distributed` joins several processes, rank 0 hears them and all obey at the same step.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .command import Refused, command_of
from .harmless import why, why_of
from .names import text
from .ranks import distributed, said_by_all, said_by_first
from .rate import MOST_RATE, set_rate
from .report import Fact
from .say import say_once

if TYPE_CHECKING:
    from .run import Run

Answer = Callable[[dict[str, Any]], None]

#: While it is paused, the other ranks are told so often that they are to wait on: a collective that waits for long is ended.
HEARTBEAT_S = 0.5
#: What scripts call the rate: the optimizers of PyTorch, of Hugging Face and of Keras.
RATES = ("lr", "learning_rate", "learningRate")

#: Commands that wait for the next step; further ones are refused.
MOST_WAITING = 64


class Steering:
    def __init__(self, run: Run, agreeing: bool) -> None:
        self.run = run
        self.agreeing = agreeing
        self.step = 0
        self.stopped = False
        self.paused = False
        #: Where it pauses by itself.
        self.until: int | None = None
        self.optimizer: Any = None
        self.scheduler: Any = None
        self.checkpoint: Callable[[int], Any] | None = None
        self.snapshots: Any = None
        self.began = False
        self._mailbox: deque[tuple[Fact, Answer]] = deque()
        self._came = threading.Event()
        self._ended = False
        self._accepts: list[str] = []
        self._planned: int | None = None
        #: Before anybody set another.
        self._first_rate: float | None = None
        self._said_settable: Any = None
        self._said_steps: int | None = None

    # ---- told by the script

    def told(self, optimizer: Any, scheduler: Any, checkpoint: Any, snapshots: Any) -> None:
        if optimizer is not None and optimizer is not self.optimizer:
            self.optimizer = optimizer
            if self._first_rate is None:
                self._first_rate = self._rate()
        if scheduler is not None:
            self.scheduler = scheduler
        if checkpoint is not None:
            self.checkpoint = checkpoint
        if snapshots is not None:
            self.snapshots = snapshots

    def plan(self, steps: range) -> None:
        """How many steps there will be."""
        if steps.step == 1:
            self._planned = max(0, steps.stop)

    def at(self, step: int) -> None:
        self.step = max(self.step, step)

    def tick(self, step: int) -> bool:
        self.at(step)
        if not self.began:
            self.began = True
            self.run.step = max(self.run.step, step)
        self._accepts = self._offered()
        if self.agreeing and distributed() is not None:
            return self._tick_together(step)
        if self.until is not None and step >= self.until:
            self._pause_here(step)
        while True:
            while self._mailbox:
                command, answer = self._mailbox.popleft()
                self._obey(step, command, answer)
            if self.stopped or not self.paused or self._ended:
                return not self.stopped
            self._came.wait(1.0)
            self._came.clear()

    def hear(self, step: int) -> None:
        """For a script that takes snapshots and lets nobody steer it: probes are attached and detached all the same."""
        if self.began:
            return
        self.at(step)
        self._accepts = ["attach", "detach"]
        while self._mailbox:
            command, answer = self._mailbox.popleft()
            self._obey(step, command, answer)

    def _tick_together(self, step: int) -> bool:
        """Rank 0 says what is to be done; all do it, and say how it went."""
        first = self.run.rank == 0
        if self.until is not None and step >= self.until:
            self._pause_here(step)
        while True:
            orders: list[tuple[Fact, Answer]] = []
            if first:
                if self.paused and not self._mailbox:
                    self._came.wait(HEARTBEAT_S)
                self._came.clear()
                while self._mailbox:
                    orders.append(self._mailbox.popleft())
            agreed = said_by_first([command for command, _ in orders])
            for i, command in enumerate(agreed):
                outcome = self._outcome(step, command)
                why = next((one["why"] for one in said_by_all(outcome) if not one["ok"]), None)
                if why is not None:
                    outcome = {"ok": False, "why": why}
                if first:
                    self._told_of(step, command, outcome, orders[i][1])
            if self.stopped or not self.paused:
                return not self.stopped

    # ---- asked by the thread beside

    def accepts(self) -> list[str]:
        return self._accepts

    def command(self, command: Fact, answer: Answer) -> None:
        if self._ended:
            answer({"ok": False, "why": "The run has ended"})
            return
        if len(self._mailbox) >= MOST_WAITING:
            answer({"ok": False, "why": f"{MOST_WAITING} Commands wait already"})
            return
        command = command_of(command)
        if command.get("type") == "set" and command.get("key") in RATES:
            command = {**command, "key": "rate"}
        self._mailbox.append((command, answer))
        self._came.set()

    def described(self) -> dict[str, Any]:
        """What can be set, and how many steps are planned, where that has changed."""
        said: dict[str, Any] = {}
        rate = self._first_rate
        if rate is not None and self._said_settable is None:
            self._said_settable = True
            said["settable"] = [
                {
                    "key": "rate",
                    "about": "Learning rate of every parameter group",
                    "settable": True,
                    "type": "number",
                    "default": rate,
                    "min": 0,
                    "max": MOST_RATE,
                }
            ]
            said["parameters"] = {"rate": rate}
        if self._planned is not None and self._planned != self._said_steps:
            self._said_steps = said["steps"] = self._planned
        return said

    def end(self) -> None:
        self._ended = True
        self._accepts = []
        while self._mailbox:
            self._mailbox.popleft()[1]({"ok": False, "why": "The run has ended"})

    def orphan(self) -> None:
        self._ended = True
        self._mailbox.clear()

    # ---- obeying

    def _offered(self) -> list[str]:
        offered = ["pause", "resume", "stop", "step", "until"]
        if self.optimizer is not None:
            offered.append("set")
        if self.checkpoint is not None:
            offered.append("checkpoint")
        if self.snapshots is not None:
            offered += ["attach", "detach"]
        return offered

    def _obey(self, step: int, command: Fact, answer: Answer) -> None:
        self._told_of(step, command, self._outcome(step, command), answer)

    def _outcome(self, step: int, command: Fact) -> dict[str, Any]:
        try:
            return {"ok": True, "step": step, **(self._do(step, command) or {})}
        except Refused as error:
            return {"ok": False, "why": text(str(error))}
        except Exception as error:
            return {"ok": False, "why": text(why_of(error))}

    def _told_of(self, step: int, command: Fact, outcome: dict[str, Any], answer: Answer) -> None:
        if outcome["ok"]:
            kind = command.get("type")
            if kind in ("pause", "resume", "stop", "step", "until", "set"):
                self._report({"type": "applied", "command": command, "step": step})
            for report in outcome.pop("reports", []):
                self._report(report)
        answer(outcome)

    def _do(self, step: int, command: Fact) -> dict[str, Any] | None:
        kind = command.get("type")
        if kind == "pause":
            self.paused = True
        elif kind == "resume":
            self.paused, self.until = False, None
        elif kind == "stop":
            self.stopped, self.paused = True, False
        elif kind == "step":
            self.paused, self.until = False, step + int(command["steps"])
        elif kind == "until":
            goal = int(command["step"])
            if goal <= step:
                raise Refused(
                    f"The run is at step {step} already; expected a later step, got {goal}"
                )
            if self._planned is not None and goal >= self._planned:
                raise Refused(
                    f"The run is planned for {self._planned} steps, and ends before step {goal}"
                )
            self.paused, self.until = False, goal
        elif kind == "set":
            self._set(command)
        elif kind == "checkpoint":
            return self._checkpoint(step)
        elif kind in ("attach", "detach") and self.snapshots is not None:
            found = self.snapshots.command(step, command)
            return found if isinstance(found, dict) else None
        else:
            raise Refused(
                f"This training does not obey '{kind}': it obeys {', '.join(self._accepts)}"
            )
        return None

    def _set(self, command: Fact) -> None:
        key, value = command.get("key"), command.get("value")
        if key != "rate":
            raise Refused(
                f"There is no setting '{key}'; there is rate, the learning rate of the optimizer"
            )
        if not isinstance(value, (int, float)) or not 0 <= value <= MOST_RATE:
            raise Refused(f"rate: expected a number from 0 to {MOST_RATE:g}, got {value!r}")
        set_rate(self.optimizer, self.scheduler, float(value))

    def _checkpoint(self, step: int) -> dict[str, Any]:
        made = None if self.checkpoint is None else self.checkpoint(step)
        size = made if isinstance(made, int) and not isinstance(made, bool) and made >= 0 else 0
        report = {"type": "checkpointed", "step": step, "bytes": size, "whole": True}
        return {"reports": [report]}

    def _pause_here(self, step: int) -> None:
        self.until = None
        self.paused = True
        if self.run.rank == 0:
            self._report(
                {"type": "applied", "command": {"type": "pause"}, "step": step, "by": "until"}
            )

    def _report(self, report: Fact) -> None:
        sender = self.run._sender
        if sender is not None and sender.writer == "trainer":
            sender.facts.append(report)
            sender.wake.set()

    def _rate(self) -> float | None:
        try:
            return None if self.optimizer is None else float(self.optimizer.param_groups[0]["lr"])
        except Exception as error:
            say_once(
                "rate", f"The optimizer's rate cannot be read, and so not be set: {why(error)}"
            )
            return None
