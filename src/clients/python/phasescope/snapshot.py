"""
Snapshots of a network for `phasescope observe`, which measures them: weights, gradients, activations, answers and targets, in a file a
step. The training waits for the copy alone; a thread beside it writes, and what it cannot keep up with is left out and told.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from .activations import run_through, tensor_in
from .arrays import copied, is_array, is_torch, is_whole, write_json
from .asked import Asked, due
from .harmless import why_of
from .network import (
    description_of,
    head_of,
    loss_facts,
    optimizer_facts,
    preconditioner_of,
)
from .parts import (
    examples_of,
    gradients_of,
    names_of,
    parameters_of,
    rows_count,
    rows_of,
    split,
)
from .products import Products
from .say import say_once
from .snapshot_writer import SnapshotWriter
from .steps_before import StepsBefore

#: Bytes that the folder may have: beyond, measured snapshots are removed, and while none is measured none is written.
KEEP_BYTES = 4 * 1024**3
#: The first snapshots have everything, so that it is known what can be measured.
SURVEY = 2


class Snapshots:
    """A folder of snapshots of one training. Made by `run.snapshot`, or alone for a training without a run."""

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        run: str | None = None,
        hub: str | None = None,
        data: str | None = None,
        keep_bytes: int = KEEP_BYTES,
    ) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.every = 100
        self.asked = Asked(self.folder)
        self.writer = SnapshotWriter(self.folder, keep_bytes, self.asked.done)
        self.products = Products(self.folder)
        self._word = {"run": run, "hub": hub, "data": data}
        self._said: dict[str, Any] | None = None
        self._taken = 0
        self._before = StepsBefore(self._wants)
        self._traced: tuple[int, str | None] | None = None

    def take(
        self,
        step: int,
        *,
        model: Any,
        batch: Any = None,
        loss: Any = None,
        optimizer: Any = None,
        test: Any = None,
        hidden: Iterable[str] | Mapping[str, Any] | None = None,
        logits: Any = None,
        gradients: Any = None,
        attention: Mapping[str, Any] | None = None,
        forward: Callable[[Any, Any], Any] | None = None,
        every: int | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> bool:
        """Takes a snapshot where one is due at this step, and answers what `observe` has asked; whether one was taken."""
        if every is not None:
            self.every = max(1, int(every))
        self.products.answer(model, batch, loss, forward)
        if not due(step, self.every, self.asked.cadences()):
            cadences = self.asked.cadences()
            near = {ahead for ahead in (1, 2) if due(step + ahead, self.every, cadences)}
            self._before.remember(step, near, model, gradients)
            return False
        weights = parameters_of(model)
        found: dict[str, Any] = {}
        grads = gradients_of(model, gradients) if self._wants("grad") else {}
        self._put(found, "weights", weights)
        self._put(found, "grad", grads)
        said = {**self._facts(loss, optimizer), **(facts or {})}
        said["parameters"] = list(weights)
        self._answers(found, said, model, batch, test, hidden, logits, forward)
        self._put(found, "attention", attention or {})
        if self.every > 1:  # else the snapshots of the steps before are there themselves
            found.update(self._before.of(step))
        if optimizer is not None and self._wants("preconditioner"):
            self._put(found, "preconditioner", preconditioner_of(optimizer, names_of(model)))
        copies = {name: copied(value) for name, value in found.items()}
        self.products.keep(batch)
        said["products"] = self.products.able
        self._say_run(said)
        self._taken += 1
        return self.writer.put(step, copies, {"step": str(step), "facts": json.dumps(said)})

    def command(self, step: int, command: Mapping[str, Any]) -> dict[str, Any]:
        """Obeys `attach` and `detach` of the page; what is asked is left for `observe` to read."""
        return self.asked.command(step, command, self.every)

    def finish(self, wait_s: float = 30.0) -> None:
        self.products.finish()
        self.writer.finish(wait_s)

    # ---- what a snapshot has

    def _wants(self, namespace: str) -> bool:
        wanted = self.asked.namespaces()
        return wanted is None or self._taken < SURVEY or namespace in wanted

    @staticmethod
    def _put(found: dict[str, Any], space: str, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            found[f"{space}.{name}"] = value

    def _answers(
        self,
        found: dict[str, Any],
        said: dict[str, Any],
        model: Any,
        batch: Any,
        test: Any,
        hidden: Iterable[str] | Mapping[str, Any] | None,
        logits: Any,
        forward: Callable[[Any, Any], Any] | None,
    ) -> None:
        torch = sys.modules.get("torch")
        given = dict(hidden) if isinstance(hidden, Mapping) else {}
        names = None if isinstance(hidden, Mapping) or hidden is None else list(hidden)
        runs = torch is not None and hasattr(model, "named_modules")
        inputs, targets = split(batch)
        if logits is None and inputs is not None and runs:
            logits, layers = run_through(torch, model, inputs, names, forward)
            given = {**layers, **given}
        elif logits is None and inputs is not None and forward is not None:
            logits = tensor_in(forward(model, inputs))
        if logits is not None:
            self._keep(found, "", inputs, targets, logits)
            rows = examples_of(logits)
            kept = {name: rows_of(value, logits, rows) for name, value in given.items()}
            layers = {name: value for name, value in kept.items() if value is not None}
            if self._wants("hidden"):
                self._put(found, "hidden", layers)
                said["hidden"] = list(layers)
        elif inputs is not None:
            self._keep(found, "", inputs, targets, None)
        if runs and logits is not None and is_torch(logits):
            said.setdefault("head", head_of(model, logits))
            said.setdefault("network", self._network(model, inputs, logits))
        test_inputs, test_targets = split(test)
        if test_inputs is not None and self._wants("test"):
            answer = None
            if runs:
                answer, _ = run_through(torch, model, test_inputs, [], forward)
            elif forward is not None:
                answer = tensor_in(forward(model, test_inputs))
            self._keep(found, "test.", test_inputs, test_targets, answer)

    def _keep(
        self, found: dict[str, Any], space: str, inputs: Any, targets: Any, logits: Any
    ) -> None:
        """Inputs and targets whole, since a loss is of all of them; answers and labels of so many examples."""
        if is_array(inputs) and len(inputs.shape) >= 1:
            found[f"{space}inputs"] = inputs.reshape(inputs.shape[0], -1)
        if is_array(targets):
            flat = targets.reshape(-1) if is_whole(targets) else targets
            if is_whole(targets) and logits is not None:
                rows = examples_of(logits)
                found[f"{space}labels"] = flat[rows]
                if len(flat) != rows_count(rows):
                    found[f"{space}targets"] = flat
            elif is_whole(targets):
                found[f"{space}labels"] = flat
            else:
                found[f"{space}targets"] = flat
        if logits is not None:
            found[f"{space}logits"] = logits.reshape(-1, logits.shape[-1])[examples_of(logits)]

    def _network(self, model: Any, inputs: Any, logits: Any) -> str | None:
        """Traced once a model: what it is made of does not change."""
        if self._traced is None or self._traced[0] != id(model):
            try:
                training = [module for module in model.modules() if module.training]
                model.eval()
                try:
                    self._traced = (id(model), description_of(model, inputs, logits))
                finally:
                    for module in training:
                        module.training = True
            except Exception as error:
                say_once("network", f"The network cannot be traced: {why_of(error)}")
                self._traced = (id(model), None)
        return self._traced[1]

    def _facts(self, loss: Any, optimizer: Any) -> dict[str, Any]:
        return {**loss_facts(loss), **optimizer_facts(optimizer)} if loss or optimizer else {}

    def _say_run(self, facts: Mapping[str, Any]) -> None:
        if self._word["run"] is None:
            return
        said = {**self._word, "facts": dict(facts)}
        if said != self._said:
            write_json(self.folder / "run.json", said)
            self._said = said
