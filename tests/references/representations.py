"""An independent computation of what the probes of representations and of information measure, in float64 and by other
routes than ours: eigenproblems for singular values, U-centring for the debiased HSIC, SciPy's Procrustes and Spearman,
scikit-learn's ridge and neighbors, scikit-dimension, PyTorch's pseudoinverse, and POT for optimal transport. The inputs
are drawn without symmetry, so that a transposed or shifted implementation cannot agree by luck.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scipy scikit-learn torch pot scikit-dimension
    /tmp/venv/bin/python tests/references/representations.py > tests/references/representations.json
"""

import importlib.metadata
import json
import platform

import numpy as np
import ot
import scipy.linalg
import scipy.special
import scipy.stats
import skdim
import torch
from scipy.spatial.distance import pdist, squareform
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge
from sklearn.metrics import mutual_info_score
from sklearn.neighbors import NearestNeighbors

rng = np.random.default_rng(20261123)


def draw(*shape, mean=0.0, scale=1.0):
    return np.round(rng.normal(mean, scale, shape), 4)


def centered(x):
    return x - x.mean(0)


# Similarity of two representations


def u_centered(k):
    """Székely & Rizzo 2014: the inner product of two such matrices is n(n − 3) times the unbiased HSIC."""
    n = len(k)
    k = k - np.diag(np.diag(k))
    rows = k.sum(1)
    out = k - rows[:, None] / (n - 2) - rows[None, :] / (n - 2) + rows.sum() / ((n - 1) * (n - 2))
    np.fill_diagonal(out, 0)
    return out


def rbf_cka(x, y, scale, debiased):
    def kernel(z):
        d = pdist(z)
        return np.exp(-squareform(d) ** 2 / (2 * (scale * np.median(d)) ** 2))

    k, l = kernel(x), kernel(y)
    if debiased:
        k, l = u_centered(k), u_centered(l)
    else:
        h = np.eye(len(x)) - 1 / len(x)
        k, l = h @ k @ h, h @ l @ h
    return np.trace(k @ l) / np.sqrt(np.trace(k @ k) * np.trace(l @ l))


def canonical(x, y):
    """Squared correlations and coefficients of x, from Σxx⁻¹ Σxy Σyy⁻¹ Σyx."""
    x, y = centered(x), centered(y)
    m = np.linalg.solve(x.T @ x, x.T @ y) @ np.linalg.solve(y.T @ y, y.T @ x)
    values, vectors = np.linalg.eig(m)
    order = np.argsort(-values.real)[: min(x.shape[1], y.shape[1])]
    return np.sqrt(np.clip(values.real[order], 0, 1)), vectors.real[:, order]


def cca(x, y):
    rho, a = canonical(x, y)
    h = centered(x) @ a
    h /= np.linalg.norm(h, axis=0)
    alpha = np.abs(h.T @ centered(x)).sum(1)
    kept = [PCA(n_components=0.99, svd_solver="full").fit_transform(z) for z in (x, y)]
    return {
        "mean-correlation": rho.mean(),
        "mean-squared": (rho**2).mean(),
        "svcca": canonical(*kept)[0].mean(),
        "pwcca": (alpha * rho).sum() / alpha.sum(),
    }


def procrustes(x, y):
    width = max(x.shape[1], y.shape[1])
    x, y = [np.pad(centered(z) / np.linalg.norm(centered(z)), ((0, 0), (0, width - z.shape[1]))) for z in (x, y)]
    q, _ = scipy.linalg.orthogonal_procrustes(x, y)
    squared = np.linalg.norm(x @ q - y) ** 2
    return {"squared": squared, "distance": np.sqrt(squared), "angular": np.arccos(np.sum((x @ q) * y))}


def rsa(x, y, metric):
    return scipy.stats.spearmanr(pdist(x, metric), pdist(y, metric)).statistic


def mutual_neighbors(x, y, k, metric):
    def neighbors(z):
        found = NearestNeighbors(n_neighbors=k + 1, metric=metric).fit(z).kneighbors(z, return_distance=False)
        return [set(row) - {i} for i, row in enumerate(found)]

    return np.mean([len(a & b) / k for a, b in zip(neighbors(x), neighbors(y))])


# One representation


