"""Logits of classifiers and of tables of residues, by scikit-learn, least squares and FFTs."""

import math

import numpy as np
import scipy.special
from sklearn import metrics

from .cases import case, draw, rng


def of_answers(files):
    t, other = files["input"], files["with"]
    logits, labels, true = t["logits"], t["labels"].astype(int), t["trueLabels"].astype(int)
    test, answers = t["testLogits"], t["testLabels"].astype(int)
    said, told = logits.argmax(1), test.argmax(1)
    p = scipy.special.softmax(test, axis=1)
    nll = lambda f, y: -scipy.special.log_softmax(f, axis=1)[np.arange(len(y)), y]
    wrong = labels != true
    rest = np.where(np.eye(4)[labels] == 1, -np.inf, logits).max(1)
    gaps = logits[np.arange(len(labels)), labels] - rest
    order = np.argsort(p.max(1), kind="stable")
    bins = np.array_split(order, 15)
    twin = other["testLogits"].argmax(1)
    errors = (told - answers)[told != answers] % 4
    return {
        "train-loss": nll(logits, labels).mean(),
        "test-loss": metrics.log_loss(answers, p, labels=range(4)),
        "train-accuracy": metrics.accuracy_score(labels, said),
        "test-accuracy": metrics.accuracy_score(answers, told),
        "generalization-gap": {
            "loss": nll(test, answers).mean() - nll(logits, labels).mean(),
            "accuracy": (said == labels).mean() - (told == answers).mean(),
        },
        "margin": {"minimum": gaps.min(), "tenth": np.quantile(gaps, 0.1), "median": np.median(gaps)},
        "calibration-error": {
            "ece": sum(len(b) / len(p) * abs((told[b] == answers[b]).mean() - p[b].max(1).mean()) for b in bins if len(b)),
            "nll": nll(test, answers).mean(),
            "brier": ((p - np.eye(4)[answers]) ** 2).sum(1).mean(),
        },
        "code-length": {"train": nll(logits, labels).sum() / math.log(2), "test.per-label": nll(test, answers).mean() / math.log(2)},
        "confusion-matrix": metrics.confusion_matrix(answers, told),
        "error-structure": np.bincount(errors, minlength=4)[1:] / len(errors),
        "label-noise-split": {
            "clean": (said == true)[~wrong].mean(),
            "memorized": (said == labels)[wrong].mean(),
            "inverted": (said == true)[wrong].mean(),
            "test": (told == answers).mean(),
        },
        "residue-accuracy": {"mod-2": (told % 2 == answers % 2).mean(), "mod-4": (told == answers).mean()},
        "zero-loss-fraction": 0,
        "agreement": {"agreement": (told == twin).mean(), "accuracy": (told == answers).mean()},
    }


def answers():
    true, test = rng.integers(0, 4, 80), rng.integers(0, 4, 60)
    labels = np.where(rng.random(80) < 0.3, rng.integers(0, 4, 80), true)
    lean = lambda y: draw(len(y), 4) + 1.5 * np.eye(4)[y]
    own = {"logits": lean(labels), "labels": labels, "trueLabels": true, "testLogits": lean(test), "testLabels": test}
    return {"input": own, "with": {"logits": lean(true), "testLogits": lean(test)}}


case("answers", answers(), of_answers)


def waves_of(p, keys):
    s = np.add.outer(np.arange(p), np.arange(p)).ravel()
    return np.stack([f(2 * np.pi * k * s / p) for k in keys for f in (np.cos, np.sin)], 1)


def of_table(files, count=None):
    f, mask = files["input"]["logits"], files["input"]["train"].astype(bool)
    p = f.shape[1]
    answers = np.add.outer(np.arange(p), np.arange(p)).ravel() % p
    said = f.argmax(1).reshape(p, p)
    part_of = lambda keys: waves_of(p, keys) @ np.linalg.lstsq(waves_of(p, keys), f - f.mean(0), rcond=None)[0]
    # Every frequency there is, or those whose waves are the strongest.
    keys = sorted(range(1, p // 2 + 1), key=lambda k: -np.sum(part_of([k]) ** 2))[:count]
    signal = part_of(keys)
    nll = lambda logits, rows: -scipy.special.log_softmax(logits, axis=1)[np.arange(p * p), answers][rows].mean()
    shifted = np.roll(said, -1, axis=0)
    upper = np.triu_indices(p, 1)
    cube = f.reshape(p, p, p)
    moved = lambda axis, g: np.roll(np.roll(cube, -g, axis), -g, 2)
    moves = {
        name: np.mean([np.linalg.norm(moved(axis, g) - cube, axis=2) / np.linalg.norm(cube, axis=2) for g in range(1, p)])
        for name, axis in (("first", 0), ("second", 1))
    }
    return {
        "symmetry-consistency": {"exchange": (said == said.T)[upper].mean(), "shift": (shifted == (said + 1) % p).mean()},
        "equivariance-error": moves,
        "restricted-loss": nll(f.mean(0) + signal, ~mask),
        "excluded-loss": nll(f - signal, mask),
    }


def table(p=7):
    s = np.add.outer(np.add.outer(np.arange(p), np.arange(p)), -np.arange(p)).reshape(p * p, p)
    return {"logits": 2 * np.cos(2 * np.pi * 2 * s / p) + 0.4 * draw(p * p, p), "train": (rng.random(p * p) < 0.5).astype("u1")}


case("table of all pairs", {"input": table()}, of_table)
for count in (1, 2):
    strongest = lambda files, count=count: {k: v for k, v in of_table(files, count).items() if k.endswith("-loss")}
    case(f"table of all pairs, {count} frequencies", {"input": table()}, strongest, "--set", f"keys={count}")


def of_residues(files):
    found = {}
    powers, ipr = {}, {}
    for name, w in files["input"].items():
        f = np.abs(np.fft.rfft(w, axis=1)) ** 2
        power = f[:, 1:] * np.array([2] * (f.shape[1] - 1)) # p is odd: no Nyquist frequency
        powers[name] = power
        ipr[name] = (f**2).sum(1) / f.sum(1) ** 2
    gini = lambda x: np.abs(np.subtract.outer(x, x)).sum() / (2 * len(x) ** 2 * x.mean())
    found["inverse-participation-ratio"] = {k: v.mean() for k, v in ipr.items()}
    found["fourier-power"] = {k: v.sum(0) / v.sum() for k, v in powers.items()}
    found["neuron-frequency-fraction"] = {k: (v.max(1) / v.sum(1)).mean() for k, v in powers.items()}
    found["gini"] = {k: gini(np.sqrt(v.sum(0))) for k, v in powers.items()}
    found["key-frequencies"] = {
        k: 1 + int(np.argmax(np.cumsum(np.sort(v.sum(0))[::-1]) / v.sum() >= 0.9)) for k, v in powers.items()
    }
    return found


case("weights as functions on residues", {"input": {k: draw(9, 11) for k in "uvw"}}, of_residues)
