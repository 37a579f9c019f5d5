"""Loss, gradient and Hessian products of a loss of JAX, a function of parameters and batch: forward over reverse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from .arrays import Stored, is_array


def computed(
    what: str,
    tensors: Mapping[str, Stored],
    weights: Mapping[str, Stored],
    model: Any,
    batch: Any,
    loss: Callable[[Any, Any], Any],
) -> tuple[dict[str, Any], dict[str, str]]:
    jax = sys.modules["jax"]
    numpy = sys.modules["numpy"]
    if not callable(loss):
        raise TypeError("loss: expected a function of parameters and batch")

    def array(stored: Stored, like: Any) -> Any:
        kind = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}[stored.dtype]
        return jax.numpy.asarray(
            numpy.frombuffer(stored.data, dtype=kind).reshape(stored.shape), dtype=like.dtype
        )

    def tree(space: str) -> Any:
        def at(name: str, like: Any) -> Any:
            stored = tensors.get(f"{space}.{name}")
            return array(weights[name] if stored is None else stored, like)

        return rebuilt(model, at)

    examples = tensors.get("examples")
    if examples is not None:
        rows = numpy.frombuffer(examples.data, dtype="<f8").astype("int64")
        batch = rebuilt(batch, lambda _name, one: one[rows])

    def value_at(parameters: Any) -> Any:
        return loss(parameters, batch)

    here = tree("at")
    if what == "loss":
        return {}, {"loss": repr(float(value_at(here)))}
    if what == "gradient":
        value, slopes = jax.value_and_grad(value_at)(here)
        return named(what, slopes), {"loss": repr(float(value))}
    slopes = jax.jvp(jax.grad(value_at), (here,), (tree("v"),))[1]
    return named(what, slopes), {}


def named(space: str, tree: Any) -> dict[str, Any]:
    from .arrays import leaves

    return {f"{space}.{name}": one for name, one in leaves(tree)}


def rebuilt(tree: Any, at: Callable[[str, Any], Any], place: str = "") -> Any:
    """The same nested dicts, lists and tuples with other arrays."""
    if is_array(tree):
        return at(place, tree)
    if isinstance(tree, Mapping):
        return {
            key: rebuilt(one, at, f"{place}/{key}" if place else str(key))
            for key, one in tree.items()
        }
    if isinstance(tree, (list, tuple)):
        parts = [
            rebuilt(one, at, f"{place}/{i}" if place else str(i)) for i, one in enumerate(tree)
        ]
        return tuple(parts) if isinstance(tree, tuple) else parts
    return tree
