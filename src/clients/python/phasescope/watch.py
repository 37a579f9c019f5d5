"""Norms and histograms of a model's weights and gradients, every so many backward passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .harmless import why
from .say import say_once

if TYPE_CHECKING:
    from .run import Run

BINS = 64


class Counted:
    """A tensor counted where it lies: its edges and counts are tensors too, and nobody waits for them."""

    __slots__ = ("counts", "high", "low", "nbytes")

    def __init__(self, tensor: Any, torch: Any) -> None:
        flat = tensor.detach().reshape(-1).float()
        low, high = torch.aminmax(flat)
        width = torch.where(high > low, high - low, torch.ones_like(high))
        place = ((flat - low) / width * BINS).clamp(0, BINS - 1).nan_to_num(0).long()
        self.counts = torch.zeros(BINS, device=flat.device).scatter_add_(
            0, place, torch.ones_like(flat)
        )
        self.low, self.high = low, low + width
        self.nbytes = 8 * BINS

    def rows(self) -> list[float] | None:
        low, high, counts = self.low.item(), self.high.item(), self.counts.tolist()
        total = sum(counts)
        if total == 0 or low - low != 0 or high - high != 0:
            return None
        rows = [3.0]
        width = (high - low) / BINS
        for i, count in enumerate(counts):
            rows += (low + width * i, low + width * (i + 1), count / total)
        return rows


class Watch:
    def __init__(self, run: Run) -> None:
        self.run = run
        self._hooks: list[Any] = []
        self._models = 0

    def add(self, model: Any, log: str | None, every: int) -> None:
        import sys

        torch = sys.modules.get("torch")
        if torch is None or not hasattr(model, "named_parameters"):
            raise TypeError(f"expected a model of PyTorch, got {type(model).__name__}")
        if log not in ("all", "gradients", "parameters"):
            raise ValueError(f"log: expected all, gradients or parameters, got {log!r}")
        prefix = f"{self._models}/" if self._models else ""
        self._models += 1
        for name, parameter in model.named_parameters():
            if parameter.requires_grad:
                shown = prefix + name.replace(".", "/")
                hook = self._hook(shown, parameter, log, max(1, every), torch)
                self._hooks.append(parameter.register_hook(hook))

    def remove(self) -> None:
        for hook in self._hooks:
            hook.remove()
        self._hooks.clear()

    def _hook(self, name: str, parameter: Any, log: str, every: int, torch: Any) -> Any:
        passes = 0

        def hook(gradient: Any) -> None:
            nonlocal passes
            passes += 1
            if (passes - 1) % every != 0:
                return
            try:
                with torch.no_grad():
                    said: dict[str, Any] = {}
                    if log != "parameters":
                        said.update(_of(f"gradients/{name}", gradient, torch))
                    if log != "gradients":
                        said.update(_of(f"weights/{name}", parameter, torch))
                self.run.log(said, step=self.run.step)
            except Exception as error:
                say_once(f"watch:{name}", f"Cannot watch '{name}': {why(error)}")

        return hook


def _of(name: str, tensor: Any, torch: Any) -> dict[str, Any]:
    tensor = tensor.detach()
    norm = torch.linalg.vector_norm(tensor.float())
    return {name: Counted(tensor, torch), f"{name}/norm": norm}
