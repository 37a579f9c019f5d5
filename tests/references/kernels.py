"""Independent values for the kernels and Jacobians of chains of dense layers: full parameter Jacobians by torch.func in
float64 instead of products of layers; SciPy for roots and minima; Gauss–Hermite quadrature for mean-field fixed points.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scipy torch
    /tmp/venv/bin/python tests/references/kernels.py
"""

import json
import math
import pathlib

import numpy as np
import scipy
import scipy.integrate
import scipy.optimize
import scipy.special
import torch
from torch.func import jacrev, vmap

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(20261122)
GRID = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]
ACTIVATIONS = {
    "linear": lambda z: z,
    "quadratic": lambda z: z**2,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "gelu": torch.nn.functional.gelu,
    "erf": torch.erf,
}


def draw(*shape, scale=1.0):
    return np.round(rng.normal(0.0, scale, shape), 4)


def network(sizes, activations, bias):
    layers = []
    for i, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
        layers.append(
            {
                "name": f"w{i + 1}",
                "weight": draw(fan_in, fan_out, scale=1.3 / math.sqrt(fan_in)),
                "bias": draw(fan_out, scale=0.4) if bias else None,
                "activation": activations[i],
            }
        )
    return layers


def parameters(layers):
    found = {}
    for layer in layers:
        found[layer["name"]] = torch.tensor(layer["weight"])
        if layer["bias"] is not None:
            found[layer["name"] + ".bias"] = torch.tensor(layer["bias"])
    return found


def preactivations(layers, theta, x):
    h, z = x, []
    for layer in layers:
        z.append(h @ theta[layer["name"]])
        if layer["bias"] is not None:
            z[-1] = z[-1] + theta[layer["name"] + ".bias"]
        h = ACTIVATIONS[layer["activation"]](z[-1])
    return z, h


def parameter_jacobian(layers, x, combine):
    """[n, outputs, parameters], every derivative of every output by every parameter."""
    theta = parameters(layers)
    per_example = vmap(lambda one: jacrev(lambda t: combine(preactivations(layers, t, one)[1]))(theta))(torch.tensor(x))
    n = len(x)
    flat = [j.reshape(n, j.shape[1] if j.dim() > 1 else 1, -1) for j in per_example.values()]
    return torch.cat(flat, dim=2).numpy()


def ntk(layers, x, outputs="all"):
    combine = (lambda f: f) if outputs == "all" else (lambda f: f.sum().reshape(1))
    j = parameter_jacobian(layers, x, combine)
    return np.einsum("icp,jcp->ij", j, j)


def cosine(a, b):
    return float(np.sum(a * b) / np.linalg.norm(a) / np.linalg.norm(b))


def center(k):
    h = np.eye(len(k)) - np.ones((len(k), len(k))) / len(k)
    return h @ k @ h


def cumulative(k, y):
    _, vectors = np.linalg.eigh(k)
    power = ((vectors[:, ::-1].T @ y) ** 2).sum(1)
    return np.cumsum(power) / (y**2).sum()


def predicted(values, power, p, ridge):
    """κ by Brent's method on the equation as the paper has it."""
    live = values[values > 0]
    if ridge == 0 and p >= len(live):
        kappa = 0.0
    else:
        f = lambda k: k - ridge - np.sum(k * values / (k + p * values))
        low = max(ridge, 1e-9 * live.sum() / (p + 1))
        while f(low) > 0:
            low /= 2
        kappa = scipy.optimize.brentq(f, low, ridge + values.sum() + 1, xtol=1e-16, rtol=1e-14)
    gamma = np.sum(p * live**2 / (kappa + p * live) ** 2)
    shrink = np.where(values > 0, kappa / np.where(values > 0, kappa + p * values, 1), 1.0)
    return float(np.sum(power * shrink**2) / (1 - gamma))


def empirical_curve(k, y, ridge):
    n = len(k)
    values, vectors = np.linalg.eigh(k)
    values = np.where(values > 1e-12 * values.max(), values / n, 0)
    power = ((vectors.T @ y) ** 2).sum(1) / n
    return [predicted(values, power, p, ridge * np.trace(k) / n) for p in GRID]


def simulated_curve():
    """Ridge regression on Gaussian features with λ_k ∝ k^−1.5, λ_k w_k² ∝ k^−1.5: mean error over fresh training sets."""
    d, ridge = 400, 1e-3
    k = np.arange(1, d + 1)
    values, power = k**-1.5, k**-1.5
    rows = []
    for p in [10, 40, 100]:
        errors = []
        for _ in range(200):
            phi = rng.normal(size=(p, d))
            features = phi * np.sqrt(values)
            signs = rng.choice([-1, 1], d)
            a = signs * np.sqrt(power)
            w = np.linalg.solve(features @ features.T + ridge * np.eye(p), phi @ a)
            errors.append(float(np.sum((features.T @ w * np.sqrt(values) - a) ** 2)))
        rows.append({"examples": p, "error": np.mean(errors), "standardError": np.std(errors) / math.sqrt(len(errors))})
    return {"dimensions": d, "ridge": ridge, "decay": 1.5, "rows": rows}


