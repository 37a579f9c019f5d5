"""An independent computation of what the trainer computes, in float64: the models and losses written in NumPy from their
definitions, sharing no formula with the trainer's own shortcuts, and the optimizers as PyTorch has them.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy torch
    /tmp/venv/bin/python tests/references/trainer.py > tests/references/trainer.json
"""

import json
import math
import platform

import numpy as np
import torch

rng = np.random.default_rng(20261123)


def draw(*shape, scale=1.0):
    return np.round(rng.normal(0.0, scale, shape), 4)


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def transformer(w, a, b, modulus, heads):
    """Every position, full causal attention; the logits of the last one."""
    logits = []
    for left, right in zip(a, b):
        x = w["embed"][[left, right, modulus]] + w["positions"]
        width = x.shape[1]
        size = width // heads
        mixed = np.zeros_like(x)
        for head in range(heads):
            part = slice(head * size, (head + 1) * size)
            q, k, v = (x @ w[f"attn.{name}"][:, part] for name in "qkv")
            scores = q @ k.T / math.sqrt(size)
            scores[np.triu_indices(3, 1)] = -np.inf
            mixed[:, part] = softmax(scores) @ v
        middle = x + mixed @ w["attn.o"]
        out = middle + np.maximum(middle @ w["mlp.in"], 0) @ w["mlp.out"]
        logits.append((out @ w["unembed"])[-1])
    return np.array(logits)


def transformer_case(modulus, heads, width, mlp_width):
    shapes = {
        "embed": (modulus + 1, width),
        "positions": (3, width),
        "attn.q": (width, width),
        "attn.k": (width, width),
        "attn.v": (width, width),
        "attn.o": (width, width),
        "mlp.in": (width, mlp_width),
        "mlp.out": (mlp_width, width),
        "unembed": (width, modulus),
    }
    w = {name: draw(*shape, scale=0.7) for name, shape in shapes.items()}
    a, b = (rng.integers(0, modulus, 12) for _ in range(2))
    return {
        "modulus": modulus,
        "heads": heads,
        "width": width,
        "mlpWidth": mlp_width,
        "weights": {name: {"shape": list(each.shape), "values": each.ravel().tolist()} for name, each in w.items()},
        "a": a.tolist(),
        "b": b.tolist(),
        "logits": transformer(w, a, b, modulus, heads).tolist(),
    }


def cross_entropy_case(logits, labels):
    logits = np.asarray(logits, dtype=np.float64)
    losses, gradients = [], []
    for row, label in zip(logits, labels):
        others = np.delete(row, label) - row[label]
        top = max(0.0, others.max())
        total = math.fsum(np.exp(others - top))
        losses.append(top + math.log1p(total + math.expm1(-top)))
        share = softmax(row)
        share[label] = -math.fsum(np.delete(share, label))
        gradients.append(share / len(labels))
    return {
        "logits": logits.tolist(),
        "labels": list(labels),
        "loss": math.fsum(losses) / len(losses),
        "gradient": np.array(gradients).tolist(),
    }


def optimizer_case(name, settings, steps=25):
    """theta, its gradients, and theta after every step of PyTorch's own optimizer."""
    theta = draw(6)
    gradients = draw(steps, 6) * np.array([1e-6, 1e-3, 1.0, 10.0, 1.0, 0.0])
    now = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
    options = {"lr": settings["rate"], "weight_decay": settings.get("decay", 0.0)}
    if name == "sgd":
        optimizer = torch.optim.SGD([now], momentum=settings["momentum"], **options)
    else:
        made = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam}[name]
        optimizer = made([now], betas=tuple(settings["betas"]), eps=1e-8, **options)
    path = []
    for gradient in gradients:
        now.grad = torch.tensor(gradient)
        optimizer.step()
        path.append(now.tolist())
    return {"name": name, "settings": settings, "theta": theta.tolist(), "gradients": gradients.tolist(), "path": path}


print(
    json.dumps(
        {
            "made": f"Python {platform.python_version()}, NumPy {np.__version__}, PyTorch {torch.__version__}",
            "transformers": [transformer_case(7, 2, 8, 12), transformer_case(5, 1, 6, 4), transformer_case(11, 3, 9, 7)],
            "crossEntropies": [
                cross_entropy_case(draw(5, 4, scale=3.0), [0, 3, 1, 1, 2]),
                cross_entropy_case([[20, 0, 1], [-3, 27, -4], [0, 0, 60], [80, -80, 80], [500, 0, -500]], [0, 1, 2, 1, 0]),
                cross_entropy_case([[18, 0, 0, 0], [0, 25, 1, 2], [3, 0, 0, 40]], [0, 1, 3]),
            ],
            "optimizers": [
                optimizer_case("adamw", {"rate": 0.01, "decay": 5.0, "betas": [0.9, 0.98]}),
                optimizer_case("adamw", {"rate": 0.001, "decay": 1.0, "betas": [0.9, 0.999]}),
                optimizer_case("adam", {"rate": 0.05, "betas": [0.8, 0.95]}),
                optimizer_case("sgd", {"rate": 0.1, "momentum": 0.9, "decay": 0.01}),
                optimizer_case("sgd", {"rate": 0.1, "momentum": 0.0}),
            ],
        }
    )
)
