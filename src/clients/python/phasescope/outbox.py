"""
What the hub has not acknowledged, in order and without a gap: in memory, and in the journal as soon as it is half a second old. Memory is
bounded; where the disk takes nothing either, what is held is thinned, and the hub is told.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from .harmless import cannot
from .journal import Journal
from .left_out import LeftOut, mark_of
from .report import Column, Fact, Held, last_step
from .thin import FIRST_WIDTH, LAST_WIDTH, thin
from .wire import Packed, held_in, packed
from .word import Word

#: What is not acknowledged by then goes to the journal, and is tried again so often where the disk takes nothing.
JOURNAL_AFTER_S = 0.4
RETRY_S = 2.0
MOST_REPORTS = 20_000
MOST_BYTES = 32 * 1024 * 1024
#: So many numbers of messages on their way can be left out.
ROOM = 4096
#: One message: well below what a hub takes.
BATCH_REPORTS = 256
BATCH_BYTES = 8 * 1024 * 1024


class Outbox:
    def __init__(
        self,
        run: str,
        writer: str | None,
        journal: Path,
        say: Callable[[str], None],
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.run, self.writer, self.say = run, writer, say
        self.journal = Journal(journal)
        self.most_bytes = most_bytes
        #: The number of the next Report.
        self.next = 0
        #: Everything before it is at the hub.
        self.durable = 0
        #: What was sent over this connection.
        self.sent = 0
        self.held: deque[Held] = deque()
        self.bytes = 0
        self.failing: str | None = None
        self.failed_at = 0.0
        #: Whether the number to begin with is what an earlier process has left, and no hub has confirmed it.
        self.guessed = False
        #: The number of the first Report of this process.
        self.begins = 0
        #: The last step of what the hub has acknowledged or the journal holds; -1 where that is nothing.
        self.kept_step = -1
        #: What was sent, and perhaps is at the hub: the number behind each message, and the last step up to there.
        self.marks: deque[tuple[int, int]] = deque()
        self._left_out = LeftOut()

    @property
    def waiting(self) -> int:
        """Reports that are not at the hub."""
        return self.next - self.durable

    def put(
        self, report: Fact, columns: list[Column] | None = None, at: float | None = None
    ) -> None:
        at = time.time() * 1000 if at is None else at
        try:
            held = Held(self.next, at, report, columns, time.monotonic())
        except Exception as error:  # it could never be sent, and all that follows would wait for it
            cannot("A report is left out", error)
            return
        self.next += 1
        self.held.append(held)
        self.bytes += held.bytes

    def take_up(self, next_seq: int | None, word: Word | None = None) -> int | None:
        """
        Goes on behind the Reports of an earlier process: those that it left in the journal, or those before `next_seq`, or, where
        there is no hub to ask, behind what its word says. Gives the last step in the journal, -1 where there is none; None where
        nobody knows how many there were.
        """
        # Where the first Report was damaged there is nothing that others could follow.
        begins = word.next if word is not None and word.next > 0 else None
        left = self.journal.take_up(self._vacant, begins) or []
        end = self.journal.end
        asked = next_seq
        if next_seq is None and word is not None:
            # A journal that is gone was delivered.
            next_seq = word.next if end is not None else word.end
        if end is None and next_seq is None:
            return None
        self.guessed = True
        # What the word knows it knows better: on paper a step of another metric's looks like one of the run's.
        told = 0 if word is None else word.end
        step = max((last_step(held) for held in left if held.seq >= told), default=-1)
        self.kept_step = max(self.kept_step, step)
        if end is None or (next_seq is not None and end < next_seq):
            self.journal.clear()
            self.durable = self.sent = self.next = next_seq or 0
        else:
            self.next = end
            self.durable = self.sent = (
                left[0].seq if next_seq is None else max(next_seq, left[0].seq)
            )
        if asked is None and word is not None and self.next > 0:
            self._leave_room(max((number for number, _ in word.sent), default=0))
        self.begins = self.next
        return step

    def _vacant(self, seq: int, missing: int) -> Packed:
        """In the place of a Report that was damaged in the journal: a word for whoever looks at the run."""
        about = f"The journal was damaged: {missing} reports of the run are missing here"
        mark = mark_of("left-out", max(0, self.kept_step), "Reports are missing", about)
        return packed(self.run, self.writer, Held(seq, time.time() * 1000, mark))

    def _leave_room(self, perhaps: int) -> None:
        """What was on its way is perhaps at the hub: its numbers are not given again."""
        for _ in range(min(perhaps - self.next, ROOM)):
            self.put({"type": "measured"}, [])

    def word(self) -> Word:
        """For a process that goes on with the run."""
        end = max(self.durable, self.journal.end or 0)
        return Word(self.durable, end, self.kept_step, tuple(self.marks))

    def welcome(self, next_seq: int) -> bool:
        """The hub wants what follows; False where that is not here any more."""
        if (
            self.guessed
            and not self.durable <= next_seq <= self.begins
            and self._renumber(next_seq)
        ):
            return True
        if next_seq > self.next or next_seq < self.durable:
            return False
        self.guessed = False
        self.sent = next_seq
        self.acknowledge(next_seq)
        return True

    def _renumber(self, next_seq: int) -> bool:
        """
        The word that an earlier process left was older than what the hub has: the numbers of this process, of which no hub has seen
        any, begin behind that.
        """
        if next_seq < self.begins != self.durable or (
            self.held and self.held[0].seq != self.begins
        ):
            return False
        self.journal.clear()
        for seq, held in enumerate(self.held, next_seq):
            held.seq = seq
        self.durable = self.sent = next_seq
        self.next = next_seq + len(self.held)
        self.marks.clear()
        self.guessed = False
        return True

    def acknowledge(self, next_seq: int) -> None:
        if next_seq > self.next:
            return
        self.durable = max(self.durable, next_seq)
        self.sent = max(self.sent, next_seq)
        while self.marks and self.marks[0][0] <= next_seq:
            self.kept_step = max(self.kept_step, self.marks.popleft()[1])
        while self.held and self.held[0].seq < self.durable:
            self.bytes -= self.held.popleft().bytes
        if self.journal.end is not None and self.journal.end <= self.durable:
            self.journal.clear()

    def batch(self) -> list[Packed]:
        """What is to be sent next; it counts as sent."""
        begin, step = self.sent, self.kept_step
        while self.marks and self.marks[-1][0] > begin:
            self.marks.pop()  # it is sent again
        if self.marks:
            step = max(step, self.marks[-1][1])
        found, last = self._batch()
        if found:
            self.marks.append((self.sent, max(step, last)))
        return found

    def _batch(self) -> tuple[list[Packed], int]:
        """With the last step in it, -1 where there is none."""
        found: list[Packed] = []
        size, last = 0, -1
        first = self.held[0].seq if self.held else self.next
        if self.sent < first:
            for seq, body in self.journal.bodies(self.sent):
                if seq >= first:
                    break
                for held in held_in(body):  # whose last step is in `kept_step`
                    self._left_out.without(held)
                    found.append(packed(self.run, self.writer, held))
                    size += found[-1].size
                self.sent = seq + 1
                if size > BATCH_BYTES or len(found) >= BATCH_REPORTS:
                    break
            return found, last
        for held in islice(self.held, self.sent - first, self.sent - first + BATCH_REPORTS):
            last = max(last, last_step(held))
            self._left_out.without(held)
            found.append(packed(self.run, self.writer, held))
            size += found[-1].size
            self.sent = held.seq + 1
            if size > BATCH_BYTES:
                break
        return found, last

    def never(self, seq: int, series: str | None, why: str) -> None:
        """The hub will never take this: it is left out from now on, and the hub is told what is missing."""
        if series is not None or self.durable <= seq < self.next:
            self._left_out.never(seq, series, why)

    def settle(self, always: bool = False) -> None:
        """Writes what is old enough to the journal, and makes room in memory; `always` writes everything."""
        now = time.monotonic()
        if self.failing is None or always or now - self.failed_at > RETRY_S:
            self._store(now, always)
        if self.bytes > self.most_bytes or len(self.held) > MOST_REPORTS:
            self._make_room(now)

    def close(self) -> None:
        self.journal.close()

    def _store(self, now: float, always: bool) -> None:
        begin = self.durable if self.journal.end is None else self.journal.end
        first = self.held[0].seq if self.held else self.next
        place = max(0, begin - first)
        if place >= len(self.held) or not (
            always or now - self.held[place].since > JOURNAL_AFTER_S
        ):
            return
        fresh = list(islice(self.held, place, None))
        try:
            self.journal.append([(held.seq, packed(self.run, self.writer, held)) for held in fresh])
            self.kept_step = max(self.kept_step, *map(last_step, fresh))
            if self.failing is not None:
                self.say(f"What the hub has not taken is stored in {self.journal.path} again")
            self.failing = None
        except OSError as error:
            self.failed_at = now
            if self.failing is None:
                self.say(
                    f"Cannot store what the hub has not taken in {self.journal.path}: {error}; it is kept in memory, and "
                    "thinned when there is too much of it. Make room on the disk, or start the hub"
                )
            self.failing = str(error)

    def _make_room(self, now: float) -> None:
        end = self.journal.end
        if end is None or end <= self.held[0].seq:
            self._store(now, True)
            end = self.journal.end
        if end is not None:  # what the journal has need not be in memory
            half = self.most_bytes // 2
            while self.held and self.held[0].seq < end:
                if self.bytes <= half and len(self.held) <= MOST_REPORTS // 2:
                    return
                self.bytes -= self.held.popleft().bytes
        if self.bytes <= self.most_bytes and len(self.held) <= MOST_REPORTS:
            return
        self._thin()

    def _thin(self) -> None:
        why = f"the hub was away, and the disk took nothing ({self.failing})"
        width = FIRST_WIDTH
        reports = list(self.held)
        while True:
            tally = thin(reports, width, why)
            self.bytes = sum(held.bytes for held in reports)
            if self.bytes <= self.most_bytes // 2 or width >= LAST_WIDTH:
                break
            width *= 4
        if (
            self.writer is not None
        ):  # of writers beside the main one a word in their numbers is not taken
            lost = tally.of - tally.kept
            for held in reports:
                if held.report["type"] == "thinned":
                    held.report = {"type": "measured"}
            about = f"{lost} points of steps {tally.first} to {tally.last}: {why}"
            self.put(mark_of(self.writer, max(0, tally.last), "Points are lost", about))
        self._join_empty()

    def _join_empty(self) -> None:
        """
        Reports of which nothing is left still take a number each. None of them was ever sent or stored, so the numbers close
        up behind what was.
        """
        safe = max(self.sent, self.journal.end or 0)
        kept: deque[Held] = deque()
        for held in self.held:
            if held.seq >= safe and held.report["type"] == "measured" and not held.columns:
                self.bytes -= held.bytes
                continue
            if held.seq >= safe:
                held.seq = kept[-1].seq + 1 if kept else safe
            kept.append(held)
        self.next = kept[-1].seq + 1 if kept else max(safe, self.durable)
        self.held = kept
