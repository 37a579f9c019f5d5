"""Writes curvature.json: curvature of small nets by PyTorch's autograd in float64, from their full Hessians.

Run with `python tests/references/curvature.py` where numpy and torch are installed; pyhessian, if it is there,
adds its own trace and largest eigenvalue of the first net (version 0.1).
"""

import json
import platform
from pathlib import Path

import numpy as np
import torch

torch.set_default_dtype(torch.float64)

ACTIVATIONS = {
    "tanh": torch.tanh,
    "gelu": torch.nn.functional.gelu,
    "relu": torch.relu,
    "erf": torch.erf,
    "quadratic": lambda z: z * z,
    "linear": lambda z: z,
}


def loss_of(kind, reduction, logits, targets):
    if kind == "mse":
        if reduction == "mean":
            return torch.nn.functional.mse_loss(logits, targets)
        total = torch.nn.functional.mse_loss(logits, targets, reduction="sum")
        return total * {"sum": 1.0, "batch-mean": 1 / len(logits), "half-batch-mean": 0.5 / len(logits)}[reduction]
    labels = targets.argmax(1)
    return torch.nn.functional.cross_entropy(logits, labels, reduction="sum" if reduction == "sum" else "mean")


class Net:
    def __init__(self, sizes, activation, generator):
        self.sizes = sizes
        self.activation = activation
        self.parts = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            self.parts.append(torch.randn(inputs, outputs, generator=generator) / inputs**0.5)
            self.parts.append(0.3 * torch.randn(outputs, generator=generator))
        self.flat = torch.cat([part.flatten() for part in self.parts])

    def logits(self, flat, inputs):
        at, h = 0, inputs
        for layer, (rows, cols) in enumerate(zip(self.sizes, self.sizes[1:])):
            weight = flat[at : at + rows * cols].reshape(rows, cols)
            bias = flat[at + rows * cols : at + rows * cols + cols]
            at += rows * cols + cols
            h = h @ weight + bias
            if layer + 2 < len(self.sizes):
                h = ACTIVATIONS[self.activation](h)
        return h


def case(sizes, activation, kind, reduction, n, seed):
    generator = torch.Generator().manual_seed(seed)
    net = Net(sizes, activation, generator)
    inputs = torch.randn(n, sizes[0], generator=generator)
    drawn = torch.randn(n, sizes[-1], generator=generator)
    targets = drawn if kind == "mse" else torch.nn.functional.one_hot(drawn.argmax(1), sizes[-1]).double()
    loss = lambda flat: loss_of(kind, reduction, net.logits(flat, inputs), targets)
    gradient = torch.autograd.functional.jacobian(loss, net.flat)
    hessian = torch.autograd.functional.hessian(loss, net.flat)
    values, vectors = torch.linalg.eigh((hessian + hessian.T) / 2)

    # Gauss–Newton from the whole Jacobian and the whole curvature at the logits.
    logits = net.logits(net.flat, inputs).detach()
    jacobian = torch.autograd.functional.jacobian(lambda flat: net.logits(flat, inputs).flatten(), net.flat)
    outer = torch.autograd.functional.hessian(
        lambda f: loss_of(kind, reduction, f.reshape(logits.shape), targets), logits.flatten()
    )
    gauss_newton = jacobian.T @ outer @ jacobian

    # Each example's own loss, as a batch of one is: under `sum` it is not divided, and neither is a mean over one.
    squares = []
    for i in range(n):
        own = lambda flat: loss_of(kind, reduction, net.logits(flat, inputs[i : i + 1]), targets[i : i + 1])
        squares.append((torch.autograd.functional.jacobian(own, net.flat) ** 2).sum().item())

    # Preconditioned by a diagonal, as under Adam, with an L2 term.
    precondition = 0.1 + torch.rand(len(net.flat), generator=generator)
    l2 = 0.037
    whitened = (hessian + l2 * torch.eye(len(net.flat))) / torch.outer(precondition.sqrt(), precondition.sqrt())

    top = 4
    overlap = ((vectors[:, -top:].T @ gradient) ** 2).sum() / (gradient**2).sum()
    examples = [0, 2]
    batch = lambda flat: loss_of(kind, reduction, net.logits(flat, inputs[examples]), targets[examples])
    batch_gradient = torch.autograd.functional.jacobian(batch, net.flat)
    batch_hessian = torch.autograd.functional.hessian(batch, net.flat)
    full_ratio = gradient @ hessian @ gradient / (gradient @ gradient)
    # Every minibatch of 2, in order of places: what a random one is drawn from.
    ratios, curvatures, norms = [], [], []
    for a in range(n):
        for b in range(a + 1, n):
            pair = lambda flat: loss_of(kind, reduction, net.logits(flat, inputs[[a, b]]), targets[[a, b]])
            g = torch.autograd.functional.jacobian(pair, net.flat)
            curvature = (g @ torch.autograd.functional.hessian(pair, net.flat) @ g).item()
            curvatures.append(curvature)
            norms.append((g @ g).item())
            ratios.append(curvature / norms[-1])
    return {
        "sizes": sizes,
        "activation": activation,
        "loss": {"kind": kind, "reduction": reduction},
        "parameters": net.flat.tolist(),
        "inputs": inputs.tolist(),
        "targets": targets.tolist(),
        "value": loss(net.flat).item(),
        "gradient": gradient.tolist(),
        "eigenvalues": values.flip(0).tolist(),
        "trace": hessian.trace().item(),
        # 2(‖H‖² − Σ H_ii²): the variance of one draw of Hutchinson's estimate
        "traceVariance": (2 * ((hessian**2).sum() - (hessian.diagonal() ** 2).sum())).item(),
        "hessianTimesGradient": (hessian @ gradient).tolist(),
        "overlap": overlap.item(),
        "batch": {
            "examples": examples,
            "curvature": (batch_gradient @ batch_hessian @ batch_gradient).item(),
            "square": (batch_gradient @ batch_gradient).item(),
        },
        "wholeRatio": full_ratio.item(),
        "pairs": {
            "meanOfRatios": float(np.mean(ratios)),
            "spreadOfRatios": float(np.std(ratios)),
            "ratioOfMeans": float(np.mean(curvatures) / np.mean(norms)),
        },
        "gaussNewton": {
            "largest": torch.linalg.eigvalsh(gauss_newton)[-1].item(),
            "trace": gauss_newton.trace().item(),
        },
        "empiricalFisher": float(np.mean(squares)),
        "adam": {
            "preconditioner": precondition.tolist(),
            "l2": l2,
            "largest": torch.linalg.eigvalsh(whitened)[-1].item(),
        },
    }


