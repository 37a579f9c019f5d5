"""Independent values for the detectors of transitions: NumPy and SciPy in float64, by library routines or by other
formulas than ours, and the Page-Hinkley test of river.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scipy river
    /tmp/venv/bin/python tests/references/detectors.py > tests/references/detectors.json
"""

import json
import platform
from importlib.metadata import version

import numpy as np
import scipy
from river.drift import PageHinkley
from scipy.linalg import lstsq, toeplitz
from scipy.optimize import least_squares
from scipy.stats import kendalltau, norm, t as student

rng = np.random.default_rng(20261130)


def correlated(n, rho, sd):
    e = rng.normal(size=n)
    x = np.empty(n)
    x[0] = e[0]
    for i in range(1, n):
        x[i] = rho * x[i - 1] + np.sqrt(1 - rho**2) * e[i]
    return sd * x


def rounded(values, digits=4):
    return [round(float(v), digits) for v in values]


# Mean run lengths of a one-sided CUSUM by Brook & Evans' Markov chain, extrapolated in the number of its states.
def run_length(h, k, shift, states):
    width = 2 * h / (2 * states - 1)
    centers = width * np.arange(states)
    upper = centers[None, :] + width / 2 - centers[:, None] + k - shift
    q = norm.cdf(upper) - norm.cdf(upper - width)
    q[:, 0] = norm.cdf(upper[:, 0])
    return np.linalg.solve(np.eye(states) - q, np.ones(states))[0]


run_lengths = [
    {"threshold": h, "allowance": k, "shift": shift, "length": float(run_length(h, k, shift, 1500))}
    for h, k, shift in [(5, 0.5, 0), (8, 0.5, 0), (5, 0.5, 1), (13, 0.5, 1), (13, 0.5, 2), (4, 1, 0), (6, 0.25, 0.5)]
]

# The normal number that is as improbable as t of Student's distribution.
normal_scores = [
    {"t": t, "freedom": nu, "score": float(norm.isf(student.sf(t, nu)))} for t in (0.5, 1.5, 3, 5) for nu in (38, 100, 1000)
]

# Run lengths (Adams & MacKay), every one kept, in one matrix of probabilities.
series = np.concatenate([rng.normal(size=60), 2.5 + rng.normal(size=40), 2.5 + 3 * rng.normal(size=40)])
series = np.array(rounded(series))
hazard, kappa0, alpha0, beta0 = 1 / 100, 0.1, 1.0, 1.0


def predictive(x, start, end):
    """Student's density of x given series[start:end], from sums over that stretch."""
    data = series[start:end]
    n = len(data)
    mean = data.mean() if n else 0.0
    kappa, alpha = kappa0 + n, alpha0 + n / 2
    center = n * mean / kappa
    beta = beta0 + 0.5 * np.sum((data - mean) ** 2) + kappa0 * n * mean**2 / (2 * kappa)
    return student.logpdf(x, 2 * alpha, center, np.sqrt(beta * (kappa + 1) / (alpha * kappa)))


joint = np.array([0.0])  # of run length 0, 1, …, in logarithms
odds = []
for i, x in enumerate(series):
    seen = joint + np.array([predictive(x, i - r, i) for r in range(len(joint))])
    joint = np.concatenate([[np.log(hazard) + np.logaddexp.reduce(seen)], np.log1p(-hazard) + seen])
    joint -= np.logaddexp.reduce(joint)
    changed = [j for r, j in enumerate(joint) if 3 <= r < i + 1]
    odds.append(float(np.logaddexp.reduce(changed) - joint[i + 1]) if changed else None)

# A logistic rise in correlated noise, by generalized least squares with the whole covariance matrix.
steps = np.arange(0, 200)
rho = 0.5
rise = rounded(0.1 + 0.8 / (1 + np.exp(np.log(19) * (1 - 2 * (steps - 91.3) / 22.7))) + correlated(200, rho, 0.05), 5)
root = np.linalg.cholesky(np.linalg.inv(toeplitz(rho ** np.arange(200)))).T