def infinite_kernel(x, activation, precision):
    """E φ(u) φ(v) by two-dimensional Gauss–Hermite quadrature; for ReLU, which has a kink, by adaptive integration."""
    c = x @ x.T / (x.shape[1] * precision)
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    weights = weights / weights.sum()
    f = lambda z: ACTIVATIONS[activation](torch.tensor(z)).numpy()
    k = np.zeros_like(c)
    for i in range(len(c)):
        for j in range(len(c)):
            l = np.linalg.cholesky(np.array([[c[i, i], c[i, j]], [c[i, j], c[j, j] + 1e-13]]))
            if activation == "relu":
                # E relu(u) relu(v) in polar coordinates: the radius is done, the angle is left.
                g = lambda t: max(l[0, 0] * math.cos(t), 0) * max(l[1, 0] * math.cos(t) + l[1, 1] * math.sin(t), 0)
                kink = math.atan2(-l[1, 0], l[1, 1])
                points = [p for p in (-math.pi / 2, math.pi / 2, kink, kink + math.pi) if -math.pi < p < math.pi]
                k[i, j] = scipy.integrate.quad(g, -math.pi, math.pi, points=points, epsabs=1e-13)[0] * 2 / (2 * math.pi)
            else:
                u = l[0, 0] * nodes[:, None] + 0 * nodes[None, :]
                v = l[1, 0] * nodes[:, None] + l[1, 1] * nodes[None, :]
                k[i, j] = np.einsum("a,b,ab,ab->", weights, weights, f(u), f(v))
    return k


def order_parameter(k, y, width, temperature, precision):
    """The least action with matrices, no eigenvectors, by SciPy's bounded minimizer in log Q from many brackets."""
    def action(log_q):
        q = math.exp(log_q)
        a = temperature * np.eye(len(k)) + q * k / precision
        return q - log_q + np.linalg.slogdet(a)[1] / width + y @ np.linalg.solve(a, y) / width

    edges = np.linspace(-12, 8, 41)
    found = [scipy.optimize.minimize_scalar(action, bounds=(a, b), method="bounded", options={"xatol": 1e-12}) for a, b in zip(edges, edges[1:])]
    return math.exp(min(found, key=lambda r: r.fun).x)


def chain_case(sizes, activations, bias, n):
    layers = network(sizes, activations, bias)
    start = [dict(l, weight=np.round(l["weight"] + draw(*l["weight"].shape, scale=0.2), 4)) for l in layers]
    x = draw(n, sizes[0])
    labels = rng.permutation(np.arange(n) % sizes[-1])
    y = np.eye(sizes[-1])[labels]
    theta = parameters(layers)
    k, k0 = ntk(layers, x), ntk(start, x)
    jac = lambda pick: vmap(jacrev(lambda one: pick(preactivations(layers, theta, one))))(torch.tensor(x)).numpy()
    partial = [jac(lambda r, l=l: r[0][l]) for l in range(len(layers))]
    z, _ = preactivations(layers, theta, torch.tensor(x))
    z = [one.numpy() for one in z]
    chi = {}
    for l in range(len(layers) - 1):
        step = lambda one, l=l: ACTIVATIONS[layers[l]["activation"]](one) @ theta[layers[l + 1]["name"]]
        j = vmap(jacrev(step))(torch.tensor(z[l])).numpy()
        chi[layers[l + 1]["name"]] = float((j**2).sum((1, 2)).mean() / j.shape[1])
    hidden_chi = [math.log(chi[layers[l]["name"]]) for l in range(1, len(layers) - 1)]
    pairs = lambda m: float(np.mean([cosine(m[i], m[j]) for i in range(n) for j in range(n) if i != j]))
    hidden = {f"h{l + 1}": ACTIVATIONS[layers[l]["activation"]](torch.tensor(z[l])).numpy() for l in range(len(layers) - 1)}
    z0, _ = preactivations(start, parameters(start), torch.tensor(x))
    initial = {f"h{l + 1}": ACTIVATIONS[start[l]["activation"]](z0[l]).numpy() for l in range(len(layers) - 1)}
    features = {}
    for name, h in hidden.items():
        phi, phi0 = (a @ a.T / a.shape[1] for a in (h, initial[name]))
        features[name + ".drift"] = float(np.linalg.norm(phi - phi0) / np.linalg.norm(phi0))
        features[name + ".alignment"] = cosine(center(phi), center(y @ y.T))
    svd = np.mean([np.linalg.svd(j, compute_uv=False) for j in partial[-1]], axis=0)
    top = np.linalg.eigh(np.cov(x.T))[1][:, -1]
    w = layers[0]["weight"]
    second = np.linalg.eigh(x.T @ x)[1][:, -1]
    return {
        "layers": layers,
        "initial": start,
        "inputs": x,
        "targets": y,
        "labels": labels,
        "hidden": hidden,
        "initialHidden": initial,
        "expected": {
            "ntk": k,
            "ntkOfSum": ntk(layers, x, "sum"),
            "spectrum": np.sort(np.linalg.eigvalsh(k))[::-1],
            "drift": {"relative": float(np.linalg.norm(k - k0) / np.linalg.norm(k0)), "rotation": 1 - cosine(k, k0)},
            "alignment": cosine(center(k), center(y @ y.T)),
            "cumulative": cumulative(k, y),
            "curve": empirical_curve(k, y, 1e-2),
            "features": features,
            "apjn": {l["name"]: math.log((j**2).sum((1, 2)).mean() / j.shape[1]) for l, j in zip(layers, partial)},
            "chi": chi,
            "xi": 1 / abs(np.mean(hidden_chi)) if hidden_chi else None,
            "length": {l["name"]: float((one**2).mean()) for l, one in zip(layers, z)},
            "correlation": {l["name"]: pairs(one) for l, one in zip(layers, z)},
            "jacobian": svd,
            "principal": {
                "covariance": float(np.mean((top @ w) ** 2 / (w**2).sum(0))),
                "second-moment": float(np.mean((second @ w) ** 2 / (w**2).sum(0))),
            },
        },
    }


