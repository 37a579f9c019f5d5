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
from .say import say_once

#: Seconds of a step that answers may take, all together.
SHARE_S = 0.2
#: Snapshots whose weights are kept for questions about them.
KEPT = 2


class Products:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "hvp"
        #: Whether there is a loss to differentiate.
        self.able = False
        self._weights: dict[int, dict[str, Any]] = {}
        self._batch: Any = None

    def keep(self, step: int, weights: dict[str, Any]) -> None:
        self._weights[step] = weights
        for old in sorted(self._weights)[:-KEPT]:
            del self._weights[old]

    def answer(
        self, model: Any, batch: Any, loss: Any, forward: Callable[[Any, Any], Any] | None
    ) -> None:
        """Answers what was asked, as far as it takes no longer than its share."""
        self.able = (callable(loss) or loss in ("cross-entropy", "mse")) and batch is not None
        if not self.folder.is_dir():
            return
        end = time.monotonic() + SHARE_S
        for ask in sorted(self.folder.glob("ask-*.safetensors"), key=_number):
            answer = ask.with_name(ask.name.replace("ask-", "answer-"))
            try:
                words, tensors = read_safetensors(ask)
                found, said = self._answer(words, tensors, model, batch, loss, forward)
            except Exception as error:
                found, said = {}, {"error": f"{type(error).__name__}: {error}"[:500]}
                say_once(
                    "products", f"A product with the Hessian cannot be computed: {said['error']}"
                )
            write_safetensors(answer, found, said)
            ask.unlink(missing_ok=True)
            if time.monotonic() > end:
                break

    def _answer(
        self,
        words: Mapping[str, str],
        tensors: Mapping[str, Stored],
        model: Any,
        batch: Any,
        loss: Any,
        forward: Callable[[Any, Any], Any] | None,
    ) -> tuple[dict[str, Any], dict[str, str]]:
        if not self.able:
            raise ValueError("run.snapshot was given no loss that is a function, or no batch")
        weights = self._weights.get(int(words["step"]))
        if weights is None:
            raise LookupError(f"the weights of step {words['step']} are gone")
        if hasattr(model, "named_parameters"):
            from .products_torch import computed

            return computed(words["what"], tensors, weights, model, batch, loss, forward)
        from .products_jax import computed as computed_by_jax

        return computed_by_jax(words["what"], tensors, weights, model, batch, loss)


def _number(path: Path) -> int:
    digits = path.stem.rsplit("-", 1)[-1]
    return int(digits) if digits.isdigit() else 0
