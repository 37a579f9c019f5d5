"""What can be told of a network and its optimizer by looking at them: facts that a snapshot carries beside its numbers."""

from __future__ import annotations

import sys
from typing import Any

#: Modules of PyTorch that are an activation of a dense chain.
ACTIVATIONS = {"Tanh": "tanh", "ReLU": "relu", "Identity": "linear"}


def chain_of(model: Any) -> list[Any] | None:
    """The modules of a plain stack of dense layers, in order; None for every other network."""
    modules = list(model.children())
    if type(model).__name__ != "Sequential":
        # A class around one stack, which it does nothing but call: what it computes is compared with the stack's own.
        return chain_of(modules[0]) if len(modules) == 1 and _has_children(modules[0]) else None
    flat: list[Any] = []
    for module in modules:
        inner = chain_of(module) if type(module).__name__ == "Sequential" else [module]
        if inner is None:
            return None
        flat += inner
    return flat


def _has_children(module: Any) -> bool:
    return any(True for _ in module.children())


def description_of(model: Any, inputs: Any, logits: Any) -> str | None:
    """`mlp:784-64-10:relu` of a stack of dense layers that computes these logits from these inputs; None for every other."""
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(model, "children") or inputs is None:
        return None
    modules = chain_of(model)
    if modules is None:
        return None
    widths: list[int] = []
    between: list[str] = []
    for module in modules:
        kind = type(module).__name__
        if kind == "Linear":
            if widths and (widths[-1] != module.in_features or len(between) != len(widths) - 1):
                return None
            widths = widths or [module.in_features]
            widths.append(module.out_features)
        elif (kind == "Flatten" and not widths) or kind == "Dropout":
            continue
        else:
            name = ACTIVATIONS.get(kind)
            if kind == "GELU" and getattr(module, "approximate", "none") == "none":
                name = "gelu"
            if name is None or not widths or len(between) != len(widths) - 2:
                return None
            between.append(name)
    kinds = set(between)
    if len(widths) < 2 or len(kinds) > 1 or len(between) != len(widths) - 2:
        return None
    if not _is_same(torch, modules, inputs, logits):
        return None
    return f"mlp:{'-'.join(map(str, widths))}" + (f":{kinds.pop()}" if kinds else "")


def _is_same(torch: Any, modules: list[Any], inputs: Any, logits: Any) -> bool:
    with torch.no_grad():
        here = inputs
        for module in modules:
            here = module(here)
        return here.shape == logits.shape and bool(
            torch.allclose(here, logits, rtol=1e-4, atol=1e-6)
        )


def loss_facts(loss: Any) -> dict[str, Any]:
    """The kind of a loss, where it is a name or a loss of PyTorch whose terms are combined as one of ours are."""
    if isinstance(loss, str):
        return {"loss": loss}
    name = getattr(loss, "__name__", type(loss).__name__)
    reduction = getattr(loss, "reduction", "mean")
    if reduction not in ("mean", "sum"):
        return {}
    if name in ("CrossEntropyLoss", "cross_entropy"):
        plain = getattr(loss, "weight", None) is None and not getattr(loss, "label_smoothing", 0)
        return {"loss": "cross-entropy", "reduction": reduction} if plain else {}
    if name in ("MSELoss", "mse_loss"):
        return {"loss": "mse", "reduction": reduction}
    return {}


def optimizer_facts(optimizer: Any) -> dict[str, Any]:
    """Name, rate, momentum and L2 term of an optimizer of PyTorch; its own name where it is none that is known."""
    groups = getattr(optimizer, "param_groups", None)
    if not groups:
        return {}
    first = groups[0]
    kind = type(optimizer).__name__
    facts: dict[str, Any] = {"rate": float(first["lr"]), "optimizer": kind.lower()}
    if kind == "SGD":
        momentum = float(first.get("momentum", 0))
        nesterov = bool(first.get("nesterov", False))
        facts["momentum"] = momentum
        facts["optimizer"] = (
            "gradient-descent" if momentum == 0 else "nesterov" if nesterov else "heavy-ball"
        )
        facts["l2"] = float(first.get("weight_decay", 0))
    elif kind in ("Adam", "AdamW"):
        facts["optimizer"] = "adam"
        facts["momentum"] = float(first["betas"][0])
        decoupled = kind == "AdamW" or bool(first.get("decoupled_weight_decay", False))
        facts["l2"] = 0.0 if decoupled else float(first.get("weight_decay", 0))
    return facts


def preconditioner_of(optimizer: Any, names: dict[int, str]) -> dict[str, Any]:
    """Adam's √v̂ + ε of each parameter, by its name; nothing before the first update. On the device, waited for by nobody."""
    if type(optimizer).__name__ not in ("Adam", "AdamW"):
        return {}
    found: dict[str, Any] = {}
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            state = optimizer.state.get(parameter, {})
            square, step = state.get("exp_avg_sq"), state.get("step")
            name = names.get(id(parameter))
            if square is None or step is None or name is None:
                continue
            left = 1.0 - group["betas"][1] ** float(step)
            found[name] = (square / left).sqrt() + group["eps"]
    return found


def head_of(model: Any, logits: Any) -> str | None:
    """The parameter of the last dense layer that has as many outputs as there are logits."""
    found = None
    for name, module in model.named_modules():
        if type(module).__name__ == "Linear" and module.out_features == int(logits.shape[-1]):
            found = f"{name}.weight" if name else "weight"
    return found
