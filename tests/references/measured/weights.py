"""Weights, updates and gradients, by NumPy’s decompositions and SciPy’s trees and roots."""

import math
import itertools

import numpy as np
import scipy.integrate
import scipy.optimize
import scipy.sparse.csgraph
import scipy.spatial

from .cases import case, draw, entropy_rank, rng


def marchenko_pastur_median(q):
    lo, hi = (1 - math.sqrt(q)) ** 2, (1 + math.sqrt(q)) ** 2
    density = lambda x: math.sqrt(max(0.0, (hi - x) * (x - lo))) / (2 * math.pi * q * x)
    share = lambda top: scipy.integrate.quad(density, lo, top, limit=200)[0] - 0.5
    return scipy.optimize.brentq(share, lo + 1e-12, hi, xtol=1e-14)


def bulk(w):
    n, m = max(w.shape), min(w.shape)
    eigenvalues = np.linalg.eigvalsh(w @ w.T if w.shape[0] == m else w.T @ w) / n
    variance = np.median(eigenvalues) / marchenko_pastur_median(m / n)
    return variance, variance * (1 + math.sqrt(m / n)) ** 2 / eigenvalues.max()


def heavy_tail(w):
    """Clauset, Shalizi & Newman 2009, as their program does it: every eigenvalue but the largest begins a tail."""
    values = np.sort(np.linalg.svd(w, compute_uv=False) ** 2)
    best = (math.inf,)
    for start in values[:-1]:
        tail = values[values >= start]
        alpha = 1 + len(tail) / np.log(tail / start).sum()
        model = 1 - (tail / start) ** (1 - alpha)
        ks = np.abs(model - np.arange(len(tail)) / len(tail)).max()
        best = min(best, (ks, alpha, len(tail)))
    return best


def persistence(weights):
    top = max(np.abs(w).max() for w in weights.values())
    parts = {}
    for name, w in weights.items():
        n, m = w.shape
        graph = np.zeros((n + m, n + m))
        graph[:n, n:] = 2 - np.abs(w) / top  # a smallest tree of this is a largest tree of |w|
        tree = scipy.sparse.csgraph.minimum_spanning_tree(graph).toarray()
        parts[name] = math.sqrt(((tree[tree > 0] - 1) ** 2).sum() / (n + m - 1))
    return {**parts, "mean": np.mean(list(parts.values()))}


def superposition(w):
    unit = w / np.linalg.norm(w, axis=1, keepdims=True)
    return np.sort(np.linalg.norm(w, axis=1) ** 2 / ((unit @ w.T) ** 2).sum(1))[::-1]


def condensed(w):
    unit = w / np.linalg.norm(w, axis=0)
    cosines = unit.T @ unit
    pairs = cosines[np.triu_indices(len(cosines), 1)]
    eigenvalues = np.linalg.eigvalsh(cosines)
    return (np.abs(pairs) > 0.95).mean(), eigenvalues.sum() ** 2 / (eigenvalues**2).sum()


def of_weights(files):
    ws = files["input"]
    each = lambda f: {name: f(w) for name, w in ws.items()}
    both = np.concatenate([w.ravel() for w in ws.values()])
    s = each(lambda w: np.linalg.svd(w, compute_uv=False))
    return {
        "singular-values": s,
        "weight-norm": {"total": np.linalg.norm(both), **each(np.linalg.norm)},
        "weight-rms": {"total": np.sqrt((both**2).mean()), **each(lambda w: np.sqrt((w**2).mean()))},
        "spectral-norm": each(lambda w: np.linalg.norm(w, 2)),
        "condition-number": each(np.linalg.cond),
        "stable-rank": each(lambda w: np.linalg.norm(w) ** 2 / np.linalg.norm(w, 2) ** 2),
        "effective-rank": {name: entropy_rank(values) for name, values in s.items()},
        "noisy-layer-information": each(
            lambda w: np.linalg.slogdet(np.eye(len(w)) + w @ w.T / 0.01)[1] / 2
        ),
        "superposition": each(superposition),
        "neural-persistence": persistence(ws),
        "condensation": {
            **{name: condensed(w)[0] for name, w in ws.items()},
            **{f"{name}.directions": condensed(w)[1] for name, w in ws.items()},
        },
        "marchenko-pastur": {
            **{f"{name}.variance": bulk(w)[0] for name, w in ws.items()},
            **{f"{name}.soft-rank": bulk(w)[1] for name, w in ws.items()},
        },
    }


