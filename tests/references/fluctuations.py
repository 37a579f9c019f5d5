"""Independent values for the probes of two-time quantities, replicas, gradient noise, levels and whole kernels: NumPy and
SciPy in float64, by library routines or by other formulas than ours. Derivatives of the small network are complex
steps (gradients and Jacobians, exact) and fourth-order differences of those (the Hessian, to some 1e-10).

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scipy
    /tmp/venv/bin/python tests/references/fluctuations.py > tests/references/fluctuations.json
"""

import json
import platform

import numpy as np
import scipy
from scipy.integrate import quad
from scipy.linalg import solve
from scipy.optimize import brentq
from scipy.special import softmax

rng = np.random.default_rng(20261129)


def drawn(*shape, digits=4):
    return np.round(rng.normal(size=shape), digits)


# Weights and activations on a walk of 35 steps.
STEPS = 35
weights = [{"w": drawn(4, 3), "b": drawn(3)}]
hidden = [{"h": drawn(7, 5)}]
for _ in range(STEPS - 1):
    weights.append({name: np.round(0.97 * v + 0.2 * rng.normal(size=v.shape), 4) for name, v in weights[-1].items()})
    hidden.append({name: np.round(0.95 * v + 0.3 * rng.normal(size=v.shape), 4) for name, v in hidden[-1].items()})
# The same 66 examples at every step: only the first 64 count.
many = [drawn(66, 3)]
for _ in range(STEPS - 1):
    many.append(np.round(many[-1] + 0.15 * rng.normal(size=(66, 3)), 3))


def flat(layers):
    return np.concatenate([v.ravel() for v in layers.values()])


def cosine(a, b):
    return float(np.sum(a * b) / np.linalg.norm(a) / np.linalg.norm(b))


now = STEPS - 1
waiting = [0, 1, 10]
correlation = {f"from-{t}": cosine(flat(weights[now]), flat(weights[t])) for t in waiting}
by_layer = {f"{name}.from-{t}": cosine(weights[now][name], weights[t][name]) for t in waiting for name in ("w", "b")}
displacement = {f"from-{t}": float(np.mean((flat(weights[now]) - flat(weights[t])) ** 2)) for t in waiting}
displacement_by_layer = {
    f"{name}.from-{t}": float(np.var(weights[now][name] - weights[t][name]) + np.mean(weights[now][name] - weights[t][name]) ** 2)
    for t in waiting for name in ("w", "b")
}
connected = {
    f"h.from-{t}": cosine(hidden[now]["h"] - hidden[now]["h"].mean(0), hidden[t]["h"] - hidden[t]["h"].mean(0)) for t in waiting
}

# Yaida's relation: the weighted averages written out.
changes = [flat(weights[t + 1]) - flat(weights[t]) for t in range(now)]
norms = [np.sum(flat(w) ** 2) for w in weights]
ages = np.arange(now)[::-1]
shares = np.where(ages == now - 1, 0.99 ** (now - 1), 0.01 * 0.99**ages)
drift = [np.sum(c**2) - (norms[t + 1] - norms[t]) for t, c in enumerate(changes)]
relation = float(np.sum(shares * drift) / np.sum(shares * [np.sum(c**2) for c in changes]))

# A twin under a field.
R, D = 6, 40
start, end, signs = drawn(R, D), drawn(R, D), np.sign(rng.normal(size=(R, D)))
perturbed = np.round(end + 0.01 * signs * (1 + 0.3 * rng.normal(size=(R, D))), 6)
strength, temperature = 0.02, 0.7
response = float(np.einsum("rd,rd->", signs, perturbed - end) / (strength * R * D))
c_now, c_then = float(np.einsum("rd,rd->", end, end) / R / D), float(np.einsum("rd,rd->", end, start) / R / D)
twin = {
    "start": start, "now": end, "perturbed": perturbed, "field": signs, "strength": strength, "temperature": temperature,
    "expected": {"ratio": temperature * response / (c_now - c_then), "response": response, "correlation": c_then},
}