def ranks(x):
    values = np.clip(np.linalg.eigvalsh(np.cov(x.T)), 0, None)
    sigma = np.sqrt(values[values > 1e-12 * values.max()])
    return {
        "roy-vetterli": np.exp(scipy.stats.entropy(sigma)),
        "squared": np.exp(scipy.stats.entropy(sigma**2)),
        "participation": values.sum() ** 2 / (values**2).sum(),
    }


def collapse(h, labels, weight, logits, center):
    """In PyTorch, from whole covariance matrices; h is [n, p], weight is [p, C]."""
    h, weight, logits = (torch.tensor(z, dtype=torch.float64) for z in (h, weight, logits))
    y = torch.tensor(labels)
    classes = logits.shape[1]
    means = torch.stack([h[y == c].mean(0) for c in range(classes)])
    m = means - (means.mean(0) if center == "classes" else h.mean(0))
    within = (h - means[y]).T @ (h - means[y]) / len(h)
    between = m.T @ m / classes
    norms = m.norm(dim=1)
    cosines = (m @ m.T) / torch.outer(norms, norms)
    off = ~torch.eye(classes, dtype=torch.bool)
    return {
        "nc1": (torch.trace(within @ torch.linalg.pinv(between, rtol=1e-6, hermitian=True)) / classes).item(),
        "nc2-norms": (norms.std(correction=0) / norms.mean()).item(),
        "nc2-angles": (cosines[off] + 1 / (classes - 1)).abs().mean().item(),
        "nc3": (weight.T / weight.norm() - m / m.norm()).norm().item(),
        "nc4": (logits.argmax(1) != torch.cdist(h, means).argmin(1)).double().mean().item(),
    }


def uniformity(x, t):
    z = torch.nn.functional.normalize(torch.tensor(x), dim=1)
    return torch.pdist(z).pow(2).mul(-t).exp().mean().log().item()


def alignment(x, labels):
    z = torch.nn.functional.normalize(torch.tensor(x), dim=1)
    pairs = [(i, j) for i in range(len(x)) for j in range(i) if labels[i] == labels[j]]
    return np.mean([(z[i] - z[j]).pow(2).sum().item() for i, j in pairs])


def binned(x, labels, bins):
    edges = np.linspace(x.min(), x.max(), bins + 1)
    _, cells = np.unique(np.digitize(x, edges[1:-1]), axis=0, return_inverse=True)
    return {
        "input": mutual_info_score(cells, np.arange(len(x))) / np.log(2),
        "label": mutual_info_score(cells, labels) / np.log(2),
        "bin-width": edges[1] - edges[0],
    }


def diffusion_entropy(x, sigma, t):
    """From the random walk itself, which is not symmetric."""
    g = np.exp(-squareform(pdist(x)) ** 2 / (2 * sigma**2))
    values = np.abs(scipy.linalg.eigvals(g / g.sum(1, keepdims=True))) ** t
    return scipy.stats.entropy(values, base=2)


def diffusion_information(x, labels, sigma, draws):
    within = between = 0.0
    for c in np.unique(labels):
        own = x[labels == c]
        within += len(own) / len(x) * diffusion_entropy(own, sigma, 1)
        random = [diffusion_entropy(x[rng.choice(len(x), len(own), replace=False)], sigma, 1) for _ in range(draws)]
        between += len(own) / len(x) * np.mean(random)
    return {"value": between - within, "within": within}


def dimensions(x, k):
    distances = NearestNeighbors(n_neighbors=k + 1).fit(x).kneighbors()[0][:, : k + 1]
    log_ratio = np.sort(np.log(distances[:, 1] / distances[:, 0]))
    n = len(x)
    kept = int(np.floor(0.9 * n))
    f = np.arange(1, kept + 1) / n
    farthest = distances[:, k - 1 : k]
    return {
        "mle": n / log_ratio.sum(),
        "slope": np.linalg.lstsq(log_ratio[:kept, None], -np.log(1 - f), rcond=None)[0][0],
        "skdimTwoNN": skdim.id.TwoNN(discard_fraction=0.1).fit(x).dimension_,
        "levina-bickel": 1 / np.mean(np.log(farthest / distances[:, : k - 1]).mean(1)),
    }


