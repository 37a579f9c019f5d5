"""Students and teachers, memories, samples, draws, attention and sequences."""

import math
import itertools

import numpy as np
import scipy.optimize
import scipy.spatial
import scipy.stats

from .cases import case, draw, rng


def matched(scores):
    return scores[scipy.optimize.linear_sum_assignment(-scores)]


def of_students(files):
    w, b = files["input"]["student"], files["input"]["teacher"]
    n = w.shape[1]
    q, r, t = w @ w.T / n, w @ b.T / n, b @ b.T / n
    asin = lambda c, a, d: np.arcsin(c / np.sqrt(np.outer(1 + np.diag(a), 1 + np.diag(d)))).sum()
    best = min(
        ((np.array(signs)[:, None] * w[list(order)] - b) ** 2).sum()
        for order in itertools.permutations(range(len(w)), len(b))
        for signs in itertools.product((-1, 1), repeat=len(b))
    )
    return {
        "committee-generalization-error": (asin(q, q, q) + asin(t, t, t) - 2 * asin(r, q, t)) / math.pi,
        "specialization": np.sort(matched(np.abs(r) / np.sqrt(np.outer(np.diag(q), np.diag(t)))))[::-1],
        "teacher-collapse": 1 - best / (b**2).sum(),
        "teacher-student-overlaps": {"Q": q, "R": r, "T": t},
    }


TEACHER = draw(3, 40)
case("student and teacher", {"input": {"student": TEACHER[[2, 0, 1]] * 0.7 + 0.6 * draw(3, 40), "teacher": TEACHER}}, of_students)


def of_memories(files):
    xi, s = files["input"]["patterns"], files["input"]["state"]
    n = len(s)
    j = xi.T @ xi / n
    np.fill_diagonal(j, 0)
    return {"hopfield-overlap": xi @ s / n, "hopfield-energy": -s @ j @ s / 2 / n}


SIGNS = np.sign(draw(5, 60))
case("memories", {"input": {"patterns": SIGNS, "state": SIGNS[1] * np.where(rng.random(60) < 0.2, -1, 1)}}, of_memories)


def of_samples(files):
    t = files["input"]
    share = lambda a: np.mean([r[0] / r[1] < 1 / 3 for r in np.sort(scipy.spatial.distance.cdist(a, t["training"]), axis=1)])
    return {"memorization-fraction": {"generated": share(t["generated"])}}


TRAINED = draw(40, 3)
case("samples", {"input": {"generated": np.vstack([TRAINED[:9] + 0.02 * draw(9, 3), draw(30, 3)]), "training": TRAINED}}, of_samples)
case("draws", {"input": {"x": rng.standard_t(7, size=(300, 2))}},
     lambda f: {"output-tail": {"kurtosis": scipy.stats.kurtosis(f["input"]["x"], bias=False).mean()}})
case("attention", {"input": {"h0": rng.dirichlet(np.ones(6), 20), "h1": rng.dirichlet(0.3 * np.ones(6), 20)}},
     lambda f: {"attention-entropy": {k: scipy.stats.entropy(a, axis=1).mean() for k, a in f["input"].items()},
                "attention-patterns": {k: a.mean(0) for k, a in f["input"].items()}}, precisions=("f8",))
case("sequences", {"input": {"losses": rng.random((12, 5)), "correct": (rng.random((12, 5)) < 0.6).astype("f8"), "floor": rng.random(5)}},
     lambda f: {"k-shot-accuracy": f["input"]["correct"].mean(0), "bayes-gap": f["input"]["losses"].mean(0) - f["input"]["floor"]})
