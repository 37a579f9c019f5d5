"""Onsets of curves, sign tests and corrected p-values, by NumPy, SciPy and statsmodels: writes leads.json, which tests/src/statistics reads.

    python -m venv venv && venv/bin/pip install numpy scipy statsmodels
    venv/bin/python tests/references/leads.py > tests/references/leads.json

An onset follows here from the words in src/statistics/onset.ts alone: every place is tried by numpy.linalg.lstsq.
"""

import json
import math

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(17)
LEVEL = 0.9
ALLOWED = {"kink": stats.chi2.ppf(LEVEL, 1), "jump": -2 * math.log(1 - math.sqrt(LEVEL))}


def first_move(values):
    """Of values without NaN, the slow way: see aggregate.py."""
    for i in range(8, len(values) - 2):
        before = values[:i]
        middle = np.median(before)
        spread = np.median(np.abs(before - middle))
        away = values[i : i + 3] - middle
        far = np.abs(away) > 0 if spread == 0 else 0.6745 * np.abs(away) / spread > 3.5
        sides = np.sign(away) * far
        if sides[0] != 0 and np.all(sides == sides[0]):
            return i
    return None


def fitted(x, y, begin, shape):
    piece = np.zeros(len(x))
    piece[begin:] = 1 if shape == "jump" else x[begin:] - x[begin - 1]
    design = np.column_stack([np.ones(len(x)), x, piece])
    solution = np.linalg.lstsq(design, y, rcond=None)[0]
    return y - design @ solution


def onset(steps, values):
    known = np.flatnonzero(~np.isnan(values))
    alarm = first_move(values[known])
    if alarm is None:
        return None
    before = values[known[:alarm]]
    middle = np.sort(before)[len(before) // 2]
    side = np.sign(values[known[alarm]] - middle)
    other = np.flatnonzero(np.sign(before - middle) != side)
    base = other[-1] if len(other) else -1
    first = max(0, alarm - max(80, 3 * (alarm - base)))
    places = known[first : alarm + 11]
    alarm -= first
    x, y = np.asarray(steps, float)[places], values[places]
    residuals = {(b, shape): fitted(x, y, b, shape) for b in range(3, alarm + 1) for shape in ALLOWED}
    squares = {key: float(r @ r) for key, r in residuals.items()}
    best = min(squares, key=squares.get)
    r, n = residuals[best], len(x)
    rho = float(r[1:] @ r[:-1] / (r @ r))
    rho = min(0.9, max(0.0, rho + (4 + 4 * rho) / n))
    noise = squares[best] / (n - 4) * (1 + rho) / (1 - rho)
    possible = [b for (b, shape), s in squares.items() if s <= squares[best] + ALLOWED[shape] * noise]
    # How near the least decision is to going the other way: where it is nearer than rounding, no two programs agree.
    near = min(abs(s - squares[best] - ALLOWED[shape] * noise) for (b, shape), s in squares.items()) / noise
    assert near > 1e-6
    return {"at": int(places[best[0]]), "low": int(places[min(possible)]), "high": int(places[max(possible)])}


def noise(n, rho):
    e = rng.normal(size=n)
    for i in range(1, n):
        e[i] = rho * e[i - 1] + math.sqrt(1 - rho * rho) * e[i]
    return e


def numbers(values):
    return [None if math.isnan(v) else v for v in map(float, values)]


curves = []
for kind in range(24):
    length = int(rng.integers(60, 260))
    at = int(rng.integers(30, length - 25))
    i = np.arange(length, dtype=float)
    rise = np.maximum(0, i - at + 1)
    shape = [8 * (i >= at), 0.4 * rise, -2 * rise, 0.03 * i + 1.5 * rise, 12 / (1 + np.exp(-(i - at) / 5)), 0 * i][kind % 6]
    values = np.round((shape + noise(length, [0, 0.5][kind % 2])) * 10.0 ** int(rng.integers(-6, 7)), 12)
    if kind % 4 == 3:
        values[rng.random(length) < 0.1] = math.nan
    steps = np.cumsum(rng.integers(1, 9, size=length)) if kind % 3 == 1 else np.arange(length) * 10
    curves.append({"steps": [int(s) for s in steps], "values": numbers(values), "onset": onset(steps, values)})

signs = [[a, b, float(stats.binomtest(a, a + b, 0.5).pvalue)] for a, b in ((1, 0), (5, 0), (0, 6), (9, 1), (4, 4), (3, 4), (20, 41), (700, 801), (1300, 748), (2048, 0))]

families = []
for size in (1, 2, 5, 12, 40):
    p = rng.random(size) ** 3
    if size == 12:
        p[3:6] = p[3]  # equal ones
    families.append({"p": [float(v) for v in p], "holm": [float(v) for v in multipletests(p, method="holm")[1]]})

print(json.dumps({
    "made": {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
    "level": LEVEL,
    "curves": curves,
    "signs": signs,
    "families": families,
}))
