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
from .arrays import copied, is_array, is_torch, is_whole, leaves, write_json
from .asked import Asked, due
from .network import (
    description_of,
    head_of,
    loss_facts,
    optimizer_facts,
    preconditioner_of,
)
from .products import Products
from .say import say_once
from .snapshot_writer import SnapshotWriter

#: Examples of which activations and answers are kept, evenly among those of the batch.
MOST_EXAMPLES = 2048
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
        self.writer = SnapshotWriter(self.folder, keep_bytes, self.asked.measured)
        self.products = Products(self.folder)
        self._word = {"run": run, "hub": hub, "data": data}
        self._said: dict[str, Any] | None = None
        self._taken = 0
        #: What steps just before had, by the step: (weights, gradients).
        self._recent: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
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
            self._remember(step, model, gradients)
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
        self._earlier(found, step)
        if optimizer is not None and self._wants("preconditioner"):
            self._put(found, "preconditioner", preconditioner_of(optimizer, names_of(model)))
        self._recent = {
            at: one for at, one in self._recent.items() if at == step - 1 and self.every == 1
        }
        copies = {name: copied(value) for name, value in found.items()}
        if self.every == 1:
            self._recent[step] = (under(copies, "weights."), under(copies, "grad."))
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
                say_once(
                    "network", f"The network cannot be traced: {type(error).__name__}: {error}"
                )
                self._traced = (id(model), None)
        return self._traced[1]

    def _facts(self, loss: Any, optimizer: Any) -> dict[str, Any]:
        return {**loss_facts(loss), **optimizer_facts(optimizer)} if loss or optimizer else {}

    # ---- the steps before

    def _remember(self, step: int, model: Any, gradients: Any) -> None:
        """Where a snapshot is due one or two steps on, what it will want to be compared with."""
        cadences = self.asked.cadences()
        near = [d for d in (1, 2) if due(step + d, self.every, cadences)]
        wanted = (1 in near and self._wants("before")) or (2 in near and self._wants("two-before"))
        if not wanted:
            self._recent.clear()
            return
        weights = {name: copied(value) for name, value in parameters_of(model).items()}
        grads = (
            {name: copied(value) for name, value in gradients_of(model, gradients).items()}
            if 1 in near and self._wants("previous-grad")
            else {}
        )
        self._recent = {at: one for at, one in self._recent.items() if at >= step - 1}
        self._recent[step] = (weights, grads)

    def _earlier(self, found: dict[str, Any], step: int) -> None:
        before, two_before = self._recent.get(step - 1), self._recent.get(step - 2)
        if self.every == 1:
            return  # the snapshots of the steps before are there themselves
        if before is not None and self._wants("before"):
            self._put(found, "before", before[0])
            if self._wants("previous-grad"):
                self._put(found, "previous-grad", before[1])
        if two_before is not None and self._wants("two-before"):
            self._put(found, "two-before", two_before[0])

    def _say_run(self, facts: Mapping[str, Any]) -> None:
        if self._word["run"] is None:
            return
        said = {**self._word, "facts": dict(facts)}
        if said != self._said:
            write_json(self.folder / "run.json", said)
            self._said = said


def under(tensors: Mapping[str, Any], space: str) -> dict[str, Any]:
    return {name[len(space) :]: one for name, one in tensors.items() if name.startswith(space)}


def parameters_of(model: Any) -> dict[str, Any]:
    """The parameters of a model of PyTorch, or all arrays of nested dicts (of JAX, Flax, NumPy), by name."""
    if hasattr(model, "named_parameters"):
        return dict(model.named_parameters())
    found = dict(leaves(model))
    if not found:
        raise TypeError(
            f"model: expected a module of PyTorch or a dict of arrays, got {type(model).__name__}"
        )
    return found


def gradients_of(model: Any, gradients: Any) -> dict[str, Any]:
    if gradients is not None:
        return dict(leaves(gradients))
    if not hasattr(model, "named_parameters"):
        return {}
    return {
        name: one.grad
        for name, one in model.named_parameters()
        if getattr(one, "grad", None) is not None
    }


def names_of(model: Any) -> dict[int, str]:
    named = getattr(model, "named_parameters", None)
    return {} if named is None else {id(one): name for name, one in named()}


def split(batch: Any) -> tuple[Any, Any]:
    """Inputs and targets of a batch: a pair, or a dict that names them."""
    if batch is None:
        return None, None
    if isinstance(batch, Mapping):
        inputs = next((batch[key] for key in ("inputs", "input_ids", "x") if key in batch), None)
        targets = next((batch[key] for key in ("labels", "targets", "y") if key in batch), None)
        return inputs, targets
    if isinstance(batch, (tuple, list)) and len(batch) == 2:
        return batch[0], batch[1]
    return batch, None


def examples_of(logits: Any) -> Any:
    """Which examples are kept: all, or so many evenly among them. Of a sequence every position is one."""
    count = 1
    for length in logits.shape[:-1]:
        count *= int(length)
    stride = -(-count // MOST_EXAMPLES)
    return slice(0, count, stride)


def rows_count(rows: slice) -> int:
    return len(range(rows.start, rows.stop, rows.step))


def rows_of(value: Any, logits: Any, rows: slice) -> Any:
    """
    Activations as one row an example: of each position where there are logits of each; of a sequence that has one answer its last
    position; else all of an example's. None where they are of other examples.
    """
    lead = tuple(logits.shape[:-1])
    if tuple(value.shape[: len(lead)]) != lead:
        return None
    if len(lead) == 1 and len(value.shape) == 3:
        value = value[:, -1]
    count = 1
    for length in lead:
        count *= int(length)
    return value.reshape(count, -1)[rows]
