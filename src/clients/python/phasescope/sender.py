"""
The one thread beside the training: takes what was logged, makes Reports of it, and brings them to the hub or to the journal. The training
waits for it only in `finish`.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .gather import MOST_SERIES, Gatherer, Logs
from .harmless import cannot
from .hub import Hub
from .left_out import mark_of
from .line import EARLY_REFUSAL_S, REFUSAL_S, Answer, Line
from .outbox import Outbox
from .report import Fact
from .say import say, say_once
from .secret import secret_file, writer_secret
from .wire import message
from .word import WordFile, read_word

#: How often it looks: a `kill -9` with a hub costs what was logged in between, and what is on its way.
TURN_S = 0.05
FINISHING_TURN_S = 0.003
#: Logs that wait for it: a loop that does nothing but log is faster than it is.
MOST_WAITING = 100_000
MOST_WAITING_BYTES = 256 * 1024 * 1024
OVERRUN = "the training logged faster than it can be taken"
#: Seconds between two words about series that a run has no room for, at most.
MOST_BEYOND_S = 60.0
#: How often changes of config and summary are told, at most.
DESCRIBE_S = 0.5
#: Of the time that the end may take, what is kept to leave in the journal what is not delivered.
LEAVE_SHARE, LEAVE_S = 0.25, 2.5
#: How long whoever asks for a summary waits for what was logged to be looked at.
LOOK_S = 1.0
#: How long `finish` waits for a hub that is away.
AWAY_S = 0.5
#: And a rank for the first one, which begins the run.
EARLY_S = 10.0


class Sender:
    def __init__(
        self,
        *,
        run: str,
        writer: str,
        data: Path,
        find: Callable[[], Hub] | None,
        started: Fact | None,
        part: str | None,
        on_command: Callable[[Fact, Answer], None],
        accepts: Callable[[], list[str]],
        described: Callable[[], Fact | None],
    ) -> None:
        self._thread = threading.Thread(target=self.run, name="phasescope", daemon=True)
        self.run_id, self.writer, self.data, self.find = run, writer, data, find
        #: What was logged and not looked at yet.
        self.queue: Logs = deque()
        #: Facts of the run, in the order in which they became true, behind what was logged before them.
        self.facts: deque[Fact] = deque()
        self.gatherer = Gatherer(part)
        self._accepts, self._described, self.find = accepts, described, find
        self._described_at = 0.0
        self.wake = threading.Event()
        main = writer == "trainer"
        name = run if main else f"{run}.{writer}"
        self.outbox = Outbox(
            run, None if main else writer, data / "journals" / f"{name}.journal", self._say
        )
        self._secret: str | None = None
        self.line = (
            None
            if find is None
            else Line(
                find,
                self._greeting,
                on_command,
                self._say,
                self.wake,
                REFUSAL_S if main else EARLY_REFUSAL_S,
            )
        )
        self._first = started
        #: Makes the last Report, once all that was logged before it is known.
        self._end: Callable[[], Fact | None] | None = None
        self._overrun = [0, -1, -1]
        self._beyond_at, self._beyond_s = 0.0, DESCRIBE_S
        self._lock = threading.Lock()
        self._deadline: float | None = None
        self._wait_s = 0.0
        #: Where the run was left, for a process that goes on with it and finds no hub.
        self._word = WordFile(secret_file(data, run, writer).with_suffix(".left"))
        self.finished = threading.Event()
        #: What makes this process the one that writes so.
        self.lock: int | None = None
        self.stopped = False

    # ---- asked by the training

    def start(self) -> None:
        self._thread.start()

    def lose(self, step: int, points: int) -> None:
        """What was logged faster than it can be taken; counted, and told."""
        lost = self._overrun
        lost[0] += points
        lost[1] = step if lost[1] < 0 else min(lost[1], step)
        lost[2] = max(lost[2], step)

    def flush(self) -> None:
        """Makes Reports of everything that was logged until now, where there is no thread that does."""
        with self._lock:
            while self.queue or self.facts:
                self._gather(self.gatherer)

    def look(self, read: Callable[[Gatherer], Any]) -> Any:
        """
        What is read of what was logged until now, for whoever asks what it came to. A thread that hangs in a value is not waited for
        long: then it is what is known.
        """
        if self.stopped or not self._lock.acquire(timeout=LOOK_S):
            return read(self.gatherer)
        try:
            before = -1
            while self.queue and len(self.queue) != before:
                before = len(self.queue)
                self.gatherer.absorb(self.queue)
            return read(self.gatherer)
        finally:
            self._lock.release()

    def finish(self, most_s: float, end: Callable[[], Fact | None]) -> None:
        """
        Brings everything to the hub, `end` last, or, where that takes too long, to the journal. Waits for `most_s` seconds at most,
        whatever the hub, the disk or a value of somebody's own does.
        """
        began = time.monotonic()
        leave_s = min(LEAVE_S, LEAVE_SHARE * most_s)
        self._end = end
        self._wait_s = most_s - leave_s
        self._deadline = began + self._wait_s
        self.wake.set()
        if not self._thread.is_alive():
            return
        if not self.finished.wait(self._wait_s + leave_s / 4):
            if self._lock.acquire(timeout=leave_s / 4):
                self._lock.release()  # it is at it, and the disk is slow
            else:
                self._leave_beside()
            self.finished.wait(began + most_s - time.monotonic())
        if not self.finished.is_set():
            self._say(
                f"The end of run {self.run_id} takes longer than {most_s:g} s: what its journal does not have yet is lost. It is "
                f"{self.outbox.journal.path}; send it with: phasescope resend --data {self.data}"
            )

    def _leave_beside(self) -> None:
        """The thread hangs in a value that was logged: another leaves the rest in the journal."""
        self.gatherer, self._lock = self.gatherer.heir(self.queue), threading.Lock()
        self._thread = threading.Thread(target=self.run, name="phasescope-leaves", daemon=True)
        self._thread.start()

    def take_up(self, ask_s: float, begin: Fact) -> int:
        """
        Before it is started: finds out where an earlier process has left the run, and gives the step to go on from, behind the last that
        is kept. The hub knows how many Reports it has, the word beside the secret which steps were in them, and the journal what it
        holds. Raises LookupError where nobody knows.
        """
        word = read_word(self._word.path)
        wanted = self._ask(ask_s)
        left = self.outbox.take_up(wanted, word)
        if left is None:
            raise LookupError(self.run_id)
        last = max(left, -1 if word is None else word.step_at(wanted))
        self.outbox.kept_step = last
        step = last + 1
        if self.outbox.next == 0 and self.writer == "trainer":
            self._first = {"type": "started", "run": begin, "probes": [], "detectors": []}
            return 0
        if self.writer == "trainer":
            self.facts.append({"type": "resumed", "step": step})
        self.gatherer.step = step
        return step

    def _ask(self, ask_s: float) -> int | None:
        """What the hub wants next; None where there is none, or it refuses."""
        deadline = time.monotonic() + ask_s
        while self.line is not None and time.monotonic() < deadline:
            self.line.turn([])
            if self.line.wanted is not None:
                return self.line.wanted
            if self.line.is_away:
                return None
            self.wake.wait(0.01)
            self.wake.clear()
        return None

    # ---- in the thread

    def run(self) -> None:
        try:
            self._keep_secret()
            while not self.stopped:
                self.wake.wait(TURN_S if self._deadline is None else FINISHING_TURN_S)
                self.wake.clear()
                self._turn()
                if threading.current_thread() is not self._thread:
                    return  # another has left what there was while this one hung
                if self._deadline is not None and self._is_done(self._deadline):
                    break
            self._leave()
        finally:
            if threading.current_thread() is self._thread:
                if self.lock is not None:
                    os.close(self.lock)
                self.finished.set()

    def _turn(self) -> None:
        """Each part by itself: what cannot be told or sent keeps nothing in memory that the journal could have."""
        for part in (self._take, self._talk, self._settle):
            try:
                part()
            except Exception as error:  # never the training's concern; it is tried again
                cannot("Cannot send for a moment", error)
            if threading.current_thread() is not self._thread:
                return

    def _take(self) -> None:
        with self._lock:
            self._gather(self.gatherer)

    def _talk(self) -> None:
        line = self.line
        if line is None:
            return
        line.turn(self._accepts())
        self._hear(line)
        while line.free and (batch := self.outbox.batch()):
            self._leave_word()  # before the hub can have it
            line.send(message(batch))

    def _settle(self) -> None:
        self.outbox.settle(always=self.line is None and self._deadline is not None)
        self._leave_word()

    def _hear(self, line: Line) -> None:
        for seq, series, why in line.never:
            self.outbox.never(seq, series, why)
        line.never.clear()
        if line.wanted is not None:
            wanted, line.wanted = line.wanted, None
            if not self.outbox.welcome(wanted):
                line.refusal = (
                    f"it asks for report {wanted}, which is not here; has its data folder changed?"
                )
                line.welcome = False
                say_once(
                    "wanted", f"The hub does not accept the run: {line.refusal} Everything is kept"
                )
        if line.acknowledged is not None:
            self.outbox.acknowledge(line.acknowledged)
            line.acknowledged = None

    def _gather(self, gatherer: Gatherer) -> None:
        put = self.outbox.put
        if self._first is not None:
            put(self._first)
            self._first = None
        gatherer.absorb(self.queue)
        if gatherer is not self.gatherer:
            return  # it hung, and another goes on with the run
        for report, columns in gatherer.reports():
            put(report, columns)
        if self._overrun[0] > 0:
            say_once("overrun", f"{OVERRUN}: some of it is lost, and counted")
            self._tell_lost(self._overrun, OVERRUN)
        self._tell_beyond(gatherer.beyond)
        self._describe()
        while self.facts and not self.queue:
            put(self.facts.popleft())
        if self._end is not None and not self.queue:
            end, self._end = self._end(), None
            if end is not None:
                put(end)

    def _describe(self) -> None:
        now = time.monotonic()
        if now - self._described_at <= DESCRIBE_S and self._deadline is None:
            return
        if self.gatherer.is_last:
            return  # which may have hung in a value of these
        self._described_at = now
        try:
            described = self._described()
            if described is not None:
                self.outbox.put(described)
        except Exception as error:  # what follows is told all the same
            cannot("Cannot tell what config and summary say", error)

    def _tell_beyond(self, lost: list[int]) -> None:
        """Ever less often: a script that logs a new key at each step does so to its end."""
        now = time.monotonic()
        if lost[0] == 0 or (now < self._beyond_at and self._deadline is None):
            return
        self._tell_lost(lost, f"a run has at most {MOST_SERIES} series")
        self._beyond_s = min(MOST_BEYOND_S, 2 * self._beyond_s)
        self._beyond_at = now + self._beyond_s

    def _tell_lost(self, lost: list[int], why: str) -> None:
        """How many points were, and at which steps: that is counted from then on."""
        points, first, last = lost
        if points == 0:
            return
        lost[:] = 0, -1, -1
        if self.writer == "trainer":
            said = {"from": first, "to": last, "kept": 0, "of": points, "why": why}
            self.outbox.put({"type": "thinned", **said}, [])
        else:
            about = f"{points} points of steps {first} to {last}: {why}"
            self.outbox.put(mark_of(self.writer, last, "Points are lost", about))

    def _is_done(self, deadline: float) -> bool:
        now = time.monotonic()
        if now > deadline:
            return True
        if self.queue or self.facts or self._end is not None:
            return False
        if self.line is None or self.outbox.waiting == 0:
            return True
        # A hub that is not there, or does not want the run, is not waited for; one that starts again is, for a moment.
        is_early = self.writer != "trainer" and self.line.refusal is not None
        wait_s = EARLY_S if is_early else AWAY_S
        return self.line.is_away and now > deadline - self._wait_s + wait_s

    def _leave_word(self) -> None:
        self._word.leave(self.outbox.word())

    def _leave(self) -> None:
        outbox = self.outbox
        if self.line is not None:
            self.line.close()
        while self.queue or self.facts or self._end is not None:
            self._take()
        if outbox.waiting > 0:
            outbox.failing = None
            outbox.settle(always=True)
        self._leave_word()
        self._word.close()
        if outbox.waiting == 0:
            outbox.journal.clear()
            return
        if outbox.failing is None:
            self._say(
                f"{outbox.waiting} reports of run {self.run_id} have not reached the hub; they are stored in "
                f"{outbox.journal.path}; send them with: phasescope resend --data {self.data}"
            )
        else:
            self._say(f"{outbox.waiting} reports of run {self.run_id} are lost: {outbox.failing}")
        outbox.close()

    def _keep_secret(self) -> None:
        """It is there before anything of the run is: whoever goes on with the run, or sends what is left of it, shows the same."""
        try:
            self._secret = writer_secret(self.data, self.run_id, self.writer)
        except OSError as error:
            self._say(f"Cannot keep the secret of run {self.run_id}: {error}; this is tried again")

    def _greeting(self) -> dict[str, Any]:
        if self._secret is None:
            self._secret = writer_secret(self.data, self.run_id, self.writer)
        return {
            "protocol": 3,
            "run": self.run_id,
            "writer": self.writer,
            "secret": self._secret,
            "accepts": self._accepts(),
        }

    def _say(self, line: str) -> None:
        if not self.stopped:
            say(line)