def affinity(z, y):
    eye = np.eye(z.shape[1])
    covariances = [np.cov(v.T, bias=True) for v in (z, y)]
    ridged = [c + 1e-6 * np.trace(c) / len(c) * eye for c in covariances]
    a, b = ot.gaussian.bures_wasserstein_mapping(z.mean(0), y.mean(0), *ridged)
    moved = z @ a + b
    uniform = np.full(len(z), 1 / len(z))
    return 1 - np.sqrt(ot.emd2(uniform, uniform, ot.dist(moved, y)) / (2 * np.trace(covariances[1])))


def equivariance(table, p, operation):
    """table[a, b, c]"""
    norms = np.linalg.norm(table, axis=2)
    errors = {"first": [], "second": []}
    for g in range(1, p):
        for axis, operand in enumerate(errors):
            if operation == "multiply":
                if np.gcd(g, p) != 1 or g == 1:
                    continue
                move = np.arange(p) * g % p
                turned = np.take(np.take(table, move, axis=axis), move, axis=2)
            else:
                sign = -1 if operation == "subtract" and operand == "second" else 1
                turned = np.roll(np.roll(table, -g, axis=axis), -sign * g, axis=2)
            errors[operand].append((np.linalg.norm(turned - table, axis=2) / norms).mean())
    return {operand: np.mean(values) for operand, values in errors.items()}


n, classes = 30, 4
hidden = {"h1": draw(n, 6, mean=1.5), "h2": draw(n, 4)}
reference = {
    "h1": np.round(hidden["h1"][:, :4] @ rng.normal(size=(4, 5)) + rng.normal(0, 2, (n, 5)) - 3, 4),
    "h2": np.round(np.pad(hidden["h2"], ((0, 0), (0, 3))) + rng.normal(0, [0.3, 1, 2, 0.1, 4, 1, 0.01], (n, 7)), 4),
}
tied = {name: np.round(layer) for name, layer in {"h1": draw(12, 2, scale=2), "h2": draw(12, 1, scale=2)}.items()}
labels = np.concatenate([np.arange(classes), rng.choice(classes, n - classes, p=[0.4, 0.3, 0.2, 0.1])])
last = np.round(hidden["h2"] + 2 * rng.normal(size=(classes, 4))[labels], 4)
head = {"weight": draw(4, classes), "logits": draw(n, classes, scale=2)}
wide = draw(9, 14, mean=-0.5)
cloud = np.round(np.c_[draw(80, 2), np.zeros(80)] @ rng.normal(size=(3, 5)) + 0.05 * rng.normal(size=(80, 5)), 4)
repeated = np.concatenate([cloud, cloud[[3, 3, 17]]])

order = rng.permutation(n)
fitted, held_out = order[:22], order[22:]
ridge = 0.3
x = hidden["h1"]
alpha = ridge * (centered(x[fitted]) ** 2).sum() / x.shape[1]
readout = Ridge(alpha=alpha).fit(x[fitted], np.eye(classes)[labels[fitted]]).predict(x[held_out])


def network(widths, shift):
    return [
        {"weight": draw(a, b, scale=1.2 / np.sqrt(a)), "bias": draw(b, mean=shift, scale=0.3)}
        for a, b in zip(widths, widths[1:])
    ]


def run(layers, h):
    out = [h]
    for i, layer in enumerate(layers):
        h = h @ layer["weight"] + layer["bias"]
        h = h if i == len(layers) - 1 else np.maximum(h, 0)
        out.append(h)
    return out


net, other = network([5, 7, 6, 3], 0.1), network([5, 8, 4, 3], 0.0)
data = {"train": draw(50, 5), "test": draw(40, 5)}
answers = {name: run(other, z)[-1].argmax(1) for name, z in data.items()}
answers = {name: np.where(rng.random(len(y)) < 0.3, (y + 1) % 3, y) for name, y in answers.items()}
penalties = {}
for l in (1, 2):
    a, b = run(net, data["train"])[l], run(other, data["train"])[l]
    s = np.linalg.lstsq(np.c_[a, np.ones(len(a))], b, rcond=None)[0]
    stitched = run(other[l:], np.c_[run(net, data["test"])[l], np.ones(40)] @ s)[-1].argmax(1)
    own = run(other, data["test"])[-1].argmax(1)
    penalties[f"w{l}"] = np.mean(stitched != answers["test"]) - np.mean(own != answers["test"])

preactivations = data["test"] @ net[0]["weight"] + net[0]["bias"]