# Replicas: half about one state, half about its reverse, and draws of an order parameter.
state = np.sign(rng.normal(size=50))
replicas = np.concatenate([np.where(rng.random((12, 50)) < 0.15, -1, 1) * state, np.where(rng.random((9, 50)) < 0.1, 1, -1) * state])
unit = replicas / np.linalg.norm(replicas, axis=1, keepdims=True)
q = (unit @ unit.T)[np.triu_indices(len(replicas), 1)]
density, edges = np.histogram(q, bins=41, range=(-1, 1), density=True)
centers = (edges[1:] + edges[:-1]) / 2
folded = density[21:] + density[19::-1]
moments = {
    "mean": float(q.mean()), "absolute": float(np.abs(q).mean()), "second": float(np.mean(q**2)), "variance": float(q.var()),
    "binder": float(0.5 * (3 - np.mean(q**4) / np.mean(q**2) ** 2)), "edwards-anderson": float(centers[21:][folded.argmax()]),
}
draws = drawn(40, 2) * [[1.0, 0.5]]


def binder(m):
    return 1 - np.mean(m**4) / (3 * np.mean(m**2) ** 2)


left_out = np.array([binder(np.delete(draws, i, axis=0)) for i in range(len(draws))])
order = {
    "variance": float(np.mean([np.cov(column) for column in draws.T])),
    "binder": float(binder(draws)),
    "binderError": float(np.sqrt((len(draws) - 1) * left_out.var())),
}

# Levels: the ratio, and shares of the law by quadrature.
matrices = {"wide": drawn(30, 90), "square": drawn(40, 40), "heavy": np.round(rng.standard_t(3, size=(25, 60)), 4)}


def gap_ratio(w):
    gaps = np.diff(np.linalg.eigvalsh(w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w))
    r = np.minimum(gaps[1:], gaps[:-1]) / np.maximum(gaps[1:], gaps[:-1])
    return {"mean": float(r.mean()), "error": float(r.std(ddof=1) / np.sqrt(len(r)))}


def law_density(x, ratio):
    low, high = (1 - np.sqrt(ratio)) ** 2, (1 + np.sqrt(ratio)) ** 2
    return np.sqrt(max(0, (high - x) * (x - low))) / (2 * np.pi * ratio * x) if low < x < high else 0.0


def law_mass(a, b, ratio):
    low, high = (1 - np.sqrt(ratio)) ** 2, (1 + np.sqrt(ratio)) ** 2
    a, b = max(a, low), min(b, high)
    if a >= b:
        return 0.0
    # x = t² takes the pole of the square case at 0 away.
    return quad(lambda t: 2 * t * law_density(t * t, ratio), np.sqrt(a), np.sqrt(b), limit=200, epsabs=1e-12)[0]


def histogram(w):
    m, n = sorted(w.shape)
    eigenvalues = np.linalg.svd(w, compute_uv=False) ** 2 / n
    median = brentq(lambda x: law_mass(0, x, m / n) - 0.5, 1e-9, 4, xtol=1e-12)
    scaled = np.minimum(eigenvalues / (np.median(eigenvalues) / median), 4.99)
    counts, _ = np.histogram(scaled, bins=40, range=(0, 5))
    return {"shares": counts / m, "law": [law_mass(i / 8, (i + 1) / 8, m / n) for i in range(40)]}


# A small network: 3 → 4 (tanh) → 2, biases in the first layer only; near a minimum, so that its curvatures do not cancel.
SIZES = [("w1", (3, 4)), ("b1", (4,)), ("w2", (4, 2))]
COUNT = sum(int(np.prod(shape)) for _, shape in SIZES)
theta, theta0 = drawn(COUNT), drawn(COUNT)
inputs = drawn(9, 3)


def outputs(parameters, x=inputs):
    at, named = 0, {}
    for name, shape in SIZES:
        size = int(np.prod(shape))
        named[name], at = parameters[at:at + size].reshape(shape), at + size
    return np.tanh(x @ named["w1"] + named["b1"]) @ named["w2"]


answers = outputs(theta)
targets = np.round(answers + 0.5 * rng.normal(size=answers.shape), 4)
classes = np.eye(2)[np.where(np.arange(9) < 7, answers.argmax(1), answers.argmin(1))]


def jacobian(of, parameters):
    """One column a parameter, by complex steps."""
    step = 1e-30
    columns = [np.imag(of(parameters + 1j * step * e)) / step for e in np.eye(COUNT)]
    return np.stack([np.ravel(c) for c in columns], axis=1)


def squares(parameters):
    return np.mean((outputs(parameters) - targets) ** 2, axis=1)


def cross_entropy(parameters):
    f = outputs(parameters)
    top = np.real(f).max(1, keepdims=True)
    return np.log(np.exp(f - top).sum(1)) + top[:, 0] - np.sum(classes * f, axis=1)


