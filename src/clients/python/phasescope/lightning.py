"""
A logger for Lightning (`lightning` or `pytorch_lightning`), and a callback by which the page steers its training.

    from phasescope.lightning import PhasescopeLogger, PhasescopeSteering
    trainer = Trainer(logger=PhasescopeLogger(project="my-idea"), callbacks=[PhasescopeSteering()])
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from .begun import Begun
from .config import config_of
from .live import failure_text
from .run import Run


def _lightning() -> str:
    """The package that the script has loaded, else one that is there."""
    names = ("lightning.pytorch", "pytorch_lightning")
    loaded = [name for name in names if name in sys.modules]
    there = [name for name in names if find_spec(name.split(".")[0]) is not None]
    return (loaded or there or names)[0]


_NAME = _lightning()
_logger = import_module(f"{_NAME}.loggers.logger")
_rank_zero_only = import_module(f"{_NAME}.utilities.rank_zero").rank_zero_only
_Callback = import_module(f"{_NAME}.callbacks").Callback


class PhasescopeLogger(_logger.Logger):  # type: ignore[misc,name-defined]
    """
    `run` is one that the script has begun; without it one is begun, with the arguments of `phasescope.init`. It ends with `fit`, and
    goes on where `test` or a second `fit` follow.
    """

    def __init__(
        self, run: Run | None = None, *, save_dir: str | None = None, **begin: Any
    ) -> None:
        super().__init__()
        self._begun = Begun(run, begin)
        self._save_dir = save_dir

    @property
    def run(self) -> Run | None:
        """The run, in each process: what is no rank that reports has one that does nothing."""
        return self._begun.run()

    @property
    @_logger.rank_zero_experiment  # type: ignore[untyped-decorator]
    def experiment(self) -> Run | None:
        return self.run

    @property
    def name(self) -> str | None:
        """The project."""
        run = self.run
        return None if run is None else run.project

    @property
    def version(self) -> str | None:
        """The id of the run."""
        run = self.run
        return None if run is None else run.id

    @property
    def save_dir(self) -> str | None:
        return self._save_dir

    @_rank_zero_only  # type: ignore[untyped-decorator]
    def log_metrics(self, metrics: dict[str, Any], step: int | None = None) -> None:
        run = self.run
        if run is not None:
            run.log(dict(metrics), step=step)

    @_rank_zero_only  # type: ignore[untyped-decorator]
    def log_hyperparams(self, params: Any, metrics: dict[str, Any] | None = None) -> None:
        run = self.run
        if run is not None:
            run.config.update(config_of(params))
            if metrics:
                run.summary.update(dict(metrics))

    @_rank_zero_only  # type: ignore[untyped-decorator]
    def save(self) -> None:
        """Nothing waits to be saved."""

    @_rank_zero_only  # type: ignore[untyped-decorator]
    def finalize(self, status: str) -> None:
        if status != "failed":
            self._begun.finish()
            return
        kind, error, _ = sys.exc_info()
        if isinstance(error, KeyboardInterrupt):
            self._begun.finish("stopped")
        else:
            self._begun.finish("failed", "failed" if error is None else failure_text(kind, error))

    def __getstate__(self) -> dict[str, Any]:
        """A process that is spawned has no run yet, and begins its own."""
        return {**self.__dict__, "_begun": Begun(None, self._begun.facts)}


class PhasescopeSteering(_Callback):  # type: ignore[misc,valid-type]
    """Between two batches: pause, resume, stop, step, the rate of the first optimizer and its scheduler, a checkpoint."""

    def on_train_batch_end(self, trainer: Any, *_: Any, **__: Any) -> None:
        logger = next((one for one in trainer.loggers if isinstance(one, PhasescopeLogger)), None)
        run = None if logger is None else logger.run
        if run is None:
            return

        def save(step: int) -> int:
            path = os.path.join(trainer.default_root_dir, f"{run.id}-step-{step:09}.ckpt")
            trainer.save_checkpoint(path)
            return os.path.getsize(path) if os.path.isfile(path) else 0

        schedulers = [one.scheduler for one in trainer.lr_scheduler_configs]
        goes_on = run.tick(
            trainer.global_step,
            optimizer=next(iter(trainer.optimizers), None),
            scheduler=next(iter(schedulers), None),
            checkpoint=save,
        )
        if not goes_on:
            trainer.should_stop = True