predictions = {name: {"logits": draw(m, 5, scale=4), "labels": rng.integers(0, 5, m)} for name, m in (("train", 12), ("test", 7))}
predictions["train"]["logits"][3] = [60, 1, 2, 3, -9]
predictions["train"]["labels"][3] = 4


def code_length(logits, labels):
    p = scipy.special.softmax(logits, axis=1)[np.arange(len(labels)), labels]
    return -np.log2(np.maximum(p, 1e-12)).sum()


tables = {
    "add": {"modulus": 5, "logits": draw(5, 5, 5, mean=0.3)},
    "subtract": {"modulus": 5, "logits": draw(5, 5, 5, mean=0.3)},
    "multiply": {"modulus": 6, "logits": draw(6, 6, 6, mean=0.3)},
}
weights = draw(5, 8)
pairs = {name: (hidden[name], reference[name]) for name in hidden}

expected = {
    "rbf-cka": {
        f"{estimator} {scale}": {name: rbf_cka(*pair, scale, estimator == "debiased") for name, pair in pairs.items()}
        for estimator in ("debiased", "biased")
        for scale in (0.8, 0.3)
    },
    "cca": {name: cca(*pair) for name, pair in pairs.items()},
    "procrustes": {name: procrustes(*pair) for name, pair in pairs.items()},
    "procrustes-wide": procrustes(*[layer[:4] for layer in pairs["h1"]]),
    "rsa": {metric: {name: rsa(*pair, metric) for name, pair in pairs.items()} for metric in ("correlation", "euclidean")},
    "rsaTied": rsa(tied["h1"], tied["h2"], "euclidean"),
    "mutual-nearest-neighbors": {
        metric: {name: mutual_neighbors(*pair, 4, metric) for name, pair in pairs.items()} for metric in ("euclidean", "cosine")
    },
    "ranks": {"h1": ranks(hidden["h1"]), "wide": ranks(wide)},
    "neural-collapse": {c: collapse(last, labels, head["weight"], head["logits"], c) for c in ("classes", "examples")},
    "readout": readout.argmax(1),
    "stitching-penalty": penalties,
    "non-linearity-signature": affinity(preactivations, np.maximum(preactivations, 0)),
    "non-linearity-signature-wide": affinity(wide[:6], np.maximum(wide[:6], 0)),
    "uniformity": {"2": uniformity(last, 2), "0.7": uniformity(last, 0.7)},
    "alignment": alignment(last, labels),
    "binned-mutual-information": {str(bins): binned(hidden["h2"], labels, bins) for bins in (3, 30)},
    "noisy-layer-information": {
        str(noise): np.linalg.slogdet(np.eye(5) + weights @ weights.T / noise**2)[1] / 2 for noise in (0.1, 2)
    },
    "diffusion-spectral-entropy": {
        "default": diffusion_entropy(last, 10, 1),
        "narrow": diffusion_entropy(last, 0.7, 2.5),
        "median": diffusion_entropy(last, np.median(pdist(last)), 1),
        "first": diffusion_entropy(last[:11], 2, 1),
    },
    "diffusion-spectral-mutual-information": diffusion_information(last, labels, 2, 3000),
    "dimensions": dimensions(cloud, 6),
    "code-length": {name: code_length(**split) for name, split in predictions.items()},
    "equivariance-error": {name: equivariance(t["logits"], t["modulus"], name) for name, t in tables.items()},
}


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


packages = ["numpy", "scipy", "scikit-learn", "torch", "pot", "scikit-dimension"]
print(
    json.dumps(
        plain(
            {
                "made": {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in packages}},
                "inputs": {
                    "hidden": hidden,
                    "reference": reference,
                    "tied": tied,
                    "labels": labels,
                    "last": last,
                    "head": head,
                    "wide": wide,
                    "repeated": repeated,
                    "folds": {"fitted": fitted, "heldOut": held_out, "ridge": ridge},
                    "chain": net,
                    "other": other,
                    "data": data,
                    "answers": answers,
                    "predictions": predictions,
                    "tables": {
                        name: {"modulus": t["modulus"], "logits": t["logits"].reshape(-1, t["modulus"])}
                        for name, t in tables.items()
                    },
                    "weights": weights,
                },
                "expected": expected,
            }
        )
    )
)
