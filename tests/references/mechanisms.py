"""An independent computation of the probes of mechanism and behavior: NumPy, SciPy, scikit-learn and PyTorch in float64,
by another route where there is one (least squares for Fourier sums, two-dimensional FFTs for waves, differences of all
pairs for Gini, autograd for gradients). The inputs are drawn without symmetry, so that a transposed or shifted
implementation cannot agree by luck.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scipy scikit-learn torch
    /tmp/venv/bin/python tests/references/mechanisms.py > tests/references/mechanisms.json
"""

import itertools
import json
import platform

import numpy as np
import scipy
import scipy.special
import scipy.stats
import sklearn
import sklearn.metrics
import torch

rng = np.random.default_rng(20260728)


def draw(*shape, scale=1.0, mean=0.0):
    return np.round(rng.normal(mean, scale, shape), 4)


# --- weights on residues ------------------------------------------------------------------------------------------


def explained_by(columns, values):
    """Sum of squares that least squares on these columns takes from values that are centered."""
    centered = values - values.mean()
    fitted = columns @ np.linalg.lstsq(columns, centered, rcond=None)[0]
    return float(fitted @ fitted)


def powers(row):
    p = len(row)
    n = np.arange(p)
    return np.array(
        [
            explained_by(np.stack([np.cos(2 * np.pi * k * n / p), np.sin(2 * np.pi * k * n / p)], 1), row)
            for k in range(1, p // 2 + 1)
        ]
    )


def gini(values):
    x = np.asarray(values, dtype=float)
    return float(np.abs(x[:, None] - x[None, :]).sum() / (2 * len(x) ** 2 * x.mean()))


def spectrum_expectations(rows):
    each = np.array([powers(row) for row in rows])
    total = each.sum(0)
    shares = total / total.sum()
    ordered = np.cumsum(np.sort(shares)[::-1])
    return {
        "fourierPower": shares.tolist(),
        "keyFrequencies": {str(s): int(np.searchsorted(ordered, s) + 1) for s in (0.5, 0.9)},
        "neuronFrequencyFraction": float(np.mean(each.max(1) / each.sum(1))),
        "gini": {
            "fourier": gini(np.sqrt(total)),
            "neurons": float(np.mean([gini(np.sqrt(row)) for row in each])),
            "entries": gini(np.abs(rows).ravel()),
        },
    }


def periodic(p, frequencies, phases, noise):
    n = np.arange(p)
    waves = np.cos(2 * np.pi * np.outer(frequencies, n) / p + np.asarray(phases)[:, None])
    return np.round(waves + rng.normal(0, noise, waves.shape), 4)


def participation(row):
    power = np.abs(np.fft.rfft(row)) ** 2
    return float(np.sum((power / power.sum()) ** 2))


def closure(u, v, w, sign):
    rest = []
    for a, b, c in zip(u, v, w):
        spectra = [np.fft.rfft(x) for x in (a, b, c)]
        best = [int(np.argmax(np.abs(s))) for s in spectra]
        if min(participation(x) for x in (a, b, c)) <= 0.5 or len(set(best)) > 1 or best[0] == 0:
            continue
        angles = [np.angle(s[best[0]]) for s in spectra]
        rest.append(angles[0] + sign * angles[1] - angles[2])
    return {"count": len(rest), "value": float(scipy.stats.circvar(rest))}


def quality(columns, delta, modular):
    """Embeddings are the columns; every unordered pair of different unordered pairs of one sum."""
    p = columns.shape[1]
    spread = np.sqrt(np.mean(np.sum((columns - columns.mean(1, keepdims=True)) ** 2, 0)))
    pairs = list(itertools.combinations_with_replacement(range(p), 2))
    found = closed = 0
    for (i, j), (m, n) in itertools.combinations(pairs, 2):
        if (i + j - m - n) % p != 0 if modular else i + j != m + n:
            continue
        found += 1
        closed += np.linalg.norm(columns[:, i] + columns[:, j] - columns[:, m] - columns[:, n]) < delta * spread
    return {"count": found, "value": float(closed / found)}


odd = {"u": draw(5, 11), "v": draw(3, 11, scale=2, mean=0.4), "w": draw(4, 8, scale=0.3)}
wave_count, p_tone = 9, 13
tone_k = rng.integers(1, 7, wave_count)
left, right = rng.uniform(-3, 3, wave_count), rng.uniform(-3, 3, wave_count)
out_k = tone_k.copy()
out_k[2] = tone_k[2] % 6 + 1
tones = {
    "u": periodic(p_tone, tone_k, left, 0.15),
    "v": periodic(p_tone, tone_k, right, 0.15),
    "w": periodic(p_tone, out_k, left + right + rng.normal(0, 0.6, wave_count), 0.15),
}
tones["v"][5] = draw(p_tone)
line = np.round(np.outer([0.7, -1.3, 0.4], np.arange(9)) + rng.normal(0, 0.25, (3, 9)), 4)

# --- tables -------------------------------------------------------------------------------------------------------


def group_of(operation, p):
    """The order of the cyclic group, its element for each residue (None outside) and the sign of b."""
    if operation != "multiply":
        return p, {n: n for n in range(p)}, -1 if operation == "subtract" else 1
    for g in range(1, p):
        logs = {pow(g, e, p): e for e in range(p - 1)}
        if len(logs) == p - 1:
            return p - 1, logs, 1
    raise ValueError("no generator")


def rearranged(table):
    """Logits on the group, [order, order, C], so that element e of a stands in row e."""
    p, logits = table["modulus"], table["logits"].reshape(table["modulus"], table["modulus"], -1)
    order, log, sign = group_of(table["operation"], p)
    places = [n for _, n in sorted((e, n) for n, e in log.items())]
    return order, sign, places, logits[np.ix_(places, places)]


def waves(table, keep_constant, keys):
    """By the two-dimensional FFT over a and b: only the waves in a ± b at the strongest frequencies are kept."""
    order, sign, places, logits = rearranged(table)
    spectrum = np.fft.fft2(logits, axes=(0, 1))
    along = lambda k: ((k % order), (sign * k) % order)
    strength = {k: sum(np.sum(np.abs(spectrum[along(f)]) ** 2) for f in {k, order - k}) for k in range(1, order // 2 + 1)}
    chosen = sorted(strength, key=strength.get, reverse=True)[: keys or None]
    mask = np.zeros((order, order), bool)
    for k in chosen:
        mask[along(k)] = mask[along(-k)] = True
    mask[0, 0] = keep_constant
    kept = np.fft.ifft2(spectrum * mask[:, :, None], axes=(0, 1)).real
    assert np.allclose(np.fft.ifft2(spectrum * mask[:, :, None], axes=(0, 1)).imag, 0)
    return chosen, places, logits, kept


def loss_on(table, places, values, split, kind):
    p = table["modulus"]
    rows = {int(r): int(l) for r, l in zip(table["train"]["rows"], table["train"]["labels"])}
    losses = []
    for (i, a), (j, b) in itertools.product(enumerate(places), enumerate(places)):
        row = a * p + b
        if split == "train" and row not in rows or split == "test" and row in rows:
            continue
        label = rows[row] if split == "train" else int(table["answers"][row])
        if kind == "mse":
            losses.append(np.mean((values[i, j] - np.eye(p)[label]) ** 2))
        else:
            losses.append(-scipy.special.log_softmax(values[i, j])[label])
    return float(np.mean(losses))


def explained_variance(table, keys):
    """Least squares with an intercept on the explicit waves in a ± b − c."""
    order, sign, places, logits = rearranged(table)
    values = logits[:, :, places].ravel()
    a, b, c = np.meshgrid(*[np.arange(order)] * 3, indexing="ij")
    columns = {k: np.cos(2 * np.pi * k * (a + sign * b - c).ravel() / order) for k in range(1, order // 2 + 1)}
    strength = {k: explained_by(column[:, None], values) for k, column in columns.items()}
    chosen = sorted(strength, key=strength.get, reverse=True)[: keys or None]
    design = np.stack([np.ones_like(values)] + [columns[k] for k in chosen], 1)
    residual = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    return float(1 - residual @ residual / np.sum((values - values.mean()) ** 2))


def table_of(operation, p, signal):
    a, b = np.divmod(np.arange(p * p), p)
    answers = {"add": (a + b) % p, "subtract": (a - b) % p, "multiply": (a * b) % p}[operation]
    logits = np.round(signal * np.eye(p)[answers] + rng.normal(0, 1, (p * p, p)), 4)
    rows = np.sort(rng.choice(p * p, p * p // 2, replace=False))
    labels = answers[rows].copy()
    labels[::5] = (labels[::5] + 2) % p
    return {
        "modulus": p,
        "operation": operation,
        "logits": logits,
        "answers": answers,
        "train": {"rows": rows, "labels": labels},
    }


def table_expectations(table):
    restricted, excluded = {}, {}
    for keys, split, kind in itertools.product((0, 2), ("test", "all", "train"), ("cross-entropy", "mse")):
        _, places, logits, kept = waves(table, True, keys)
        restricted[f"{keys} {split} {kind}"] = loss_on(table, places, kept, split, kind)
        _, places, logits, kept = waves(table, False, keys)
        excluded[f"{keys} {split} {kind}"] = loss_on(table, places, logits - kept, split, kind)
    p = table["modulus"]
    answers = table["logits"].argmax(1).reshape(p, p)
    turned = (-answers.T) % p if table["operation"] == "subtract" else answers.T
    upper = np.triu_indices(p, 1)
    step = np.arange(p)[None, :] if table["operation"] == "multiply" else 1
    return {
        "restrictedLoss": restricted,
        "excludedLoss": excluded,
        "logitExplainedVariance": {str(k): explained_variance(table, k) for k in (0, 1, 2)},
        "symmetryConsistency": {
            "exchange": float(np.mean((answers == turned)[upper])),
            "shift": float(np.mean(np.roll(answers, -1, 0) == (answers + step) % p)),
        },
    }


tables = {"add": table_of("add", 7, 1.5), "subtract": table_of("subtract", 6, 1.2), "multiply": table_of("multiply", 7, 1.4)}

# --- answers ------------------------------------------------------------------------------------------------------


def predictions_of(n, classes, wrong):
    truth = rng.integers(0, classes, n)
    logits = np.round(1.3 * np.eye(classes)[truth] + 0.9 * np.eye(classes)[(truth + 3) % classes] + rng.normal(0, 1, (n, classes)), 4)
    labels = truth.copy()
    labels[:wrong] = (truth[:wrong] + rng.integers(1, classes, wrong)) % classes
    logits[: wrong // 2] += 2 * np.eye(classes)[labels[: wrong // 2]]
    order = rng.permutation(n)
    return {"logits": logits[order], "labels": labels[order], "trueLabels": truth[order]}


predictions = {"train": predictions_of(70, 12, 20), "test": predictions_of(60, 12, 0)}


def answer_expectations(split):
    answers, labels = split["logits"].argmax(1), split["labels"]
    errors = np.bincount((answers - labels) % 12, minlength=12)[1:]
    return {
        "residueAccuracy": {f"mod-{q}": float(np.mean(answers % q == labels % q)) for q in (2, 3, 4)},
        "errorStructure": (errors / errors.sum()).tolist(),
        "confusionMatrix": sklearn.metrics.confusion_matrix(labels, answers, labels=range(12)).ravel().tolist(),
    }


def noise_expectations():
    answers, labels, truth = (predictions["train"][key] for key in ("logits", "labels", "trueLabels"))
    answers = answers.argmax(1)
    wrong = labels != truth
    return {
        "clean": sklearn.metrics.accuracy_score(truth[~wrong], answers[~wrong]),
        "memorized": sklearn.metrics.accuracy_score(labels[wrong], answers[wrong]),
        "inverted": sklearn.metrics.accuracy_score(truth[wrong], answers[wrong]),
        "test": sklearn.metrics.accuracy_score(predictions["test"]["labels"], predictions["test"]["logits"].argmax(1)),
    }


# --- activations, attention, sequences, weights -------------------------------------------------------------------

hidden = {"h1": np.round(np.maximum(draw(24, 10), 0), 4), "h2": draw(24, 7)}
labels = np.concatenate([[1, 4, 6], rng.choice([1, 4, 6], 21)])


def overlaps(activations, share):
    size = max(1, int(np.floor(share * activations.shape[1] + 0.5)))
    members = []
    for label in (1, 4, 6):
        activity = np.abs(activations[labels == label]).mean(0)
        member = np.zeros(activations.shape[1], int)
        member[np.argsort(-activity, kind="stable")[:size]] = 1
        members.append(member * (activity > 0))
    return [float(sklearn.metrics.jaccard_score(a, b)) for a in members for b in members]


attention = {"head0": np.round(rng.dirichlet([2, 1, 3], 8), 6), "head1": np.round(rng.dirichlet([1, 5, 1], 8), 6)}
sequences = {
    "losses": np.round(rng.gamma(2, 1, (9, 6)), 4),
    "correct": (rng.uniform(size=(9, 6)) < np.linspace(0.2, 0.9, 6)).astype(float),
    "floor": np.round(np.linspace(1.5, 0.2, 6), 4),
}
weights = {"embed": draw(9, 4), "out": draw(3, 6, scale=2)}
weights["embed"][3] = 0


def dimensionality(matrix):
    alive = matrix[np.linalg.norm(matrix, axis=1) > 0]
    unit = alive / np.linalg.norm(alive, axis=1, keepdims=True)
    d = [np.sum(row**2) / np.sum((hat @ alive.T) ** 2) for row, hat in zip(alive, unit)]
    return sorted(map(float, d), reverse=True)


# --- chains -------------------------------------------------------------------------------------------------------

p, width, n_train, n_test = 11, 12, 50, 40
scales = np.linspace(0.0, 1.5, width)[rng.permutation(width)]
# Neurons from noise to tones, so that their order by periodicity is a matter of more than one group.
left_w = np.round(periodic(p, rng.integers(1, 6, width), rng.uniform(0, 6, width), 0.1) * scales[:, None] + draw(width, p, scale=0.5), 4)
right_w = np.round(periodic(p, rng.integers(1, 6, width), rng.uniform(0, 6, width), 0.1) * scales[:, None] + draw(width, p, scale=0.5), 4)
out_w = draw(width, p)
bias1, bias2 = draw(width, scale=0.3), draw(p, scale=0.3)


def pair_examples(n):
    a, b = rng.integers(0, p, n), rng.integers(0, p, n)
    inputs = np.concatenate([np.eye(p)[a], np.eye(p)[b]], 1)
    logits = np.maximum(inputs @ np.concatenate([left_w.T, right_w.T]) + bias1, 0) @ out_w + bias2
    labels = logits.argmax(1)
    labels[::3] = (a + b)[::3] % p
    return {"a": a, "b": b, "labels": labels}


chain = {"train": pair_examples(n_train), "test": pair_examples(n_test)}


def pruned_accuracies(split, order):
    a, b, answers = chain[split]["a"], chain[split]["b"], chain[split]["labels"]
    hidden_units = np.maximum(left_w[:, a].T + right_w[:, b].T + bias1, 0)
    ratio = [np.mean([participation(g[j]) for g in (left_w, right_w, out_w)]) for j in range(width)]
    ranked = np.argsort(ratio if order == "low" else -np.array(ratio), kind="stable")
    curve = []
    for share in np.arange(21) / 20:
        mask = np.ones(width)
        mask[ranked[: int(np.floor(share * width + 0.5))]] = 0
        curve.append(float(np.mean(((hidden_units * mask) @ out_w + bias2).argmax(1) == answers)))
    return curve


dense = {"w1": draw(5, 6), "b1": draw(6, scale=0.2), "w2": draw(6, 4), "b2": draw(4, scale=0.2)}
dense_inputs, dense_labels = draw(7, 5), rng.integers(0, 4, 7)


def gradient_response(size, kind):
    tensors = {name: torch.tensor(value) for name, value in dense.items()}
    f = lambda x: torch.tanh(x @ tensors["w1"] + tensors["b1"]) @ tensors["w2"] + tensors["b2"]
    x = torch.tensor(dense_inputs, requires_grad=True)
    target = torch.tensor(dense_labels)
    logits = f(x)
    if kind == "cross-entropy":
        torch.nn.functional.cross_entropy(logits, target, reduction="sum").backward()
    else:
        torch.nn.functional.mse_loss(logits, torch.eye(4, dtype=torch.float64)[target]).backward()
    length = size * np.sqrt(np.mean(np.sum(dense_inputs**2, 1)))
    step = length * x.grad / x.grad.norm(dim=1, keepdim=True)
    return float(((f(x + step) - f(x)).norm(dim=1) / length).mean())


def random_response(size, draws):
    """The expectation over directions, by many of them."""
    f = lambda x: np.tanh(x @ dense["w1"] + dense["b1"]) @ dense["w2"] + dense["b2"]
    length = size * np.sqrt(np.mean(np.sum(dense_inputs**2, 1)))
    means = []
    for x in dense_inputs:
        steps = rng.normal(size=(draws, 5))
        steps *= length / np.linalg.norm(steps, axis=1, keepdims=True)
        means.append(np.mean(np.linalg.norm(f(x + steps) - f(x), axis=1) / length))
    return float(np.mean(means))


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


print(
    json.dumps(
        {
            "made": {
                "python": platform.python_version(),
                "numpy": np.__version__,
                "scipy": scipy.__version__,
                "sklearn": sklearn.__version__,
                "torch": torch.__version__,
            },
            "residueWeights": {
                "noise": plain(odd),
                "tones": plain(tones),
                "line": plain(line),
                "expected": {
                    "spectra": {name: spectrum_expectations(rows) for name, rows in odd.items()},
                    "phaseClosure": {name: closure(tones["u"], tones["v"], tones["w"], sign) for name, sign in (("sum", 1), ("difference", -1))},
                    "parallelogramQuality": {
                        f"{sums} {delta}": quality(line, delta, sums == "modular")
                        for sums in ("whole", "modular")
                        for delta in (0.1, 0.25)
                    },
                },
            },
            "tables": {name: {"table": plain(table), "expected": table_expectations(table)} for name, table in tables.items()},
            "predictions": {
                "inputs": plain(predictions),
                "expected": {
                    "train": answer_expectations(predictions["train"]),
                    "test": answer_expectations(predictions["test"]),
                    "labelNoiseSplit": noise_expectations(),
                },
            },
            "hidden": {
                "inputs": plain(hidden),
                "labels": labels.tolist(),
                "expected": {str(share): {name: overlaps(h, share) for name, h in hidden.items()} for share in (0.2, 0.5)},
            },
            "attention": {"inputs": plain(attention), "expected": {head: rows.mean(0).tolist() for head, rows in attention.items()}},
            "sequences": {
                "inputs": plain(sequences),
                "expected": {
                    "kShotAccuracy": sequences["correct"].mean(0).tolist(),
                    "bayesGap": (sequences["losses"].mean(0) - sequences["floor"]).tolist(),
                },
            },
            "weights": {"inputs": plain(weights), "expected": {name: dimensionality(matrix) for name, matrix in weights.items()}},
            "pruning": {
                "inputs": {"left": left_w.tolist(), "right": right_w.tolist(), "out": out_w.tolist(), "bias1": bias1.tolist(), "bias2": bias2.tolist(), **plain(chain)},
                "expected": {order: {split: pruned_accuracies(split, order) for split in ("train", "test")} for order in ("low", "high")},
            },
            "perturbation": {
                "inputs": {**plain(dense), "x": dense_inputs.tolist(), "labels": dense_labels.tolist()},
                "expected": {
                    "gradient": {kind: {str(size): gradient_response(size, kind) for size in (0.01, 0.5)} for kind in ("cross-entropy", "mse")},
                    "random": {str(size): random_response(size, 200_000) for size in (0.01, 0.5)},
                },
            },
        }
    )
)
