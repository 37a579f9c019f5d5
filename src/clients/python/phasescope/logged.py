"""What `log` does on the training's thread: it makes sure that what was handed over changes no more, and puts it into a queue."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from .gather import Logs
from .harmless import short, why_of
from .kept import PLAIN, bytes_kept, kept, named
from .names import MOST_STEP, step_of
from .say import say_once
from .sender import MOST_WAITING, MOST_WAITING_BYTES, Sender


class Logged:
    """
    What a call of `log` reads lies side by side in memory, bounds too: between two calls the training has filled the caches. No class
    that has these may define `__getattr__`: Python would then look for each of them the long way.
    """

    __slots__ = (
        "_heavy",
        "_most",
        "_most_bytes",
        "_most_step",
        "_put",
        "_queue",
        "_sender",
        "step",
    )

    def __init__(self, sender: Sender | None, step: int) -> None:
        self._sender = sender
        self._queue: Logs = deque() if sender is None else sender.queue
        #: What takes a log; None where nothing is kept.
        self._put: Callable[[tuple[Any, Any]], None] | None
        self._put = None if sender is None else sender.queue.append
        self._heavy = 0
        self._most, self._most_bytes, self._most_step = MOST_WAITING, MOST_WAITING_BYTES, MOST_STEP
        #: The step of the next `log` that names none.
        self.step = step

    @property
    def _off(self) -> bool:
        return self._put is None

    def _log_no_more(self) -> None:
        """Another thread that logs on would never be done with."""
        self._put = None

    def log(
        self,
        data: dict[str, Any],
        step: int | None = None,
        commit: bool | None = None,
        sync: bool | None = None,
    ) -> None:
        """
        Values at a step: numbers, arrays, histograms, and dictionaries of them, whose keys are joined by `/`. Without a step the next one
        is taken; `commit=False` leaves it for what is logged after. Returns within some ten microseconds: what is logged is looked at
        later.
        """
        put = self._put
        if put is None:
            return
        try:
            values = data.copy() if type(data) is dict else named(data)
            for value in values.values():
                if type(value) is not float:  # and so perhaps nothing that stays what it is
                    self._keep(values)
                    break
            if step is None:
                step = self.step
                if commit is not False:
                    self.step = step + 1
            elif type(step) is int and self.step <= step <= self._most_step and not commit:
                self.step = step
            else:
                step = self._at(step, commit)
            if len(self._queue) < self._most and self._heavy <= self._most_bytes:
                put((step, values))
            elif self._sender is not None:
                self._sender.lose(step, len(values))
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
