"""Independent values for teachers and students, output tails, associative memories, memorized samples, attention and
Lyapunov exponents: orthant probabilities and Monte Carlo instead of arcsines, every permutation and sign instead of the
Hungarian method, explicit couplings instead of overlaps, the whole QR decomposition instead of one vector.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scipy
    /tmp/venv/bin/python tests/references/ensembles.py
"""

import itertools
import json
import math
import pathlib

import numpy as np
import scipy
import scipy.optimize
import scipy.spatial
import scipy.special
import scipy.stats

rng = np.random.default_rng(20261122)


def draw(*shape, scale=1.0):
    return np.round(rng.normal(0.0, scale, shape), 4)


def committee_error(w, b):
    """½ E(Σ erf(w·x/√2N) − Σ erf(b·x/√2N))²: erf(u/√2) is the mean sign of u plus a standard normal, and the mean product
    of two signs is four orthant probabilities less one."""
    fields = np.vstack([w, b]) / math.sqrt(w.shape[1])
    signs = np.r_[np.ones(len(w)), -np.ones(len(b))]
    c = fields @ fields.T
    total = 0.0
    for i in range(len(c)):
        for j in range(len(c)):
            cov = np.array([[1 + c[i, i], c[i, j]], [c[i, j], 1 + c[j, j]]])
            if i == j:
                # The two extra normals are independent even where the unit is the same.
                cov[0, 1] = cov[1, 0] = c[i, i]
            orthant = scipy.stats.multivariate_normal(np.zeros(2), cov).cdf(np.zeros(2))
            total += signs[i] * signs[j] * (4 * orthant - 1)
    return total / 2


def monte_carlo_error(w, b, samples=400_000):
    x = rng.normal(size=(samples, w.shape[1])) / math.sqrt(w.shape[1])
    out = lambda m: scipy.special.erf(x @ m.T / math.sqrt(2)).sum(1)
    errors = 0.5 * (out(w) - out(b)) ** 2
    return {"mean": errors.mean(), "standardError": errors.std() / math.sqrt(samples)}


def collapse(w, b):
    best = math.inf
    k, m = len(w), len(b)
    for order in itertools.permutations(range(max(k, m)), min(k, m)):
        for signs in itertools.product([1, -1], repeat=min(k, m)):
            s = np.array(signs)[:, None]
            made = np.zeros_like(b)
            if k >= m:
                made[:] = s * w[list(order)]
            else:
                made[list(order)] = s * w
            best = min(best, np.sum((made - b) ** 2))
    return 1 - best / np.sum(b**2)


def specialization(w, b):
    cosines = np.abs((w @ b.T) / np.linalg.norm(w, axis=1)[:, None] / np.linalg.norm(b, axis=1))
    rows, cols = scipy.optimize.linear_sum_assignment(cosines, maximize=True)
    return np.sort(cosines[rows, cols])[::-1]


def teacher_case(k, m, n, mix):
    b = draw(m, n)
    w = np.round(draw(k, n) + mix * np.vstack([b, b])[rng.permutation(2 * m)[:k]] * rng.choice([-1, 1], (k, 1)), 4)
    return {
        "student": w,
        "teacher": b,
        "expected": {
            "Q": w @ w.T / n,
            "R": w @ b.T / n,
            "T": b @ b.T / n,
            "error": committee_error(w, b),
            "monteCarlo": monte_carlo_error(w, b),
            "collapse": collapse(w, b),
            "specialization": specialization(w, b),
        },
    }


def tail_case(draws):
    k = float(np.mean(scipy.stats.kurtosis(draws, axis=0, bias=False)))
    n = len(draws)
    without = [np.mean(scipy.stats.kurtosis(np.delete(draws, i, 0), axis=0, bias=False)) for i in range(n)]
    se = math.sqrt((n - 1) / n * np.sum((without - np.mean(without)) ** 2))
    return {"draws": draws, "expected": {"kurtosis": k, "standardError": se}}


def hopfield():
    n, p = 40, 5
    patterns = rng.choice([-1, 1], (p, n))
    state = np.where(rng.random(n) < 0.15, -1, 1) * patterns[2]
    j = patterns.T @ patterns / n
    np.fill_diagonal(j, 0)
    return {"patterns": patterns, "state": state, "expected": {"overlaps": patterns @ state / n, "energy": -0.5 * state @ j @ state / n}}


def retrieval(alpha):
    """Amit, Gutfreund & Sompolinsky 1985, by fixed-point iteration from m = 1."""
    m, r = 1.0, 1.0
    for _ in range(20_000):
        c = math.sqrt(2 / (math.pi * alpha * r)) * math.exp(-m * m / (2 * alpha * r))
        m, r = math.erf(m / math.sqrt(2 * alpha * r)), 0.5 * r + 0.5 / (1 - c) ** 2
    return {"alpha": alpha, "overlap": m}


def memorized():
    training = draw(40, 3)
    copies = training[:15] + draw(15, 3, scale=0.08)
    generated = np.vstack([copies, draw(25, 3)])
    held = draw(30, 3)
    fraction = lambda of: float(np.mean((lambda d: d[:, 0] / d[:, 1] < 1 / 3)(np.sort(scipy.spatial.distance.cdist(of, training), axis=1))))
    return {"training": training, "generated": generated, "heldOut": held, "expected": {"generated": fraction(generated), "held-out": fraction(held)}}


def exponents(w, gain, h, transient, steps):
    """The whole spectrum by QR; its largest."""
    q = np.eye(len(w))
    total = np.zeros(len(w))
    for t in range(transient + steps):
        h = np.tanh(gain * w @ h)
        q, r = np.linalg.qr((1 - h**2)[:, None] * (gain * w @ q))
        if t >= transient:
            total += np.log(np.abs(np.diag(r)))
    return float(np.max(total / steps))


def recurrence():
    n = 24
    w, h = draw(n, n, scale=1 / math.sqrt(n)), draw(n)
    symmetric = np.round((w + w.T) / 2, 4)
    radius = float(np.max(np.abs(np.linalg.eigvalsh(symmetric))))
    return {
        "weight": w,
        "initial": h,
        "symmetric": symmetric,
        "radius": radius,
        "expected": [{"gain": g, "exponent": exponents(w, g, h, 1000, 20000)} for g in (0.6, 4.0)],
    }


def attention():
    scores = rng.normal(size=(2, 6, 4)) * 2
    scores[1, :, 3] = -np.inf
    a = scipy.special.softmax(scores, axis=2)
    return {"heads": a, "expected": scipy.stats.entropy(a, axis=2).mean(1)}


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
        "made": {"numpy": np.__version__, "scipy": scipy.__version__},
        "committees": [teacher_case(3, 3, 12, 0.8), teacher_case(4, 2, 10, 1.0), teacher_case(2, 3, 8, 0.5)],
        "tails": [tail_case(np.round(rng.standard_t(6, (40, 3)), 4)), tail_case(np.round(rng.uniform(-1, 1, (30, 2)) + 50, 4))],
        "hopfield": hopfield(),
        "retrieval": [retrieval(a) for a in (0.05, 0.10, 0.13, 0.137)],
        "memorized": memorized(),
        "recurrence": recurrence(),
        "attention": attention(),
    }
    path = pathlib.Path(__file__).with_name("ensembles.json")
    path.write_text(json.dumps(plain(result)) + "\n")
    print(path.stat().st_size, "bytes")
    print([(c["expected"]["error"], c["expected"]["monteCarlo"], c["expected"]["collapse"]) for c in result["committees"]])
    print(result["retrieval"], result["recurrence"]["expected"], result["memorized"]["expected"])
