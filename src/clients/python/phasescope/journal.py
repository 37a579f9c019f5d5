"""
What the hub has not taken, in a file that `phasescope resend` delivers (`trainer/link/journal-format.ts` says the same): eight bytes,
then frames, each its length, a checksum of length and body, and a message of one Report.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from .report import Held
from .wire import MAGIC, Packed, held_in, message

HEAD = b"PSJ2\r\n\x1a\n"
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

    def take_up(self) -> list[Held] | None:
        """
        Goes on behind what an earlier process of this run has left: its Reports, or None where there is no file. A frame that was cut
        off is written over.
        """
        try:
            opened = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        size = os.fstat(opened).st_size
        found: list[Held] = []
        at = 0
        if os.pread(opened, len(HEAD), 0) == HEAD:
            at = len(HEAD)
            while at + 8 <= size:
                (length, checksum) = struct.unpack("<II", os.pread(opened, 8, at))
                body = os.pread(opened, length, at + 8) if at + 8 + length <= size else b""
                if body[:4] != _SIGN or _checksum(body) != checksum:
                    break
                for held in held_in(body):
                    self._places.append((held.seq, at))
                    found.append(held)
                at += 8 + length
        os.ftruncate(opened, at)
        self._file, self.size = opened, at
        self.end = found[-1].seq + 1 if found else None
        return found

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


def _checksum(body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(struct.pack("<I", len(body))))


def _write(file: int, data: bytes, at: int) -> None:
    rest = memoryview(data)
    while rest:
        done = os.pwrite(file, rest, at)
        rest, at = rest[done:], at + done


def _set_aside(path: Path) -> None:
    """What another process left there is not ours to remove."""
    if not path.exists():
        return
    number = 1
    while (aside := path.with_name(f"{path.stem}.{number}.journal")).exists():
        number += 1
    path.rename(aside)
