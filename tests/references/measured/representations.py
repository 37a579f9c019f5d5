"""Representations, alone, in pairs and with labels, by SciPy, scikit-learn and explicit matrices."""

import math

import numpy as np
import scipy.linalg
import scipy.spatial
import scipy.stats
from sklearn import metrics, neighbors

from .cases import case, centered, distances, draw, entropy_rank, on_sphere, rng


def hsic(k, l):
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    one = np.ones(n)
    cross = one @ k @ one * (one @ l @ one) / (n - 1) / (n - 2) - 2 / (n - 2) * one @ k @ l @ one
    return (np.trace(k @ l) + cross) / (n * (n - 3))


def debiased(k, l):
    return hsic(k, l) / math.sqrt(hsic(k, k) * hsic(l, l))


def rbf(x, c=0.8):
    d = distances(x)
    return np.exp(-(d**2) / 2 / (c * np.median(d[np.triu_indices(len(d), 1)])) ** 2)


def mutual_neighbors(x, y, k=10):
    near = lambda a: neighbors.NearestNeighbors(n_neighbors=k).fit(a).kneighbors(return_distance=False)
    return np.mean([len(set(a) & set(b)) / k for a, b in zip(near(x), near(y))])


def procrustes(x, y):
    width = max(x.shape[1], y.shape[1])
    x, y = (np.pad(centered(a), ((0, 0), (0, width - a.shape[1]))) / np.linalg.norm(centered(a)) for a in (x, y))
    turn, _ = scipy.linalg.orthogonal_procrustes(x, y)
    return np.linalg.norm(x @ turn - y) ** 2


def of_pair(files):
    x, y = files["input"]["x"], files["input"]["y"]
    return {
        "linear-cka": debiased(x @ x.T, y @ y.T),
        "rbf-cka": debiased(rbf(x), rbf(y)),
        "cca": np.cos(scipy.linalg.subspace_angles(centered(x), centered(y))).mean(),
        "procrustes": procrustes(x, y),
        "rsa": {
            "x": scipy.stats.spearmanr(
                scipy.spatial.distance.pdist(x, "correlation"), scipy.spatial.distance.pdist(y, "correlation")
            ).statistic
        },
        "mutual-nearest-neighbors": mutual_neighbors(x, y),
    }


X = draw(70, 6) @ np.diag([3, 2, 1, 1, 0.5, 0.2]) + [1, -2, 0, 0.5, 3, 0]
PAIR = {"x": X, "y": np.tanh(X @ draw(6, 9)) + 0.3 * draw(70, 9)}
case("two representations", {"input": PAIR}, of_pair)
case("two representations in two files", {"input": {"x": X}, "with": {"x": PAIR["y"]}},
     lambda f: of_pair({"input": {"x": f["input"]["x"], "y": f["with"]["x"]}}))


def biased(files):
    x, y = centered(files["input"]["x"]), centered(files["input"]["y"])
    norm = np.linalg.norm
    return {"linear-cka": norm(x.T @ y) ** 2 / norm(x.T @ x) / norm(y.T @ y)}


case("biased CKA", {"input": PAIR}, biased, "--set", "estimator=biased")
case("angular Procrustes", {"input": PAIR},
     lambda f: {"procrustes": math.acos(1 - procrustes(f["input"]["x"], f["input"]["y"]) / 2)}, "--set", "form=angular")
case("Euclidean RSA", {"input": PAIR},
     lambda f: {"rsa": {"x": scipy.stats.spearmanr(*(scipy.spatial.distance.pdist(f["input"][k]) for k in "xy")).statistic}},
     "--set", "metric=euclidean")


def two_neighbors(x):
    r = neighbors.NearestNeighbors(n_neighbors=2).fit(x).kneighbors()[0]
    return len(x) / np.log(r[:, 1] / r[:, 0]).sum()


def levina_bickel(x, k=10):
    r = neighbors.NearestNeighbors(n_neighbors=k).fit(x).kneighbors()[0]
    return 1 / np.mean([np.log(row[-1] / row[:-1]).mean() for row in r])


