"""
A callback for `fit` of Keras 3, on any of its backends: logs, and steers.

    from phasescope.keras import PhasescopeCallback
    model.fit(x, y, callbacks=[PhasescopeCallback(project="my-idea")])
"""

from __future__ import annotations

from typing import Any

import keras

from .begun import Begun
from .run import Run


class PhasescopeCallback(keras.callbacks.Callback):  # type: ignore[misc]
    """
    Series `batch/…`, every `every` batches (0: none), and `epoch/…`, both at the number of batches that were trained. `run` is one that
    the script has begun; without it one is begun, with the arguments of `phasescope.init`. It ends with `fit`, and goes on where another
    `fit` follows.
    """

    def __init__(self, run: Run | None = None, *, every: int = 1, **begin: Any) -> None:
        super().__init__()
        self.every = every
        #: Batches that were trained.
        self.trained = 0
        self._begun = Begun(run, begin)
        self._rate: Rate | None = None

    @property
    def run(self) -> Run | None:
        return self._begun.current

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._rate = Rate(self)
        found = {"epochs": self.params.get("epochs"), "optimizer": _config(self.model.optimizer)}
        planned = (self.params.get("epochs") or 0) * (self.params.get("steps") or 0)
        run = self._begun.run(steps=planned, config=found)
        if run is not None:
            run.config.update(found)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        run = self._begun.current
        if run is None:
            return
        if logs and self.every > 0 and self.trained % self.every == 0:
            run.log({f"batch/{key}": value for key, value in logs.items()}, step=self.trained)
        self.trained += 1
        if not run.tick(self.trained, optimizer=self._rate):
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        run = self._begun.current
        if run is not None and logs:
            values = {f"epoch/{key}": value for key, value in logs.items()}
            run.log({**values, "epoch": epoch}, step=max(0, self.trained - 1))

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self._begun.finish()


class Rate:
    """The optimizer of a model as steering knows one: a group, whose `lr` is read back from the optimizer once it is set."""

    def __init__(self, callback: PhasescopeCallback) -> None:
        self._callback = callback
        self._known = self._read()
        self.param_groups = [self]

    def __getitem__(self, _: str) -> float:
        # Asked by another thread too, for which a backend may hold no number while it computes.
        return self._known

    def __setitem__(self, _: str, rate: float) -> None:
        self._callback.model.optimizer.learning_rate = rate
        self._known = self._read()

    def _read(self) -> float:
        return float(keras.ops.convert_to_numpy(self._callback.model.optimizer.learning_rate))


def _config(optimizer: Any) -> dict[str, Any]:
    return {key: value for key, value in optimizer.get_config().items() if value is not None}
