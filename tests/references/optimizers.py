"""Optimizers, gradient filters and schedules in float64: PyTorch's own where it has them, otherwise NumPy written from the
papers' formulas, matrices in PyTorch's orientation [out, in].

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy torch
    /tmp/venv/bin/python tests/references/optimizers.py > tests/references/optimizers.json
"""

import json
import math
import platform

import numpy as np
import torch

rng = np.random.default_rng(20261129)


def draw(*shape, scale=1.0):
    return np.round(rng.normal(0.0, scale, shape), 4)


def problem(steps=20):
    """A matrix [out, in], a bias, and their gradients over several orders of magnitude."""
    theta = {"w": draw(5, 3), "b": draw(5)}
    sizes = 10.0 ** rng.uniform(-3, 1, steps)
    gradients = [{name: draw(*each.shape) * size for name, each in theta.items()} for size in sizes]
    return theta, gradients


def case(name, settings, make):
    theta, gradients = problem()
    path = make(theta, gradients, settings)
    turned = lambda each: {"w": np.asarray(each["w"]).T.ravel().tolist(), "b": np.asarray(each["b"]).tolist()}
    return {
        "name": name,
        "settings": settings,
        "theta": turned(theta),
        "gradients": [turned(each) for each in gradients],
        "path": [turned(each) for each in path],
    }


def by_torch(optimizer_of):
    """PyTorch's optimizer on gradients that may be changed first: change(step, name, weights, gradient)."""

    def make(theta, gradients, settings):
        now = {name: torch.tensor(each, requires_grad=True) for name, each in theta.items()}
        optimizer, change = optimizer_of(list(now.values()), settings)
        path = []
        for step, each in enumerate(gradients):
            for name, tensor in now.items():
                tensor.grad = torch.tensor(change(step, name, tensor.detach().numpy(), each[name]))
            optimizer.step()
            path.append({name: tensor.detach().numpy().copy() for name, tensor in now.items()})
        return path

    return make


unchanged = lambda step, name, weights, gradient: gradient


def nesterov(parameters, s):
    return torch.optim.SGD(parameters, lr=s["rate"], momentum=s["momentum"], weight_decay=s["decay"], nesterov=True), unchanged


def coupled_adam(parameters, s):
    return torch.optim.Adam(parameters, lr=s["rate"], betas=s["betas"], weight_decay=s["l2"], eps=1e-8), unchanged


def grokfast(parameters, s):
    """gradfilter_ema of Lee et al. 2024: the mean begins as the first gradient."""
    means = {}

    def change(step, name, weights, gradient):
        means.setdefault(name, gradient.copy())
        means[name] = means[name] * s["keeps"] + gradient * (1 - s["keeps"])
        return gradient + s["gain"] * means[name]

    return torch.optim.Adam(parameters, lr=s["rate"], betas=s["betas"], weight_decay=s["l2"], eps=1e-8), change


def orthogonal(parameters, s):
    """OrthoGrad of Prieto et al. 2025, around plain gradient descent."""

    def change(step, name, weights, gradient):
        w, g = weights.ravel(), gradient.ravel()
        across = g - (w @ g) / (w @ w + 1e-30) * w
        return (across * np.linalg.norm(g) / (np.linalg.norm(across) + 1e-30)).reshape(gradient.shape)

    return torch.optim.SGD(parameters, lr=s["rate"]), change


def newton_schulz(g, steps=5):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.T if g.shape[0] > g.shape[1] else g
    x = x / (np.linalg.norm(x) + 1e-7)
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if g.shape[0] > g.shape[1] else x


def muon(theta, gradients, s):
    """Keller Jordan's reference, in float64; the bias by PyTorch's AdamW."""
    w, velocity = theta["w"].copy(), np.zeros_like(theta["w"])
    bias = torch.tensor(theta["b"], requires_grad=True)
    others = s["others"]
    adam = torch.optim.AdamW([bias], lr=others["rate"], betas=others["betas"], weight_decay=others["decay"], eps=1e-8)
    path = []
    for each in gradients:
        velocity += (1 - s["momentum"]) * (each["w"] - velocity)
        ahead = each["w"] + s["momentum"] * (velocity - each["w"])
        update = newton_schulz(ahead) * max(1, w.shape[0] / w.shape[1]) ** 0.5
        w = w * (1 - s["rate"] * s["decay"]) - s["rate"] * update
        bias.grad = torch.tensor(each["b"])
        adam.step()
        path.append({"w": w, "b": bias.detach().numpy().copy()})
    return path


def schedules():
    """PyTorch's cosine behind a linear warm-up, and the closed form against the best rate found step by step."""
    parameter = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([parameter], lr=0.3)
    warm = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1 / 5, total_iters=4)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=15, eta_min=0.02)
    both = torch.optim.lr_scheduler.SequentialLR(optimizer, [warm, fall], milestones=[5])
    rates = []
    for _ in range(20):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        both.step()
    h, c, v = 0.7, 0.2, 3.0
    best, variances = [], []
    for _ in range(30):
        # E θ² after an update of rate η is (1 − ηh)² V + η² C, a parabola in η.
        eta = h * v / (h * h * v + c)
        nearby = eta * np.linspace(0.9, 1.1, 2001)
        after = (1 - nearby * h) ** 2 * v + nearby**2 * c
        best.append(float(nearby[after.argmin()]))
        v = float(after.min())
        variances.append(v)
    return {"warmCosine": rates, "optimal": {"rates": best, "variances": variances, "curvature": h, "noise": c, "start": 3.0}}


matrix = draw(6, 4)
print(
    json.dumps(
        {
            "made": f"Python {platform.python_version()}, NumPy {np.__version__}, PyTorch {torch.__version__}",
            "optimizers": [
                case("nesterov", {"rate": 0.05, "momentum": 0.9, "decay": 0.01}, by_torch(nesterov)),
                case("coupled", {"rate": 0.01, "betas": [0.9, 0.98], "l2": 0.3}, by_torch(coupled_adam)),
                case(
                    "grokfast",
                    {"rate": 0.01, "betas": [0.9, 0.98], "l2": 0.005, "keeps": 0.98, "gain": 2.0},
                    by_torch(grokfast),
                ),
                case("orthogonal", {"rate": 0.02}, by_torch(orthogonal)),
                case(
                    "muon",
                    {
                        "rate": 0.02,
                        "momentum": 0.95,
                        "decay": 0.1,
                        "others": {"rate": 0.01, "decay": 0.5, "betas": [0.9, 0.95]},
                    },
                    muon,
                ),
            ],
            "orthogonalized": {
                "rows": 6,
                "cols": 4,
                "matrix": matrix.ravel().tolist(),
                "result": newton_schulz(matrix).ravel().tolist(),
            },
            "schedules": schedules(),
        }
    )
)
