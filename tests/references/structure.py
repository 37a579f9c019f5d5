"""An independent computation of what is drawn of the structure that forms: residues along their strongest frequencies, neurons by
frequency, class means, singular values over their law. NumPy and SciPy in float64, by another route where there is one (FFTs for
powers, polar factors by a singular value decomposition, ellipses by eigenvectors, the Marchenko–Pastur law by quadrature and a
root). The inputs are drawn without symmetry, so that a transposed or mirrored implementation cannot agree by luck.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scipy
    /tmp/venv/bin/python tests/references/structure.py > tests/references/structure.json
"""

import json
import platform

import numpy as np
import scipy
from scipy.integrate import quad
from scipy.optimize import brentq

rng = np.random.default_rng(20261129)


def draw(*shape, scale=1.0):
    return np.round(rng.normal(0, scale, shape), 4)


# --- residues -----------------------------------------------------------------------------------------------------


def powers(rows):
    p = rows.shape[1]
    found = np.abs(np.fft.rfft(rows, axis=1)[:, 1:]) ** 2 * 2 / p
    if p % 2 == 0:
        found[:, -1] /= 2
    return found


def polar(a):
    """The orthonormal columns nearest to those of a."""
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    return u @ vt


def circles(rows, count, all_neurons):
    p = rows.shape[1]
    n = np.arange(p)
    each = powers(rows)
    own = each.argmax(1) + 1
    found = []
    for k in np.argsort(-each.sum(0)) + 1:
        chosen = rows if all_neurons else rows[own == k]
        if 2 * k == p or len(chosen) == 0 or len(found) == count:
            continue
        centered = chosen - chosen.mean(1, keepdims=True)
        wave = np.exp(2j * np.pi * k * n / p)
        q = polar(np.stack([centered @ wave.real, centered @ wave.imag], 1))
        length = np.sqrt((np.linalg.norm(centered, axis=0) ** 2).mean())
        places = centered.T @ q / length
        order = sorted(range(p), key=lambda m: (k * m % p, m))
        found.append((int(k), [[int(k), m, *map(float, places[m])] for m in order]))
    return [row for _, rows_of_k in sorted(found) for row in rows_of_k]


def tuning(rows):
    each = powers(rows)
    own = each.argmax(1)
    return [float(each[own == k, k].sum() / each.sum()) for k in range(each.shape[1])]


waves = np.stack(
    [np.cos(2 * np.pi * k * np.arange(13) / 13 + phase) for k, phase in [(2, 0.3), (2, 1.9), (5, 0.7), (5, 2.2), (5, 4.1), (3, 1)]]
)
residues = {
    "noise": draw(9, 11),
    "even": draw(8, 12),
    "waves": np.round(waves * [[3], [2], [1], [2], [1.5], [1]] + draw(6, 13, scale=0.2), 4),
}

# --- classes ------------------------------------------------------------------------------------------------------


def class_means(h, labels):
    names = sorted(set(labels))
    c = len(names)
    of = np.array([names.index(label) for label in labels])
    means = np.stack([h[of == k].mean(0) for k in range(c)])
    m = means - means.mean(0)
    angles = 2 * np.pi * np.arange(c) / c
    q = polar(np.stack([m.T @ np.cos(angles), m.T @ np.sin(angles)], 1))
    unit = np.sqrt((m**2).sum(1).mean() * 2 / (c - 1))
    rows = []
    for k in range(c):
        x, y = m[k] @ q / unit
        covariance = np.cov(h[of == k] @ q / unit, rowvar=False, bias=True)
        values, vectors = np.linalg.eigh(covariance)
        angle = float(np.arctan2(vectors[1, 1], vectors[0, 1]))
        rows.append([0, names[k], float(x), float(y), float(np.sqrt(values[1])), float(np.sqrt(max(values[0], 0))), angle])
    return rows


labels = [0, 1, 2, 4, 2, 1, 0, 4, 4, 2, 1, 0, 0, 2, 4, 1, 2, 0, 1, 4, 2]
hidden = np.round(draw(21, 6) + 1.5 * draw(5, 6)[labels], 4)

# --- spectra ------------------------------------------------------------------------------------------------------


def density(x, q):
    low, high = (1 - np.sqrt(q)) ** 2, (1 + np.sqrt(q)) ** 2
    return np.sqrt(max(0.0, (high - x) * (x - low))) / (2 * np.pi * q * x)


def beyond(x, q):
    low, high = (1 - np.sqrt(q)) ** 2, (1 + np.sqrt(q)) ** 2
    if x >= high:
        return 0.0
    return quad(density, max(x, low), high, args=(q,), limit=400)[0]


def in_units(w):
    n, m = max(w.shape), min(w.shape)
    q = m / n
    eigenvalues = np.linalg.svd(w, compute_uv=False) ** 2 / n
    middle = brentq(lambda x: beyond(x, q) - 0.5, (1 - np.sqrt(q)) ** 2 + 1e-12, (1 + np.sqrt(q)) ** 2 - 1e-12, xtol=1e-14)
    return eigenvalues / (np.median(eigenvalues) / middle), q


def histogram(w):
    eigenvalues, q = in_units(w)
    values = np.sqrt(eigenvalues)
    bins = int(np.ceil(max(values.max(), 1 + np.sqrt(q)) * 8))
    edges = np.arange(bins + 1) / 8
    counts, _ = np.histogram(values, edges)
    law = [beyond(a**2, q) - beyond(b**2, q) for a, b in zip(edges, edges[1:])]
    shares = counts / len(values)
    return {
        "own": [[float(a), float(b), float(s)] for a, b, s in zip(edges, edges[1:], shares)],
        "law": [[float(a), float(b), float(s)] for a, b, s in zip(edges, edges[1:], law)],
    }


def tail(w):
    eigenvalues, q = in_units(w)
    at = np.linspace((1 - np.sqrt(q)) ** 2, (1 + np.sqrt(q)) ** 2, 100)
    return {
        "own": [[float(x), float((eigenvalues >= x).mean())] for x in np.sort(eigenvalues)],
        "law": [[float(x), float(beyond(x, q))] for x in at],
    }


spike = np.outer(draw(40), draw(24))
layers = {"tall": np.round(draw(40, 24) + 0.4 * spike, 4), "wide": draw(14, 30)}

print(
    json.dumps(
        {
            "made": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
            "residues": {
                name: {
                    "rows": rows.tolist(),
                    "circles": {
                        way: circles(rows, count, way == "all") for way, count in [("own", 2), ("all", 3)]
                    },
                    "tuning": tuning(rows),
                }
                for name, rows in residues.items()
            },
            "classes": {"hidden": hidden.tolist(), "labels": labels, "means": class_means(hidden, labels)},
            "spectra": {
                name: {"rows": w.tolist(), "histogram": histogram(w), "tail": tail(w)} for name, w in layers.items()
            },
        }
    )
)
