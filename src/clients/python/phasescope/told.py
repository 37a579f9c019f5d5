"""What a run says of itself beside its numbers: its config, and what it came to."""

from __future__ import annotations

import time
from typing import Any

from .config import Config, Summary
from .gather import Gatherer
from .parameters import parameter_of, plain_parameters
from .sender import Sender
from .steering import Steering

#: Seconds between two words of the summary, the first time and at most.
SUMMARY_S = (0.5, 60.0)
#: Entries of a config or a summary that are told at once.
MOST_TOLD = 1024
_NONE = object()


class Told:
    """Asked by the thread beside the training; `value` by whoever reads the summary."""

    def __init__(self, sender: Sender | None, config: Config, steering: Steering) -> None:
        self._sender, self._config, self._steering = sender, config, steering
        self._summary = Summary(self.value)
        self._said: dict[str, Any] = {}
        self._pause_s, self._next = SUMMARY_S[0], 0.0
        #: Whether what it says is the last word.
        self.is_last = False

    @property
    def summary(self) -> Summary:
        return self._summary

    def described(self) -> dict[str, Any] | None:
        """What has changed."""
        sender = self._sender
        if sender is None or sender.writer != "trainer":
            self._config.changes()
            return None
        said = self._steering.described()
        parameters = plain_parameters(self._config.changes())
        if parameters:
            said["parameters"] = {**parameters, **said.get("parameters", {})}
        changed = self._summary_changes(sender.gatherer)
        if changed:
            said["summary"] = changed
        for key in ("parameters", "summary"):
            if key in said:
                said[key] = dict(list(said[key].items())[:MOST_TOLD])
        return {"type": "described", "step": sender.gatherer.step, **said} if said else None

    def value(self, key: str) -> Any:
        """
        What a summary says under a key that nobody has set: the last value that was logged, or, where `define_metric` asks for numbers
        of it, these by their names. None where there is nothing.
        """
        return None if self._sender is None else self._sender.look(lambda all_: _value(all_, key))

    def _summary_changes(self, gatherer: Gatherer) -> dict[str, Any]:
        """Ever less often, since all of it is kept, and read by whoever opens the run; and once more at the end."""
        now = time.monotonic()
        if now < self._next and not self.is_last:
            return {}
        summary = {key: parameter_of(value) for key, value in self._now(gatherer).items()}
        changed = {
            key: value for key, value in summary.items() if self._said.get(key, _NONE) != value
        }
        if changed:
            self._said.update(changed)
            self._pause_s = min(SUMMARY_S[1], 2 * self._pause_s)
            self._next = now + self._pause_s
        return changed

    def _now(self, gatherer: Gatherer) -> dict[str, Any]:
        """What the script has set, and, under `key/min` and so on, the numbers of metrics that it has not."""
        given = self._summary.as_dict()
        found = plain_parameters(given)
        if not gatherer.metrics.is_empty:
            for key, one in list(gatherer.series.items()):
                metric = (
                    gatherer.metrics.of(key) if one.is_scalar and one.last is not None else None
                )
                numbers = None if metric is None or key in given else metric.numbers(one)
                for word, number in (numbers or {}).items():
                    found.setdefault(f"{key}/{word}", number)
        return found


def _value(gatherer: Gatherer, key: str) -> Any:
    one = gatherer.series.get(key)
    if one is None or not one.is_scalar:
        return None
    one.fold()
    metric = gatherer.metrics.of(key)
    numbers = None if metric is None or one.last is None else metric.numbers(one)
    return one.last if numbers is None else (numbers or None)