def pyhessian_of(entry):
    """The largest eigenvalue by PyHessian's power iteration, and the trace by its Hutchinson estimate.

    Its vectors are normalized to 1/(1 + 1e-6), which takes 2e-6 off the eigenvalue.
    """
    try:
        from pyhessian import hessian as pyhessian
    except ImportError:
        return None
    sizes = entry["sizes"]
    model = torch.nn.Sequential(torch.nn.Linear(sizes[0], sizes[1]), torch.nn.Tanh(), torch.nn.Linear(sizes[1], sizes[2]))
    flat, at = torch.tensor(entry["parameters"]), 0
    with torch.no_grad():
        for linear, rows, cols in ((model[0], sizes[0], sizes[1]), (model[2], sizes[1], sizes[2])):
            linear.weight.copy_(flat[at : at + rows * cols].reshape(rows, cols).T)
            linear.bias.copy_(flat[at + rows * cols : at + rows * cols + cols])
            at += rows * cols + cols
    data = (torch.tensor(entry["inputs"]), torch.tensor(entry["targets"]))
    torch.manual_seed(0)
    computed = pyhessian(model, torch.nn.MSELoss(), data=data, cuda=False)
    largest = computed.eigenvalues(maxIter=10000, tol=1e-14)[0][0]
    trace = np.array(computed.trace(maxIter=4000, tol=-1e12))
    return {
        "largest": float(largest),
        "trace": float(trace.mean()),
        "traceError": float(trace.std(ddof=1) / len(trace) ** 0.5),
        "version": "0.1",
    }


def normal_crossing(a, b, heat, pull):
    """nβ E[w1^{2a} w2^{2b}] under exp(−nβ w1^{2a} w2^{2b} − γ/2 |w|²): trapezia in log w, which converge spectrally."""
    s = np.linspace(-40, np.log(9 / pull**0.5), 6000)
    x, y = np.exp(s)[:, None], np.exp(s)[None, :]
    loss = x ** (2 * a) * y ** (2 * b)
    weight = np.exp(-heat * loss - pull / 2 * (x * x + y * y)) * x * y
    return float(heat * (loss * weight).sum() / weight.sum())


cases = [
    case([3, 4, 2], "tanh", "mse", "mean", 7, 1),
    case([3, 4, 2], "gelu", "cross-entropy", "mean", 7, 2),
    case([3, 4, 2], "relu", "mse", "batch-mean", 6, 3),
    case([3, 4, 3], "relu", "cross-entropy", "sum", 6, 4),
    case([2, 3, 3, 2], "erf", "mse", "half-batch-mean", 5, 5),
    case([3, 4, 2], "quadratic", "mse", "sum", 6, 6),
    case([4, 3], "linear", "cross-entropy", "batch-mean", 8, 7),
]
written = {
    "versions": {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__,
    },
    "cases": cases,
    "pyhessian": pyhessian_of(cases[0]),
    "normalCrossings": [
        {"a": a, "b": b, "heat": heat, "pull": pull, "value": normal_crossing(a, b, heat, pull)}
        for a, b, heat, pull in ((1, 2, 300.0, 10.0), (1, 1, 300.0, 10.0))
    ],
}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(written, separators=(",", ":")) + "\n")
print(path, path.stat().st_size, "bytes")
print(written["pyhessian"], written["normalCrossings"], cases[0]["eigenvalues"][:3], cases[0]["trace"])
