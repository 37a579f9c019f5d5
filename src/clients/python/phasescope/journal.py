"""
What the hub has not taken, in a file that `phasescope resend` delivers (`trainer/link/journal-format.ts` says the same): eight bytes,
then frames, each its length, a checksum of length and body, and a message of one Report.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .report import Held
from .say import say
from .wire import MAGIC, Packed, held_in, message

HEAD = b"PSJ2\r\n\x1a\n"
#: A journal in which more Reports are missing one after another ends in front of them.
MOST_MISSING = 4096
#: So many bytes are looked through at once for a frame behind damage.
SCAN = 1 << 20
_SIGN = struct.pack("<I", MAGIC)


class Journal:
    """Nothing is on disk until something is appended. What is appended is synced before that returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        #: The number behind the last Report in it; None where it holds nothing.
        self.end: int | None = None
        self.size = 0
        self._file: int | None = None
        #: Where the frame of a Report lies; every frame has one Report.
        self._places: list[tuple[int, int]] = []

    def append(self, reports: Sequence[tuple[int, Packed]]) -> None:
        """Raises OSError where the disk takes nothing; then nothing of it has been appended."""
        if not reports:
            return
        opened = self._opened()
        places, parts = [], [HEAD] if self.size == 0 else []
        at = self.size + sum(map(len, parts))
        for seq, report in reports:
            frame = frame_of(message([report]))
            places.append((seq, at))
            parts.append(frame)
            at += len(frame)
        try:
            _write(opened, b"".join(parts), self.size)
            os.fsync(opened)
        except OSError:
            try:
                os.ftruncate(opened, self.size)  # what is half written is written again
            except OSError:
                pass
            raise
        self.size = at
        self.end = reports[-1][0] + 1
        self._places += places

    def bodies(self, seq: int) -> Iterator[tuple[int, bytes]]:
        """The messages of the Reports from `seq` on, each with its number."""
        if self._file is None:
            return
        for number, at in self._places:
            if number < seq:
                continue
            (length,) = struct.unpack("<I", os.pread(self._file, 4, at))
            yield number, os.pread(self._file, length, at + 8)

    def clear(self) -> None:
        """Everything in it is at the hub."""
        if self._file is None:
            return
        os.close(self._file)
        self._file, self.end, self.size, self._places = None, None, 0, []
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def take_up(
        self, vacant: Callable[[int, int], Packed], begins: int | None = None
    ) -> list[Held] | None:
        """
        Goes on behind what an earlier process of this run has left: its Reports, or None where there is no file. A frame that was cut
        off is written over. Where one is damaged and others follow, `vacant` gives what stands in the place of a number that is
        missing, of so many; a copy of the file as it was lies beside it. `begins` is the number that it begins with, where that is known.
        """
        try:
            opened = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        size = os.fstat(opened).st_size
        frames = list(frames_in(opened, size))
        wanted = _without_holes(opened, frames, vacant, begins)
        if wanted is not None:
            opened = self._written_anew(opened, wanted)
            size = os.fstat(opened).st_size
            frames = list(frames_in(opened, size))
        found: list[Held] = []
        end = len(HEAD) if frames else 0
        for at, end, reports in frames:  # noqa: B007
            self._places += [(held.seq, at) for held in reports]
            found += reports
        os.ftruncate(opened, end)
        self._file, self.size = opened, end
        self.end = found[-1].seq + 1 if found else None
        return found

    def _written_anew(self, opened: int, frames: list[bytes]) -> int:
        """Its frames in a file of its place. Raises OSError where the disk takes nothing; then all is as it was."""
        kept = _aside(self.path, "damaged")
        draft = _aside(self.path, "draft")
        other = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            _write(other, HEAD + b"".join(frames), 0)
            os.fsync(other)
            os.link(self.path, kept)
            os.replace(draft, self.path)
        except OSError:
            os.close(other)
            draft.unlink(missing_ok=True)
            raise
        os.close(opened)
        say(
            f"{self.path} was damaged, and is kept as it was in {kept}; the reports that are whole go to the hub"
        )
        return other

    def _opened(self) -> int:
        if self._file is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _set_aside(self.path)
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            self._file = os.open(self.path, flags, 0o600)
            self.size, self._places = 0, []
        return self._file


def frame_of(body: bytes) -> bytes:
    return struct.pack("<II", len(body), _checksum(body)) + body


#: A frame: where it begins and ends, and its Reports.
Frame = tuple[int, int, list[Held]]


def frames_in(file: int, size: int) -> Iterator[Frame]:
    """Every whole frame of a journal, also behind damage. The numbers of their Reports ascend."""
    at = len(HEAD) if os.pread(file, len(HEAD), 0) == HEAD else 0
    seq = -1
    while at < size:
        frame = _frame_at(file, at, size)
        if frame is None:
            found = _next_sign(file, at + 1, size)
            if found is None:
                return
            at = found
            continue
        at, reports = frame[1], frame[2]
        if reports and reports[0].seq > seq:
            seq = reports[-1].seq
            yield frame


def _frame_at(file: int, at: int, size: int) -> Frame | None:
    if at + 8 > size:
        return None
    length, checksum = struct.unpack("<II", os.pread(file, 8, at))
    if at + 8 + length > size or os.pread(file, 4, at + 8) != _SIGN:
        return None
    body = os.pread(file, length, at + 8)
    if _checksum(body) != checksum:
        return None
    try:
        return at, at + 8 + length, held_in(body)
    except Exception:  # whole, and no message of this package
        return None


def _next_sign(file: int, at: int, size: int) -> int | None:
    """Where the next frame may begin: eight bytes in front of the sign of a message."""
    while at < size:
        block = os.pread(file, SCAN, at)
        sign = block.find(_SIGN, 8)
        if sign >= 0:
            return at + sign - 8
        at += max(1, len(block) - 11)
    return None


def _without_holes(
    file: int,
    frames: list[Frame],
    vacant: Callable[[int, int], Packed],
    begins: int | None,
) -> list[bytes] | None:
    """The frames of a journal whose numbers follow each other; None where they do already, in a file that nothing else is in."""
    if not frames:
        return None
    wanted: list[bytes] = []
    first = frames[0][2][0].seq
    seq = first if begins is None or begins > first else begins
    before = len(HEAD)
    is_whole = True
    for at, end, reports in frames:
        missing = reports[0].seq - seq
        if missing > MOST_MISSING:
            break
        is_whole = is_whole and missing == 0 and at == before
        wanted += [frame_of(message([vacant(one, missing)])) for one in range(seq, seq + missing)]
        wanted.append(os.pread(file, end - at, at))
        seq, before = reports[-1].seq + 1, end
    return None if is_whole else wanted


def _checksum(body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(struct.pack("<I", len(body))))


def _write(file: int, data: bytes, at: int) -> None:
    rest = memoryview(data)
    while rest:
        done = os.pwrite(file, rest, at)
        rest, at = rest[done:], at + done


def _set_aside(path: Path) -> None:
    """What another process left there is not ours to remove."""
    if path.exists():
        path.rename(_aside(path, "journal"))


def _aside(path: Path, kind: str) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.{number}.{kind}")).exists():
        number += 1
    return aside
