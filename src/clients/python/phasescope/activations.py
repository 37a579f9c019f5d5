"""What a network of PyTorch answers on a batch, and its hidden activations: one forward pass, which leaves it as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .arrays import is_array
from .say import say_once


def run_through(
    torch: Any,
    model: Any,
    inputs: Any,
    wanted: Iterable[str] | None,
    forward: Callable[[Any, Any], Any] | None,
) -> tuple[Any, dict[str, Any]]:
    """
    Logits, and the outputs of the modules named (if none are, of all that are an activation or a block, and where none
    is, of the parts that the network itself is made of), in the order in which they were computed. Without dropout and
    running statistics, and without a gradient.
    """
    hidden: dict[str, Any] = {}
    hooks = [
        module.register_forward_hook(_noting(name, hidden))
        for name, module in chosen(model, wanted)
    ]
    training = [module for module in model.modules() if module.training]
    try:
        model.eval()
        with torch.no_grad():
            answer = model(inputs) if forward is None else forward(model, inputs)
    finally:
        for hook in hooks:
            hook.remove()
        for module in training:
            module.training = True
    logits = tensor_in(answer)
    # What the last module gives are the logits, and no hidden layer.
    return logits, {name: one.detach() for name, one in hidden.items() if one is not logits}


def chosen(model: Any, wanted: Iterable[str] | None) -> list[tuple[str, Any]]:
    modules = [(name, module) for name, module in model.named_modules() if name]
    if wanted is not None:
        names = set(wanted)
        _say_unknown(names - {name for name, _ in modules}, [name for name, _ in modules])
        return [(name, module) for name, module in modules if name in names]
    layers = [(name, module) for name, module in modules if _is_layer(module)]
    # An activation that is a function (`torch.relu`) is no module: what the network itself calls is nearest to it.
    return layers or list(model.named_children())


def _say_unknown(unknown: set[str], there: list[str]) -> None:
    for name in sorted(unknown):
        known = ", ".join(there[:20]) + (", …" if len(there) > 20 else "")
        say_once(f"hidden {name}", f"hidden: the model has no module '{name}'; it has {known}")


def _is_layer(module: Any) -> bool:
    """An activation function, or a block of others that a list of blocks has."""
    kind = type(module).__name__
    if kind in ACTIVATIONS:
        return True
    return kind.endswith(("Block", "Layer", "MLP")) and kind not in ("LayerNorm", "ModuleList")


ACTIVATIONS = frozenset(
    [
        "ReLU",
        "GELU",
        "Tanh",
        "SiLU",
        "Sigmoid",
        "LeakyReLU",
        "ELU",
        "CELU",
        "SELU",
        "Mish",
        "Hardswish",
        "Softplus",
        "NewGELUActivation",
        "GELUActivation",
    ]
)


def _noting(name: str, hidden: dict[str, Any]) -> Callable[[Any, Any, Any], None]:
    def hook(_module: Any, _inputs: Any, output: Any) -> None:
        found = tensor_in(output)
        if found is not None and len(found.shape) >= 2:
            hidden[name] = found

    return hook


def tensor_in(answer: Any) -> Any:
    """The array that a network gives: itself, its `.logits`, or the first of several."""
    if is_array(answer):
        return answer
    logits = getattr(answer, "logits", None)
    if logits is not None:
        return logits
    if isinstance(answer, (tuple, list)) and answer:
        return tensor_in(answer[0])
    if isinstance(answer, dict):
        return tensor_in(next(iter(answer.values())))
    return None
