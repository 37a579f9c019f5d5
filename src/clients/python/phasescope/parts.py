"""What a model and a batch are made of: parameters, gradients, examples and their rows, whichever framework has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .arrays import leaves

#: Examples of which activations and answers are kept, evenly among those of the batch.
MOST_EXAMPLES = 2048


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