def hessian(losses, parameters, step=1e-3):
    gradient = lambda at: jacobian(losses, at).mean(0)
    rows = [
        (8 * (gradient(parameters + step * e) - gradient(parameters - step * e))
         - (gradient(parameters + 2 * step * e) - gradient(parameters - 2 * step * e))) / (12 * step)
        for e in np.eye(COUNT)
    ]
    return (np.array(rows) + np.array(rows).T) / 2


def noise(losses):
    gradients = jacobian(losses, theta)
    sigma, h = np.cov(gradients.T, bias=True), hessian(losses, theta)
    product = np.trace(h @ sigma)
    return {
        "trace": float(product),
        "anisotropy": float(product * COUNT / np.trace(h) / np.trace(sigma)),
        "alignment": float(product / np.linalg.norm(h) / np.linalg.norm(sigma)),
        "noise": float(np.trace(sigma)),
        "smallest": float(np.linalg.eigvalsh(h)[0]),
        "frobenius": float(np.sum(h**2)),
        "frobeniusVariance": float(2 * (np.sum((h @ h) ** 2) - np.sum(np.diag(h @ h) ** 2))),
    }


j = jacobian(outputs, theta)
full = j @ j.T
ridge = 0.05 * np.trace(full) / len(full)
trace_kernel = full.reshape(9, 2, 9, 2).trace(axis1=1, axis2=3)
trace_ridge = 0.05 * np.trace(trace_kernel) / 9


def effective(kernel, lam):
    return {
        "effective": float(np.trace(solve(kernel + lam * np.eye(len(kernel)), kernel))),
        "participation": float(np.trace(kernel) ** 2 / np.sum(kernel**2)),
    }


j0 = jacobian(outputs, theta0)
first = (j0 @ j0.T).reshape(9, 2, 9, 2).trace(axis1=1, axis2=3)


def modes(kernel, residual, count=4):
    _, vectors = np.linalg.eigh(kernel)
    amplitudes = np.sqrt(np.sum((vectors[:, ::-1].T @ residual) ** 2, axis=1) / len(kernel))
    named = {f"mode-{k + 1}": float(a) for k, a in enumerate(amplitudes[:count])}
    return {**named, "rest": float(np.sqrt(np.sum(amplitudes[count:] ** 2)))}


# CKA between steps by double centering: U-centered matrices for the debiased one.
def debiased(k, l):
    n = len(k)

    def u_centered(a):
        a = a - np.diag(np.diag(a))
        rows = a.sum(0)
        a = a - rows[:, None] / (n - 2) - rows[None, :] / (n - 2) + rows.sum() / ((n - 1) * (n - 2))
        return a - np.diag(np.diag(a))

    return float(np.sum(u_centered(k) * u_centered(l)))


def biased(k, l):
    h = np.eye(len(k)) - 1 / len(k)
    return float(np.trace(h @ k @ h @ l))


def similarity(states, hsic):
    grams = [x[:64] @ x[:64].T for x in states]
    own = [hsic(g, g) for g in grams]
    return [[hsic(a, b) / np.sqrt(own[i] * own[k]) for k, b in enumerate(grams)] for i, a in enumerate(grams)]


kept = many[0:33:2] + [many[34]]  # 35 steps: the stride is 2, and 34 is on it


def plain(value):
    return value.tolist() if isinstance(value, np.ndarray) else value


print(json.dumps({
    "made": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
    "inputs": {
        "weights": weights, "hidden": hidden, "many": many, "twin": twin, "replicas": replicas, "draws": draws,
        "matrices": matrices, "theta": theta, "theta0": theta0, "examples": inputs, "targets": targets, "classes": classes,
    },
    "expected": {
        "correlation": correlation, "correlationByLayer": by_layer, "displacement": displacement,
        "displacementByLayer": displacement_by_layer, "connected": connected, "relation": relation,
        "overlaps": {"density": density, "moments": moments}, "order": order,
        "levels": {name: gap_ratio(w) for name, w in matrices.items()},
        "histogram": {name: histogram(w) for name, w in matrices.items()},
        "squares": noise(squares), "crossEntropy": noise(cross_entropy),
        "fullKernel": full, "effective": effective(full, ridge), "effectiveTrace": effective(trace_kernel, trace_ridge),
        "modes": {
            "squares": modes(first, outputs(theta) - targets),
            "crossEntropy": modes(first, softmax(outputs(theta), axis=1) - classes),
            "inputs": modes(inputs @ inputs.T, outputs(theta) - targets, 2),
        },
        "similarity": {"debiased": similarity(kept, debiased), "biased": similarity(kept, biased)},
    },
}, default=plain))
