"""Loss, gradient and Hessian products of a model of PyTorch, by differentiating twice."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .activations import tensor_in
from .arrays import Stored
from .parts import split


def computed(
    what: str,
    tensors: Mapping[str, Stored],
    weights: Mapping[str, Stored],
    model: Any,
    batch: Any,
    loss: Any,
    forward: Callable[[Any, Any], Any] | None,
) -> tuple[dict[str, Any], dict[str, str]]:
    """
    The weights are put into the model while it is asked, and taken out again: whatever it is made of computes as it does when it
    answers, without dropout.
    """
    torch = sys.modules["torch"]
    named = {name: one for name, one in model.named_parameters() if name in weights}

    def given(space: str, name: str, like: Any) -> Any:
        found = tensors.get(f"{space}.{name}")
        return (
            None
            if found is None
            else tensor_of(torch, found).to(device=like.device, dtype=like.dtype)
        )

    at = {
        name: tensor_of(torch, tensors.get(f"at.{name}", weights[name])).to(
            device=one.device, dtype=one.dtype
        )
        for name, one in named.items()
    }
    with _holding(model, named, at), _differentiable_twice(torch), torch.enable_grad():
        value = _loss(torch, model, batch, loss, forward, tensors.get("examples"))
        if what == "loss":
            return {}, {"loss": repr(float(value))}
        parameters = list(named.values())
        slopes = torch.autograd.grad(
            value, parameters, create_graph=what == "product", allow_unused=True
        )
        if what == "product":
            along = [given("v", name, one) for name, one in named.items()]
            inner = sum(
                (slope * v).sum()
                for slope, v in zip(slopes, along, strict=True)
                if slope is not None and v is not None
            )
            slopes = torch.autograd.grad(inner, parameters, allow_unused=True)
    found = {
        f"{what}.{name}": torch.zeros_like(one) if slope is None else slope.detach()
        for (name, one), slope in zip(named.items(), slopes, strict=True)
    }
    return found, {"loss": repr(float(value.detach()))}


def tensor_of(torch: Any, stored: Stored) -> Any:
    kind = {
        "F64": torch.float64,
        "F32": torch.float32,
        "F16": torch.float16,
        "BF16": torch.bfloat16,
    }[stored.dtype]
    return torch.frombuffer(bytearray(stored.data), dtype=kind).reshape(stored.shape)


def _loss(
    torch: Any,
    model: Any,
    batch: Any,
    loss: Any,
    forward: Callable[[Any, Any], Any] | None,
    examples: Stored | None,
) -> Any:
    inputs, targets = split(batch)
    if examples is not None:
        rows = tensor_of(torch, examples).long().to(inputs.device)
        inputs, targets = inputs[rows], targets[rows]
    answer = tensor_in(model(inputs) if forward is None else forward(model, inputs))
    functional = torch.nn.functional
    if loss == "cross-entropy":
        return functional.cross_entropy(answer.reshape(-1, answer.shape[-1]), targets.reshape(-1))
    if loss == "mse":
        return functional.mse_loss(answer, targets)
    return loss(answer, targets)


@contextlib.contextmanager
def _holding(model: Any, named: Mapping[str, Any], weights: Mapping[str, Any]) -> Iterator[None]:
    own = {name: one.data for name, one in named.items()}
    training = [module for module in model.modules() if module.training]
    try:
        model.eval()
        for name, one in named.items():
            one.data = weights[name]
        yield
    finally:
        for name, one in named.items():
            one.data = own[name]
        for module in training:
            module.training = True


@contextlib.contextmanager
def _differentiable_twice(torch: Any) -> Iterator[None]:
    """Of the ways to compute attention, the one that has a second derivative."""
    attention = getattr(torch.nn, "attention", None)
    if attention is None or not hasattr(attention, "sdpa_kernel"):
        yield
        return
    with attention.sdpa_kernel(attention.SDPBackend.MATH):
        yield
