"""An independent computation of what the probes measure: NumPy and SciPy in float64, by other formulas where there are
others. The inputs are drawn without symmetry, so that a transposed or shifted implementation cannot agree by luck.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scipy
    /tmp/venv/bin/python tests/references/probes.py > tests/references/probes.json
"""

import itertools
import json
import platform

import numpy as np
import scipy
import scipy.linalg
import scipy.stats

rng = np.random.default_rng(20261122)


def draw(*shape, mean=0.0, scale=1.0):
    return np.round(rng.normal(mean, scale, shape), 4)


def norms(layers):
    each = {name: float(np.linalg.norm(layer)) for name, layer in layers.items()}
    return {"total": float(np.linalg.norm(np.concatenate([layer.ravel() for layer in layers.values()]))), **each}


def effective_ranks(matrix):
    sigma = scipy.linalg.svdvals(matrix)
    energy = sigma**2
    return {
        "roy-vetterli": float(np.exp(scipy.stats.entropy(sigma))),
        "squared": float(np.exp(scipy.stats.entropy(energy))),
        "participation": float(1 / np.sum((energy / energy.sum()) ** 2)),
    }


def hsic_by_quadruples(k, l):
    """The U-statistic itself: the mean over all ordered quadruples of distinct examples (Song et al. 2012, eq. 4)."""
    total = count = 0.0
    for i, j, q, r in itertools.permutations(range(len(k)), 4):
        total += k[i, j] * (l[i, j] + l[q, r] - 2 * l[i, q])
        count += 1
    return total / count


def cka_debiased(x, y):
    k, l = x @ x.T, y @ y.T
    return float(hsic_by_quadruples(k, l) / np.sqrt(hsic_by_quadruples(k, k) * hsic_by_quadruples(l, l)))


def cka_biased(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    return float(np.linalg.norm(x.T @ y) ** 2 / (np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y)))


def participation(weights, drop_constant):
    power = np.abs(np.fft.rfft(weights, axis=1)) ** 2
    if drop_constant:
        power = power[:, 1:]
    power = power[power.sum(1) > 0]
    return list(np.sum((power / power.sum(1, keepdims=True)) ** 2, axis=1))


def ipr(groups, drop_constant):
    ratios = {name: participation(weights, drop_constant) for name, weights in groups.items()}
    means = {name: float(np.mean(values)) for name, values in ratios.items()}
    return {"mean": float(np.mean(sum(ratios.values(), []))), **means}


weights = {"w1": draw(7, 5), "w2": draw(5, 6, scale=0.3), "b": draw(5, mean=0.2)}
initial = {name: np.round(layer + rng.normal(0, 0.1, layer.shape), 4) for name, layer in weights.items()}
updates = {name: draw(*layer.shape, scale=1e-2) for name, layer in weights.items()}
hidden = {"h1": draw(10, 6, mean=1.5), "h2": draw(10, 4)}
initial_hidden = {
    "h1": np.round(hidden["h1"] @ rng.normal(size=(6, 6)) + rng.normal(0, 2, (10, 6)), 4),
    "h2": draw(10, 7, mean=-0.7),
}
residues = {"a": draw(6, 13), "b": draw(4, 13, mean=0.4), "even": draw(5, 12, mean=-0.3)}
residues["b"][2] = 0

matrices = [name for name, layer in weights.items() if layer.ndim == 2]
difference = {name: weights[name] - initial[name] for name in weights}
start = norms(initial)

expected = {
    "weightNorm": norms(weights),
    "updateToWeightRatio": {name: float(np.linalg.norm(updates[name]) / np.linalg.norm(weights[name])) for name in weights},
    "distanceFromInitialization": {name: value / start[name] for name, value in norms(difference).items()},
    "singularValues": {name: scipy.linalg.svdvals(weights[name]).tolist() for name in matrices},
    "effectiveRank": {name: effective_ranks(weights[name]) for name in matrices},
    "linearCka": {
        name: {"debiased": cka_debiased(hidden[name], initial_hidden[name]), "biased": cka_biased(hidden[name], initial_hidden[name])}
        for name in hidden
    },
    "inverseParticipationRatio": {"kept": ipr(residues, False), "dropped": ipr(residues, True)},
}


def plain(layers):
    return {name: {"shape": list(layer.shape), "values": layer.ravel().tolist()} for name, layer in layers.items()}


print(
    json.dumps(
        {
            "made": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
            "inputs": {
                "weights": plain(weights),
                "initialWeights": plain(initial),
                "updates": plain(updates),
                "hidden": plain(hidden),
                "initialHidden": plain(initial_hidden),
                "residueWeights": plain(residues),
            },
            "expected": expected,
        },
        indent=1,
    )
)
