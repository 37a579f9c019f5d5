"""
A callback for the `Trainer` of Hugging Face's `transformers` (and of `trl`, `peft`, … which have it): logs, and steers.

    from phasescope.huggingface import PhasescopeCallback
    trainer = Trainer(model, args, callbacks=[PhasescopeCallback(project="my-idea")], …)
"""

from __future__ import annotations

from typing import Any

from transformers import TrainerCallback

from .begun import Begun
from .run import Run


class PhasescopeCallback(TrainerCallback):  # type: ignore[misc]
    """
    `run` is one that the script has begun; without it one is begun, with the arguments of `phasescope.init`. It ends with `train`, and
    goes on where `evaluate` follows; another `train` from step 0 is another run.
    """

    def __init__(self, run: Run | None = None, **begin: Any) -> None:
        self._begun = Begun(run, begin)

    @property
    def run(self) -> Run | None:
        return self._begun.current

    def on_train_begin(
        self, args: Any, state: Any, control: Any, model: Any = None, **_: Any
    ) -> None:
        if state.global_step == 0:
            self._begun.forget()
        run = self._begin(args, model, state.max_steps)
        if run is not None and not self._begun.is_own:
            run.config.update(_config(args, model))

    def on_log(
        self,
        args: Any,
        state: Any,
        control: Any,
        logs: dict[str, Any] | None = None,
        model: Any = None,
        **_: Any,
    ) -> None:
        """What is measured while it evaluates comes here too."""
        run = self._begin(args, model, state.max_steps)
        if run is not None and logs:
            numbers = {
                _series(key): value for key, value in logs.items() if not isinstance(value, str)
            }
            run.log(numbers, step=state.global_step)

    def on_step_end(
        self,
        args: Any,
        state: Any,
        control: Any,
        optimizer: Any = None,
        lr_scheduler: Any = None,
        **_: Any,
    ) -> None:
        run = self._begun.current
        if run is None:
            return

        def save(step: int) -> None:
            control.should_save = True  # by the trainer, before this step ends

        goes_on = run.tick(
            state.global_step,
            optimizer=optimizer,
            scheduler=getattr(lr_scheduler, "scheduler", lr_scheduler),
            checkpoint=save,
        )
        if not goes_on:
            control.should_training_stop = True

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        run = self._begun.current
        if run is not None and state.best_metric is not None:
            run.summary["best"] = state.best_metric
        self._begun.finish()

    def _begin(self, args: Any, model: Any, steps: int) -> Run | None:
        name = getattr(args, "run_name", None)
        return self._begun.run(
            name=name if name != args.output_dir else None,
            config=_config(args, model),
            steps=max(0, steps),
        )


def _config(args: Any, model: Any) -> dict[str, Any]:
    """Of the trainer, and under `model/` what the network says of itself."""
    config = dict(args.to_dict())
    described: Any = getattr(model, "config", None)
    if hasattr(described, "to_dict"):
        config["model"] = described.to_dict()
    return config


def _series(key: str) -> str:
    """`eval_loss` is `eval/loss`, and `loss` is `train/loss`: as the trainer's other loggers have it."""
    for prefix in ("eval", "test"):
        if key.startswith(f"{prefix}_"):
            return f"{prefix}/{key[len(prefix) + 1 :]}"
    return f"train/{key}"
