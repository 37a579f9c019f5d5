"""What a network was one and two steps before a snapshot, where somebody wants to know by how much it moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .arrays import copied
from .parts import gradients_of, parameters_of

Arrays = dict[str, Any]


class StepsBefore:
    def __init__(self, wants: Callable[[str], bool]) -> None:
        self._wants = wants
        #: Weights and gradients, by the step.
        self._recent: dict[int, tuple[Arrays, Arrays]] = {}

    def remember(self, step: int, near: set[int], model: Any, gradients: Any) -> None:
        """Copies what a snapshot that is due so many steps on will want; nothing where none is."""
        before = 1 in near and self._wants("before")
        if not before and not (2 in near and self._wants("two-before")):
            self._recent.clear()
            return
        weights = {name: copied(value) for name, value in parameters_of(model).items()}
        slopes: Arrays = {}
        if 1 in near and self._wants("previous-grad"):
            slopes = {name: copied(value) for name, value in gradients_of(model, gradients).items()}
        self._recent = {at: one for at, one in self._recent.items() if at >= step - 1}
        self._recent[step] = (weights, slopes)

    def of(self, step: int) -> Arrays:
        """By the names of a snapshot: `before.w1`, `previous-grad.w1`, `two-before.w1`."""
        found: Arrays = {}
        before, two_before = self._recent.get(step - 1), self._recent.get(step - 2)
        if before is not None and self._wants("before"):
            found |= {f"before.{name}": one for name, one in before[0].items()}
            found |= {f"previous-grad.{name}": one for name, one in before[1].items()}
        if two_before is not None and self._wants("two-before"):
            found |= {f"two-before.{name}": one for name, one in two_before[0].items()}
        self._recent.clear()
        return found
