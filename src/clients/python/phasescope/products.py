"""
Products with the Hessian of the training's own loss, its gradient and its value, for networks that `observe` cannot compute itself: it
asks by a file in `hvp`, and is answered by another, between two steps of the training.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .arrays import Stored, read_safetensors, write_safetensors
from .harmless import why_of
from .say import say_once

#: Seconds of a step that answers may take, all together.
SHARE_S = 0.2
#: And so long the next question is waited for, of whoever asks one after another.
IDLE_S = 0.02


class Products:
    def __init__(self, folder: Path) -> None:
        self.snapshots, self.folder = folder, folder / "hvp"
        #: Whether there is a loss to differentiate.
        self.able = False
        #: The weights of the snapshot that was asked about last.
        self._weights: tuple[int, dict[str, Stored]] | None = None
        self._batch: Any = None
        self._alive = 0.0

    def keep(self, batch: Any) -> None:
        """What the loss of the snapshot that was just taken is of."""
        self._batch = batch

    def answer(
        self, model: Any, batch: Any, loss: Any, forward: Callable[[Any, Any], Any] | None
    ) -> None:
        """Answers what was asked, and what is asked right after, as far as it takes no longer than its share."""
        self.able = (callable(loss) or loss in ("cross-entropy", "mse")) and batch is not None
        if not self.able:
            return
        self._say_alive()
        here = batch if self._batch is None else self._batch
        end = time.monotonic() + SHARE_S
        idle = time.monotonic()
        answered = False
        while True:
            asks = sorted(self.folder.glob("ask-*.safetensors"), key=lambda path: path.name)
            for ask in asks:
                self._answer_one(ask, model, here, loss, forward)
                answered, idle = True, time.monotonic()
                if idle > end:
                    return
            if not answered or time.monotonic() > min(end, idle + IDLE_S):
                return
            time.sleep(0.001)

    def finish(self) -> None:
        (self.folder / "alive").unlink(missing_ok=True)

    def _say_alive(self) -> None:
        now = time.monotonic()
        if now - self._alive > 1:
            self.folder.mkdir(exist_ok=True)
            (self.folder / "alive").touch()
            self._alive = now

    def _answer_one(
        self,
        ask: Path,
        model: Any,
        batch: Any,
        loss: Any,
        forward: Callable[[Any, Any], Any] | None,
    ) -> None:
        answer = ask.with_name(ask.name.replace("ask-", "answer-"))
        try:
            words, tensors = read_safetensors(ask)
            found, said = self._answer(words, tensors, model, batch, loss, forward)
        except Exception as error:
            found, said = {}, {"error": why_of(error)[:500]}
            say_once("products", f"A product with the Hessian cannot be computed: {said['error']}")
        write_safetensors(answer, found, said)
        ask.unlink(missing_ok=True)

    def _answer(
        self,
        words: Mapping[str, str],
        tensors: Mapping[str, Stored],
        model: Any,
        batch: Any,
        loss: Any,
        forward: Callable[[Any, Any], Any] | None,
    ) -> tuple[dict[str, Any], dict[str, str]]:
        weights = self._weights_of(int(words["step"]))
        if hasattr(model, "named_parameters"):
            from .products_torch import computed

            return computed(words["what"], tensors, weights, model, batch, loss, forward)
        from .products_jax import computed as computed_by_jax

        return computed_by_jax(words["what"], tensors, weights, model, batch, loss)

    def _weights_of(self, step: int) -> dict[str, Stored]:
        """As they lie in the snapshot, which its questions are about, however far the training has come."""
        if self._weights is None or self._weights[0] != step:
            _, found = read_safetensors(self.snapshots / f"step-{step:09d}.safetensors")
            space = "weights."
            weights = {
                name[len(space) :]: one for name, one in found.items() if name.startswith(space)
            }
            self._weights = (step, weights)
        return self._weights[1]