def order_cases():
    cases = []
    for activation, temperature, l0, l1, n, scale in [
        ("linear", 0.1, 1.0, 1.0, 9, 1.0),
        ("erf", 0.05, 0.7, 1.6, 9, 2.0),
        ("relu", 0.3, 1.4, 0.6, 7, 1.0),
        ("quadratic", 0.2, 1.0, 1.0, 6, 3.0),
        ("linear", 0.5, 1.0, 1.0, 9, 12.0),
    ]:
        x, y = draw(n, 12), draw(n, 2, scale=scale)
        k = infinite_kernel(x, activation, l0)
        cases.append(
            {
                "activation": activation,
                "temperature": temperature,
                "inputPrecision": l0,
                "outputPrecision": l1,
                "width": 8,
                "inputs": x,
                "targets": y,
                "expected": order_parameter(k, y[:, 1], 8, temperature, l1),
            }
        )
    return cases


def mean_field():
    """Fixed points of q = σ_w² E φ² + σ_b² and χ = σ_w² E φ′², u normal of variance q, by 200-point quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    gelu = lambda z: z * scipy.special.ndtr(z)
    gelu_slope = lambda z: scipy.special.ndtr(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    functions = {
        "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
        "erf": (scipy.special.erf, lambda z: 2 / math.sqrt(math.pi) * np.exp(-z * z)),
        "gelu": (gelu, gelu_slope),
    }
    found = []
    for name, sw, sb in [("tanh", 1.5, 0.1), ("tanh", 3.0, 0.05), ("erf", 2.0, 0.1), ("gelu", 1.2, 0.2)]:
        phi, slope = functions[name]
        q = scipy.optimize.brentq(lambda v: sw * weights @ phi(math.sqrt(v) * nodes) ** 2 + sb - v, 1e-6, 50, xtol=1e-13)
        found.append({"activation": name, "weights": sw, "biases": sb, "q": q, "chi": float(sw * weights @ slope(math.sqrt(q) * nodes) ** 2)})
    return found


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.item() if isinstance(value, np.generic) else value


if __name__ == "__main__":
    result = {
        "made": {"numpy": np.__version__, "scipy": scipy.__version__, "torch": torch.__version__},
        "chains": {
            "tanh with biases, two hidden": chain_case([5, 7, 6, 3], ["tanh", "tanh", "linear"], True, 9),
            "gelu with biases": chain_case([6, 8, 4], ["gelu", "linear"], True, 10),
            "erf without biases, three hidden": chain_case([4, 6, 7, 5, 2], ["erf", "erf", "erf", "linear"], False, 8),
            "relu with biases, two hidden": chain_case([5, 9, 8, 3], ["relu", "relu", "linear"], True, 9),
            "quadratic without biases": chain_case([6, 5, 3], ["quadratic", "linear"], False, 8),
            "linear below tanh": chain_case([5, 6, 7, 4], ["tanh", "linear", "linear"], True, 7),
        },
        "simulated": simulated_curve(),
        "order": order_cases(),
        "meanField": mean_field(),
    }
    path = pathlib.Path(__file__).with_name("kernels.json")
    path.write_text(json.dumps(plain(result)) + "\n")
    print(path.stat().st_size, "bytes")