def logistic(p):
    return p[2] + p[3] / (1 + np.exp(np.log(19) * (1 - 2 * (steps - p[0]) / p[1])))


fit = least_squares(lambda p: root @ (logistic(p) - np.array(rise)), [90, 20, 0, 1], xtol=1e-14, ftol=1e-14, gtol=1e-14)
covariance = np.linalg.inv(fit.jac.T @ fit.jac) * (2 * fit.cost / (200 - 4))
half = float(student.ppf(0.95, 196) * np.sqrt(covariance[0, 0]))
sigmoid = {
    "values": rise,
    "correlation": rho,
    "onset": fit.x[0],
    "width": fit.x[1],
    "before": fit.x[2],
    "height": fit.x[3],
    "squares": 2 * fit.cost,
    "halfWidth": half,
}

# The posterior over the place of a step: for each place the regression of the whitened values.
stepped = rounded(correlated(60, rho, 1) + np.where(np.arange(60) >= 37, 1.6, 0))
y = np.array(stepped)
e = y[1:] - rho * y[:-1]
logs = []
for j in range(2, 59):
    level = np.where(np.arange(60) >= j, 1.0, 0.0)
    design = np.column_stack([np.ones(59), level[1:] - rho * level[:-1]])
    rest = e - design @ lstsq(design, e)[0]
    logs.append(-0.5 * 57 * np.log(rest @ rest) - 0.5 * np.linalg.slogdet(design.T @ design)[1])
weights = np.exp(np.array(logs) - max(logs))
weights /= weights.sum()
step = {"values": stepped, "correlation": rho, "from": 2, "weights": weights.tolist(), "index": int(np.argmax(weights)) + 2}

# Page-Hinkley as river has it; begun anew after each alarm.
drift = np.concatenate([rng.normal(size=200), 1.5 + rng.normal(size=200), rng.normal(size=200) - 0.5])
drift = rounded(0.02 * drift + 0.5, 5)
test = PageHinkley(min_instances=30, delta=0.005, threshold=0.3, alpha=1.0, mode="both")
alarms = []
for i, x in enumerate(drift):
    test.update(x)
    if test.drift_detected:
        alarms.append(i)
        break
page_hinkley = {"values": drift, "delta": 0.005, "lambda": 0.3, "first": alarms[0]}

# Detrended by a Gaussian average that is taken as one matrix; variance, autocorrelation and their τ.
wave = np.array(rounded(correlated(120, 0.4, 1) * np.linspace(1, 3, 120) + 0.05 * np.arange(120)))
kernel = np.exp(-0.5 * ((np.arange(120)[:, None] - np.arange(120)[None, :]) / 12) ** 2)
kernel[np.abs(np.arange(120)[:, None] - np.arange(120)[None, :]) > 48] = 0
residuals = wave - (kernel / kernel.sum(1, keepdims=True)) @ wave


def moments(x):
    d = x - x.mean()
    return d @ d / (len(x) - 1), (d[1:] @ d[:-1]) / (d @ d)


starts = [int(np.floor(i * 60 / 11 + 0.5)) for i in range(12)]
windows = [moments(residuals[s : s + 60]) for s in starts]
(v1, a1), (v2, a2) = moments(residuals[:60]), moments(residuals[60:])
slowing = {
    "values": wave.tolist(),
    "bandwidth": 12,
    "residuals": residuals.tolist(),
    "variance": float(kendalltau(starts, [w[0] for w in windows])[0]),
    "autocorrelation": float(kendalltau(starts, [w[1] for w in windows])[0]),
    "rise": float(np.log(v2) + np.arctanh(a2) - np.log(v1) - np.arctanh(a1)),
}

print(
    json.dumps(
        {
            "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__, "river": version("river")},
            "runLengths": run_lengths,
            "normalScores": normal_scores,
            "runFilter": {"values": series.tolist(), "hazard": hazard, "odds": odds},
            "sigmoid": sigmoid,
            "step": step,
            "pageHinkley": page_hinkley,
            "slowing": slowing,
        },
        indent=1,
    )
)