LAYERS = {"w1": draw(30, 44, scale=0.3), "w2": draw(44, 21), "w10": draw(21, 12, scale=2.0)}
case("weights", {"input": LAYERS}, of_weights)
case("weights, npz", {"input": LAYERS}, of_weights, npz=True)


def of_variants(files):
    s = {name: np.linalg.svd(w, compute_uv=False) ** 2 for name, w in files["input"].items()}
    return {"effective-rank": {name: entropy_rank(values) for name, values in s.items()}}


case("squared effective rank", {"input": LAYERS}, of_variants, "--set", "variant=squared")
case(
    "participation",
    {"input": LAYERS},
    lambda files: {
        "effective-rank": {n: np.trace(w @ w.T) ** 2 / np.linalg.norm(w @ w.T) ** 2 for n, w in files["input"].items()}
    },
    "--set",
    "variant=participation",
)


HEAVY = {"w": rng.standard_t(2, size=(60, 80))}
case("a heavy tail", {"input": HEAVY}, lambda f: {"power-law-exponent": {"w": heavy_tail(f["input"]["w"])[1]}})


def steps_apart(files):
    now, before, first = (files[k] for k in ("input", "with", "with2"))
    update = {k: now[k] - before[k] for k in now}
    earlier = {k: before[k] - first[k] for k in now}
    flat = lambda d: np.concatenate([d[k].ravel() for k in now])
    cosine = lambda a, b: 1 - scipy.spatial.distance.cosine(a.ravel(), b.ravel())
    return {
        "distance-from-initialization": {
            "total": np.linalg.norm(flat(update)) / np.linalg.norm(flat(before)),
            **{k: np.linalg.norm(update[k]) / np.linalg.norm(before[k]) for k in now},
        },
        "update-to-weight-ratio": {k: np.linalg.norm(update[k]) / np.linalg.norm(now[k]) for k in now},
        "update-cosine": {
            "total": cosine(flat(update), flat(earlier)),
            **{k: cosine(update[k], earlier[k]) for k in now},
        },
        "path-length": {
            "total": np.linalg.norm(flat(update)) + np.linalg.norm(flat(earlier)),
            **{k: np.linalg.norm(update[k]) + np.linalg.norm(earlier[k]) for k in now},
        },
    }


STEPS = [{k: w + i * 0.1 * draw(*w.shape) for k, w in LAYERS.items()} for i in range(3)]
case("weights of three steps", {"input": STEPS[2], "with": STEPS[1], "with2": STEPS[0]}, steps_apart)


def eigengap(files):
    states = [files[k] for k in ("input", "with", "with2", "with3", "with4")][::-1]
    updates = np.stack([(b["w"] - a["w"]).ravel() for a, b in itertools.pairwise(states)])
    s = np.linalg.svd(updates, compute_uv=False) ** 2
    return {"update-eigengap": {"w": s[1] / s[2]}}


WALK = np.cumsum([draw(7, 5) for _ in range(5)], axis=0)[::-1]
case("eigengap of updates", {k: {"w": w} for k, w in zip(["input", "with", "with2", "with3", "with4"], WALK)}, eigengap)


def of_gradients(files):
    now, before = files["input"], files["with"]
    ws, gs = ({k.removeprefix(p): v for k, v in now.items() if k.startswith("grad.") == (p != "")} for p in ("", "grad."))
    old = {k.removeprefix("grad."): v for k, v in before.items()}
    flat = lambda d: np.concatenate([d[k].ravel() for k in gs])
    cosine = lambda a, b: a.ravel() @ b.ravel() / np.linalg.norm(a) / np.linalg.norm(b)
    slow = {k: 0.98 * old[k] + 0.02 * gs[k] for k in gs}
    return {
        "gradient-norm": {"total": np.linalg.norm(flat(gs)), **{k: np.linalg.norm(g) for k, g in gs.items()}},
        "gradient-cosine": {"total": cosine(flat(gs), flat(old)), **{k: cosine(gs[k], old[k]) for k in gs}},
        "slow-gradient-ratio": {"total": np.linalg.norm(flat(slow)) / np.linalg.norm(flat(gs))},
        "loss-minimization-alignment": {k: -cosine(ws[k], gs[k]) for k in gs},
    }


GRADIENTS = {f"grad.{k}": draw(*w.shape) for k, w in LAYERS.items()}
case(
    "gradients",
    {"input": {**LAYERS, **GRADIENTS}, "with": {k: draw(*g.shape) for k, g in GRADIENTS.items()}},
    of_gradients,
)