def diffusion_entropy(x, sigma=10.0):
    g = np.exp(-(distances(x) ** 2) / 2 / sigma**2)
    d = g.sum(1)
    return scipy.stats.entropy(np.abs(np.linalg.eigvals(g / np.sqrt(np.outer(d, d)))), base=2)


def binned(x, y, bins=30):
    width = (x.max() - x.min()) / bins
    cells = np.minimum(((x - x.min()) / width).astype(int), bins - 1)
    h = lambda rows: scipy.stats.entropy(np.unique(rows, axis=0, return_counts=True)[1], base=2)
    return {"x.input": h(cells), "x.label": h(cells) - sum((y == c).mean() * h(cells[y == c]) for c in np.unique(y))}


def collapse(x, y, w, logits):
    classes = np.unique(y)
    c = len(classes)
    means = np.stack([x[y == k].mean(0) for k in classes])
    m = means - means.mean(0)
    within = sum((x[y == k] - means[k]).T @ (x[y == k] - means[k]) for k in classes) / len(x)
    norms = np.linalg.norm(m, axis=1)
    cosines = (on_sphere(m) @ on_sphere(m).T)[np.triu_indices(c, 1)]
    nearest = metrics.pairwise_distances_argmin(x, means)
    return {
        "nc1": np.trace(within @ np.linalg.pinv(m.T @ m / c, rcond=1e-6)) / c,
        "nc2-norms": norms.std() / norms.mean(),
        "nc2-angles": np.abs(cosines + 1 / (c - 1)).mean(),
        "nc3": np.linalg.norm(w.T / np.linalg.norm(w) - m / np.linalg.norm(m)),
        "nc4": (logits.argmax(1) != nearest).mean(),
    }


def of_labeled(files):
    x, y, w, logits = (files["input"][k] for k in ("x", "labels", "w", "logits"))
    y = y.astype(int)
    s = np.linalg.svd(centered(x), compute_uv=False)
    z = on_sphere(x)
    d2 = distances(z) ** 2
    pairs = np.triu_indices(len(x), 1)
    same = (y[:, None] == y)[pairs]
    kernel = x @ x.T / x.shape[1]
    hold = np.eye(len(x)) - 1 / len(x)
    once = np.eye(y.max() + 1)[y]
    align = lambda k: (hold @ k @ hold).ravel()
    kta = align(kernel) @ align(once @ once.T) / np.linalg.norm(align(kernel)) / np.linalg.norm(align(once @ once.T))
    other = files["with"]["x"]
    drift = np.linalg.norm(kernel - other @ other.T / x.shape[1]) / np.linalg.norm(other @ other.T / x.shape[1])
    return {
        "activation-effective-rank": entropy_rank(s),
        "participation-ratio": (s**2).sum() ** 2 / (s**4).sum(),
        "two-nn": {"x": two_neighbors(x)},
        "intrinsic-dimension": {"x": levina_bickel(x)},
        "diffusion-spectral-entropy": diffusion_entropy(x),
        "uniformity": {"x": np.log(np.exp(-2 * d2[pairs]).mean())},
        "alignment": {"x": d2[pairs][same].mean()},
        "binned-mutual-information": binned(x, y),
        "neural-collapse": collapse(x, y, w, logits),
        "dead-units": (np.abs(x).max(0) == 0).mean(),
        "coordinate-change": np.abs(x - other).mean(),
        "feature-kernel": {"x.drift": drift, "x.alignment": kta},
    }


Y = rng.integers(0, 4, 70)
LABELED = {"x": X, "labels": Y, "w": draw(6, 4), "logits": draw(70, 4)}
case("labeled activations", {"input": LABELED, "with": {"x": X + 0.3 * draw(70, 6)}}, of_labeled)
case("the head laid out [C, p]", {"input": {**LABELED, "w": LABELED["w"].T}},
     lambda f: {"neural-collapse": collapse(*(f["input"][k].astype(t) for k, t in (("x", "f8"), ("labels", int))),
                                            f["input"]["w"].T, f["input"]["logits"])})
