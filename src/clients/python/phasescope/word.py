"""Where a run was left, beside its secret: what goes on with it may find no hub, and a hub counts Reports and not steps."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

#: It is written over in place, with each message that is sent: a disk that is full has room for it, and nothing is half there.
SIZE = 512


@dataclass(frozen=True, slots=True)
class Word:
    #: How many Reports the hub has acknowledged.
    next: int
    #: The number behind those, and behind what the journal holds.
    end: int
    #: The last step up to there; -1 where there is none.
    step: int
    #: What is on its way, and perhaps at the hub: the number behind each message, and the last step up to there.
    sent: tuple[tuple[int, int], ...] = ()

    def step_at(self, next_seq: int | None) -> int:
        """The last step that is kept, of a hub that has so many Reports; None: there is no hub to ask."""
        if next_seq is None:
            return self.step
        return max([self.step, *(step for end, step in self.sent if end <= next_seq)])


def read_word(file: Path) -> Word | None:
    try:
        word = json.loads(file.read_text("utf-8"))
        sent = tuple((int(end), int(step)) for end, step in word.get("sent", ()))
        next_seq = int(word["next"])
        return Word(next_seq, int(word.get("end", next_seq)), int(word["step"]), sent)
    except (OSError, ValueError, KeyError, TypeError):
        return None


class WordFile:
    """It stays open: a word is left with each message, before the hub can have that."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None
        self._last: Word | None = None

    def leave(self, word: Word) -> None:
        """A disk that takes nothing keeps the earlier one."""
        if word == self._last:
            return
        self._last = word
        sent = ",".join([f"[{end},{step}]" for end, step in word.sent[-8:]])
        said = f'{{"next":{word.next},"end":{word.end},"step":{word.step},"sent":[{sent}]}}'
        try:
            if self._file is None:
                self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.pwrite(self._file, said.encode().ljust(SIZE), 0)
        except OSError:
            self._last = None  # it is tried again with the next

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
