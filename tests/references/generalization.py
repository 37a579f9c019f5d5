"""Independent values for the probes of generalization and of transitions: NumPy, SciPy and scikit-learn in float64, by
library routines or by other formulas than ours.

    python -m venv venv && venv/bin/pip install numpy scipy scikit-learn
    venv/bin/python tests/references/generalization.py > tests/references/generalization.json
"""

import json
import platform

import numpy as np
import scipy
import sklearn
from scipy import stats
from scipy.ndimage import gaussian_filter1d  # noqa: F401  (the kernel below is its untruncated form)
from scipy.optimize import least_squares
from scipy.special import log_softmax, softmax
from sklearn.metrics import brier_score_loss, log_loss  # noqa: F401

rng = np.random.default_rng(20261122)
CLASSES = 5


def draw_split(n, noise):
    true = rng.integers(0, CLASSES, n)
    labels = true.copy()
    flipped = rng.random(n) < noise
    labels[flipped] = (true[flipped] + 1 + rng.integers(0, CLASSES - 1, flipped.sum())) % CLASSES
    logits = np.round(rng.normal(0, 1.3, (n, CLASSES)) + 1.5 * np.eye(CLASSES)[true], 4)
    return {"logits": logits, "labels": labels, "trueLabels": true}


train, test = draw_split(83, 0.25), draw_split(61, 0)
twin_train, twin_test = {**train, "logits": draw_split(83, 0)["logits"]}, {**test, "logits": draw_split(61, 0)["logits"]}
answers = {name: split["logits"].argmax(1) for name, split in
           {"train": train, "test": test, "twinTrain": twin_train, "twinTest": twin_test}.items()}


def share(condition):
    return float(np.mean(condition))


corrupted = train["labels"] != train["trueLabels"]
accuracies = {
    "clean": share(answers["twinTrain"] == train["trueLabels"]),
    "noisy": share(answers["train"] == train["trueLabels"]),
    "corrupted": share(answers["train"][corrupted] == train["trueLabels"][corrupted]),
    "test": share(answers["twinTest"] == test["trueLabels"]),
}
rrm = {
    "robustness": accuracies["clean"] - accuracies["noisy"],
    "memorization": accuracies["noisy"] - accuracies["corrupted"],
    "rationality": accuracies["corrupted"] - accuracies["test"],
}
rrm_error = float(np.sqrt(accuracies["corrupted"] * (1 - accuracies["corrupted"]) / corrupted.sum()))


def total_variation(groups):
    """From two histograms over (group, class)."""
    shape = [np.arange(CLASSES + 1) - 0.5] * 2
    merged = lambda labels: labels if groups == 0 else labels % groups
    answered, *_ = np.histogram2d(merged(test["trueLabels"]), answers["test"], bins=shape)
    labeled, *_ = np.histogram2d(merged(train["trueLabels"]), train["labels"], bins=shape)
    return float(np.abs(answered / answered.sum() - labeled / labeled.sum()).sum() / 2)


def margins(split):
    own = np.take_along_axis(split["logits"], split["labels"][:, None], 1)[:, 0]
    others = np.where(np.eye(CLASSES)[split["labels"]] == 1, -np.inf, split["logits"]).max(1)
    return own - others


weights = {"w1": np.round(rng.normal(size=(6, 9)), 4), "w2": np.round(rng.normal(size=(9, 5), scale=0.4), 4)}
lipschitz = np.prod([np.linalg.norm(weight, 2) for weight in weights.values()])
gaps = margins(train)


