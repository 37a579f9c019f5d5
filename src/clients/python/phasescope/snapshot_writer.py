"""The thread that writes snapshots: so many wait at most, and the folder stays within its bytes."""

from __future__ import annotations

import queue
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .arrays import size_of, write_safetensors
from .harmless import why_of
from .say import say_once

#: Snapshots that wait to be written, and their bytes: one more is left out. Two may wait, however large they are.
MOST_WAITING = 64
MOST_WAITING_BYTES = 512 * 1024**2
ALWAYS = 2


class SnapshotWriter:
    def __init__(
        self, folder: Path, keep_bytes: int, done: Callable[[], Sequence[tuple[int, int]]]
    ) -> None:
        self.folder, self.keep_bytes, self.done = folder, keep_bytes, done
        self.skipped = 0
        self._waiting: queue.Queue[tuple[int, Mapping[str, Any], Mapping[str, str]] | None]
        self._waiting = queue.Queue(MOST_WAITING)
        self._waiting_bytes = 0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._written: dict[int, int] = {
            int(path.stem[5:]): path.stat().st_size
            for path in folder.glob("step-*.safetensors")
            if path.stem[5:].isdigit()
        }

    def put(self, step: int, tensors: Mapping[str, Any], words: Mapping[str, str]) -> bool:
        """False where it is left out, since those before it are not written yet."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(
                target=self._work, name="phasescope-snapshots", daemon=True
            )
            self._thread.start()
        size = sum(size_of(value) for value in tensors.values())
        is_many = self._waiting.qsize() >= ALWAYS
        if is_many and self._waiting_bytes + size > MOST_WAITING_BYTES:
            self._skip(f"step {step} comes before those before it are written")
            return False
        try:
            self._waiting.put_nowait((step, tensors, {**words, "skipped": str(self.skipped)}))
        except queue.Full:
            self._skip(f"step {step} comes before those before it are written")
            return False
        self._count(size)
        return True

    def finish(self, wait_s: float) -> None:
        """Waits until all of them are written."""
        if self._thread is None:
            return
        end = time.monotonic() + wait_s
        try:
            self._waiting.put(None, timeout=wait_s)
        except queue.Full:
            pass  # a disk that hangs: the training has ended, and is not kept
        self._thread.join(max(0.0, end - time.monotonic()))
        self._thread = None

    def _work(self) -> None:
        while True:
            one = self._waiting.get()
            if one is None:
                return
            step, tensors, words = one
            try:
                self._write(step, tensors, words)
            except Exception as error:
                self._skip(f"step {step}: {why_of(error)}")
            self._count(-sum(size_of(value) for value in tensors.values()))

    def _write(self, step: int, tensors: Mapping[str, Any], words: Mapping[str, str]) -> None:
        size = sum(size_of(value) for value in tensors.values())
        if not self._make_room(size):
            self._skip(
                f"{self.folder} has {sum(self._written.values())} bytes, and may have {self.keep_bytes}"
            )
            return
        self._written[step] = write_safetensors(self._path(step), tensors, words)

    def _make_room(self, size: int) -> bool:
        """
        Removes what `observe` needs no more, the oldest first, but for the first of all, with which others are compared. What lies between
        and waits to be measured stays.
        """
        room = self.keep_bytes - size - sum(self._written.values())
        done = sorted(self.done()) if room < 0 else []
        for step in sorted(self._written)[1:]:
            if room >= 0:
                break
            place = bisect_right(done, step, key=lambda stretch: stretch[0]) - 1
            if place >= 0 and step <= done[place][1]:
                self._path(step).unlink(missing_ok=True)
                room += self._written.pop(step)
        return room >= 0

    def _count(self, size: int) -> None:
        with self._lock:
            self._waiting_bytes += size

    def _path(self, step: int) -> Path:
        return self.folder / f"step-{step:09d}.safetensors"

    def _skip(self, why: str) -> None:
        self.skipped += 1
        say_once("snapshot", f"A snapshot is left out, and others may be: {why}")