def calibration(split, bins):
    """Bins of equal mass by numpy's own division of the sorted examples."""
    shares = softmax(split["logits"], axis=1)
    confidence = shares.max(1)
    right = split["logits"].argmax(1) == split["labels"]
    n = len(right)
    order = np.argsort(confidence, kind="stable")
    edges = [(b * n) // bins for b in range(bins + 1)]
    ece = sum(
        (high - low) / n * abs(right[order[low:high]].mean() - confidence[order[low:high]].mean())
        for low, high in zip(edges, edges[1:]) if high > low
    )
    nll = -np.mean(log_softmax(split["logits"], axis=1)[np.arange(n), split["labels"]])
    brier = np.mean(((shares - np.eye(CLASSES)[split["labels"]]) ** 2).sum(1))
    return {"ece": float(ece), "nll": float(nll), "brier": float(brier)}


# A curve with a slope, a jump and correlated noise.
n = 90
noise = np.zeros(n)
for t in range(1, n):
    noise[t] = 0.6 * noise[t - 1] + rng.normal(0, 0.05)
curve = np.round(2 - 0.004 * np.arange(n) + noise - 0.7 * (np.arange(n) > 62), 5)
steps = np.arange(n) * 10.0


def early_warning(values):
    size = len(values)
    places = np.arange(size)
    kernel = np.exp(-0.5 * ((places[:, None] - places[None, :]) / (size / 10)) ** 2)
    rest = values - (kernel @ values) / kernel.sum(1)
    window = size // 2
    slices = np.lib.stride_tricks.sliding_window_view(rest, window)
    variances = slices.var(axis=1, ddof=1)
    centered = slices - slices.mean(1, keepdims=True)
    correlations = (centered[:, 1:] * centered[:, :-1]).sum(1) / (centered**2).sum(1)
    trend = lambda series: float(stats.kendalltau(np.arange(len(series)), series).statistic)
    return {
        "variance": float(variances[-1]),
        "autocorrelation": float(correlations[-1]),
        "variance-trend": trend(variances),
        "autocorrelation-trend": trend(correlations),
    }


def plateaus(xs, ys, window):
    flat = []
    for end in range(window, len(xs) + 1):
        fit = stats.linregress(xs[end - window:end], ys[end - window:end])
        flat.append(abs(fit.slope) <= 2 * fit.stderr)
    longest = current = 0.0
    since = None
    for place, is_flat in enumerate(flat):
        since = (place if since is None else since) if is_flat else None
        current = 0.0 if since is None else xs[place + window - 1] - xs[since]
        longest = max(longest, current)
    return {"longest": float(longest), "current": float(current)}


def change_points(values, expected):
    """Adams & MacKay by the full table of run lengths, nothing dropped, with SciPy's Student density."""
    first = values[:20]
    scale = stats.median_abs_deviation(first) * 1.4826
    mean, kappa, alpha, beta = [np.array([value]) for value in (first.mean(), 0.1, 1.0, scale**2)]
    start = (mean[0], kappa[0], alpha[0], beta[0])
    joint = np.array([1.0])
    for value in values:
        density = stats.t.pdf(value, 2 * alpha, mean, np.sqrt(beta * (kappa + 1) / (alpha * kappa)))
        weighted = joint * density
        joint = np.concatenate([[weighted.sum() / expected], weighted * (1 - 1 / expected)])
        joint /= joint.sum()
        beta = np.concatenate([[start[3]], beta + kappa * (value - mean) ** 2 / (2 * (kappa + 1))])
        mean = np.concatenate([[start[0]], (kappa * mean + value) / (kappa + 1)])
        kappa, alpha = np.concatenate([[start[1]], kappa + 1]), np.concatenate([[start[2]], alpha + 0.5])
    return {"recent": float(joint[:5].sum()), "run-length": int(joint.argmax())}


# A power law with an offset, noise of a percent, and one outlier.
sizes = np.unique(np.round(np.geomspace(4, 3000, 25)))
losses = np.round((0.35 + 4.1 * sizes**-0.62) * np.exp(rng.normal(0, 0.01, len(sizes))), 6)
losses[7] *= 1.3


def power_law(xs, ys):
    residual = lambda at: np.logaddexp(at[0] - at[1] * np.log(xs), at[2]) - np.log(ys)
    fits = [
        least_squares(residual, [np.log(ys[0]), exponent, np.log(part * ys.min())], loss="huber", f_scale=1e-3,
                      xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=20000)
        for exponent in (0.2, 0.5, 1.0) for part in (0.1, 0.5, 0.9)
    ]
    best = min(fits, key=lambda fit: fit.cost)
    return {"exponent": float(best.x[1]), "amplitude": float(np.exp(best.x[0])), "asymptote": float(np.exp(best.x[2]))}


draws = np.round(rng.normal(0.4, 0.8, (12, 3)), 4)
targets = np.round(rng.normal(size=(40, 3)), 4)


def plain(split):
    return {"logits": split["logits"].tolist(), "labels": split["labels"].tolist(), "trueLabels": split["trueLabels"].tolist()}


print(json.dumps({
    "made": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__},
    "inputs": {
        "train": plain(train), "test": plain(test), "twinTrain": plain(twin_train), "twinTest": plain(twin_test),
        "weights": {name: weight.tolist() for name, weight in weights.items()},
        "steps": steps.tolist(), "curve": curve.tolist(),
        "sizes": sizes.tolist(), "losses": losses.tolist(), "draws": draws.tolist(), "targets": targets.tolist(),
    },
    "expected": {
        "agreement": {
            "agreement": share(answers["test"] == answers["twinTest"]),
            "accuracy": share(answers["test"] == test["trueLabels"]),
            "difference": share(answers["test"] == answers["twinTest"]) - share(answers["test"] == test["trueLabels"]),
        },
        "rrm": {**rrm, "gap": accuracies["clean"] - accuracies["test"], "bound": sum(max(0, part) for part in rrm.values())},
        "rrmError": rrm_error,
        "featureCalibration": {"0": total_variation(0), "2": total_variation(2)},
        "margin": {
            "minimum": float(gaps.min()), "tenth": float(np.quantile(gaps, 0.1)), "median": float(np.median(gaps)),
            "normalized": float(gaps.min() / lipschitz),
        },
        "calibration": {"15": calibration(test, 15), "7": calibration(test, 7)},
        "earlyWarning": early_warning(curve),
        "plateau": plateaus(steps, curve, 20),
        "changePoint": {"250": change_points(curve[:66], 250), "40": change_points(curve, 40)},
        "powerLaw": power_law(sizes, losses),
        "susceptibility": {
            "susceptibility": float(len(draws) * draws.var(axis=0, ddof=1).mean()),
            "binder": float(1 - stats.moment(draws.ravel(), 4, center=0) / (3 * stats.moment(draws.ravel(), 2, center=0) ** 2)),
        },
        "lastLayerBound": float(2 * 9 / 40 * targets.var(axis=0).mean()),
    },
}))
