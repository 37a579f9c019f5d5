"""What groups of runs come to, by NumPy and SciPy: writes aggregate.json, which tests/src/statistics and tests/src/store read.

    python -m venv venv && venv/bin/pip install numpy scipy
    venv/bin/python tests/references/aggregate.py > tests/references/aggregate.json

Points are made here and kept in the store by the tests; what a band over them is follows here from the rule in
src/vocabulary/aggregate.ts alone: union of the steps, last of each bucket, np.interp between neighbors, nan-functions of NumPy.
The random numbers of the bootstrap are computed here anew (MurmurHash3 for the seed, xoroshiro128+ for the numbers).
"""

import json
import math

import numpy as np
import scipy
from scipy import optimize, stats

rng = np.random.default_rng(15)
M32 = 0xFFFFFFFF


def murmur3(data: bytes, seed: int) -> int:
    def mixed(word):
        word = word * 0xCC9E2D51 & M32
        return ((word << 15 | word >> 17) & M32) * 0x1B873593 & M32

    h = seed
    blocks = len(data) // 4
    for i in range(blocks):
        h ^= mixed(int.from_bytes(data[4 * i : 4 * i + 4], "little"))
        h = ((h << 13 | h >> 19) & M32) * 5 + 0xE6546B64 & M32
    h ^= mixed(int.from_bytes(data[4 * blocks :], "little")) ^ len(data)
    h = (h ^ h >> 16) * 0x85EBCA6B & M32
    h = (h ^ h >> 13) * 0xC2B2AE35 & M32
    return h ^ h >> 16


class Stream:
    """xoroshiro128+ (a = 24, b = 16, c = 37), the lower half of each sum; words are given upper half first."""

    def __init__(self, seed: int, name: str):
        key = f"{seed}\0{name}".encode()
        words = [murmur3(key, salt) for salt in (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)]
        self.s0 = words[0] << 32 | words[1]
        self.s1 = words[2] << 32 | words[3]

    def next(self) -> int:
        m = (1 << 64) - 1
        out = self.s0 + self.s1 & M32
        s1 = self.s0 ^ self.s1
        self.s0 = ((self.s0 << 24 | self.s0 >> 40) ^ s1 ^ (s1 << 16)) & m
        self.s1 = (s1 << 37 | s1 >> 27) & m
        return (out + 2**31) & M32  # as a signed number, counted from the smallest

    def integer(self, n: int) -> int:
        most = 2**32 // n * n if n > 2 else 2**32
        while (one := self.next()) >= most:
            pass
        return one % n


def drawn(seed: int, n: int) -> np.ndarray:
    stream = Stream(seed, f"bootstrap/{n}")
    return np.array([[stream.integer(n) for _ in range(n)] for _ in range(1000)])


def columns(curves: np.ndarray, f):
    """f of what is no NaN of each column; NaN where there is none."""
    kept = [c[~np.isnan(c)] for c in curves.T]
    return np.array([f(c) if len(c) else math.nan for c in kept])


CENTERS = {"median": np.median, "mean": np.mean}


def band(curves: np.ndarray, center: str, which: str, seed: int):
    middle = columns(curves, CENTERS[center])
    if which == "range":
        ends = columns(curves, np.min), columns(curves, np.max)
    elif which == "quartiles":
        ends = columns(curves, lambda c: np.quantile(c, 0.25)), columns(curves, lambda c: np.quantile(c, 0.75))
    elif which in ("sd", "se"):
        mean = columns(curves, np.mean)
        width = columns(curves, lambda c: np.std(c, ddof=1) if len(c) > 1 else math.nan)
        if which == "se":
            width = width / np.sqrt(np.sum(~np.isnan(curves), axis=0).clip(1))
        ends = mean - width, mean + width
    else:
        samples = np.array([columns(curves[rows], CENTERS[center]) for rows in drawn(seed, len(curves))])
        ends = tuple(columns(samples, lambda c: np.quantile(c, q)) for q in ((1 - 0.95) / 2, 1 - (1 - 0.95) / 2))
    return {"center": middle, "low": ends[0], "high": ends[1], "n": np.sum(~np.isnan(curves), axis=0)}


def last_of_equal(steps, values):
    order = np.argsort(steps, kind="stable")
    steps, values = np.asarray(steps, float)[order], np.asarray(values, float)[order]
    keep = np.append(steps[1:] != steps[:-1], True) if len(steps) else np.array([], bool)
    return steps[keep], values[keep]


def at(x, steps, values):
    return np.interp(x, steps, values, left=math.nan, right=math.nan)


def thinned(x, points, first, last):
    if len(x) <= points:
        return x
    width = 1.0
    while math.floor(last / width) - math.floor(first / width) + 1 > points:
        width *= 2
    buckets = np.floor(x / width)
    return x[np.append(buckets[1:] != buckets[:-1], True)]


def aggregated(runs, question, offset=None, minus=None):
    """runs: [(steps, values)] of one group. offset: what is taken from the steps of each. minus: curves whose median is taken away."""
    shift = [0] * len(runs) if offset is None else offset
    own = [last_of_equal(np.asarray(s, float) - o, v) for (s, v), o in zip(runs, shift)]
    x = np.unique(np.concatenate([s for s, _ in own]))
    first, last = max(x[0], question.get("from", -math.inf)), min(x[-1], question.get("to", math.inf))
    x = x[(x >= first) & (x <= last)]
    shown = thinned(x, question["points"], first, last)
    curves = np.array([at(shown, s, v) for s, v in own])
    if minus is not None:
        others = np.array([at(shown, *last_of_equal(s, v)) for s, v in minus])
        curves = curves - columns(others, np.median)
    return {
        "x": shown,
        "members": curves,
        "exact": len(shown) == len(x),
        **band(curves, question["center"], question["band"], question["seed"]),
    }


def numbers(values):
    return [v if math.isfinite(v) else {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(float(v))] for v in map(float, np.ravel(values))]


def plain(one):
    return {k: v if isinstance(v, (bool, int, str)) else numbers(v) for k, v in one.items()}


# Bands of curves that are all there, of few and of many runs, with NaN.
bands = []
for runs, length, holes in ((5, 20, 0.0), (5, 20, 0.2), (1, 4, 0.3), (2, 12, 0.2), (8, 12, 0.0), (60, 4, 0.1)):
    curves = rng.normal(size=(runs, length)) * 10.0 ** rng.integers(-3, 4, size=length)
    curves[rng.random((runs, length)) < holes] = math.nan
    inputs = {"runs": runs, "curves": numbers(curves), "cases": []}
    bands.append(inputs)
    for center in CENTERS:
        for which in ("range", "quartiles", "sd", "se", "bootstrap"):
            if runs == 60 and which != "bootstrap" and center == "mean":
                continue
            inputs["cases"].append({"question": {"center": center, "band": which, "seed": 7}, **plain(band(curves, center, which, 7))})

# Runs of a store: two groups measured at the same steps, one measured at steps of its own, one with NaN and an early end.
def curve(steps, rate, nan=()):
    values = np.exp(-rate * np.asarray(steps) / 1000) + 0.05 * rng.normal(size=len(steps))
    values = np.round(values, 3)  # short in the file
    values[list(nan)] = math.nan
    return [int(s) for s in steps], values


every = np.arange(0, 3001)
groups = {
    "alike": [curve(every[::3], r) for r in (1, 2, 3)],
    "apart": [curve(every[::2], 1), curve(every[::3], 2), curve(np.unique(rng.integers(5, 3000, 300)), 3), curve(every[7::11], 4)],
    "broken": [curve(every[::3], 1, range(100, 160)), curve(every[:1400:3], 2), curve(every[::3], 3, [0, 1, 500, -1])],
    "few": [curve(every[::150], r) for r in (1, 2)],
}
events = {"alike": [1200, 903, 77], "apart": [100, 1400, 2500, 600], "broken": [900, 10, 1555], "few": [450, 900]}
questions = [
    {"points": 120, "center": "median", "band": "quartiles", "seed": 0},
    {"points": 70, "center": "mean", "band": "se", "seed": 0},
    {"points": 64, "center": "median", "band": "bootstrap", "seed": 3},
    {"points": 20, "center": "mean", "band": "bootstrap", "seed": 4},
    {"points": 100, "center": "mean", "band": "sd", "seed": 0, "from": 401, "to": 777},
    {"points": 20000, "center": "median", "band": "range", "seed": 0, "from": 5, "to": 200},
]
answers = []
for question in questions:
    for name, runs in groups.items():
        answers.append({"group": name, "align": "step", "question": question, **plain(aggregated(runs, question))})
for name, runs in groups.items():
    question = {"points": 60, "center": "median", "band": "quartiles", "seed": 0}
    answers.append({"group": name, "align": "event", "question": question, **plain(aggregated(runs, question, events[name]))})
    answers.append({"group": name, "align": "step", "minus": True, "question": question, **plain(aggregated(runs, question, minus=groups["apart"]))})
for one in answers:  # what each member is follows from the band of one
    if one["question"]["points"] > 40:
        del one["members"]

# Curves through scattered values.
def logistic(x, low, high, k, middle):
    return low + (high - low) / (1 + np.exp(-k * (x - middle)))


def linear(x, y):
    line = stats.linregress(x, y)
    t = stats.t.ppf(0.975, len(x) - 2)
    return line, t


fits = []
x = np.repeat([0.1, 0.3, 1.0, 3.0, 10.0], 4)
y = 40 * x**-0.7 * np.exp(0.1 * rng.normal(size=len(x)))
line, t = linear(np.log(x), np.log(y))
ends = lambda v, s: [float(np.exp(v)), float(np.exp(v - t * s)), float(np.exp(v + t * s))]
fits.append({"model": "power", "x": numbers(x), "y": numbers(y), "r2": line.rvalue**2, "residuals": numbers(np.log(y) - line.intercept - line.slope * np.log(x)),
             "parameters": [ends(line.intercept, line.intercept_stderr), [line.slope, line.slope - t * line.stderr, line.slope + t * line.stderr]]})
x = np.repeat(np.arange(6.0), 3)
y = 3 * np.exp(-0.4 * x + 0.05 * rng.normal(size=len(x)))
line, t = linear(x, np.log(y))
fits.append({"model": "exponential", "x": numbers(x), "y": numbers(y), "r2": line.rvalue**2, "residuals": numbers(np.log(y) - line.intercept - line.slope * x),
             "parameters": [ends(line.intercept, line.intercept_stderr), [line.slope, line.slope - t * line.stderr, line.slope + t * line.stderr]]})
for sign in (1, -1):
    x = np.repeat(np.linspace(-4, 8, 9), 3)
    y = logistic(x, 0.1, 0.9, sign * 1.3, 2.2) + 0.03 * rng.normal(size=len(x))
    best, covariance = optimize.curve_fit(logistic, x, y, [0.1, 0.9, sign * 1.0, 2.0], ftol=1e-15, xtol=1e-15, gtol=1e-15, maxfev=20000)
    half = stats.t.ppf(0.975, len(x) - 4) * np.sqrt(np.diag(covariance))
    residuals = y - logistic(x, *best)
    fits.append({"model": "logistic", "x": numbers(x), "y": numbers(y), "r2": 1 - float(np.sum(residuals**2) / np.sum((y - y.mean()) ** 2)), "residuals": numbers(residuals),
                 "parameters": [[float(b), float(b - h), float(b + h)] for b, h in zip(best, half)]})
student = [[c, f, float(stats.t.ppf((1 + c) / 2, f))] for c in (0.5, 0.95, 0.999) for f in (1, 2, 3, 4, 7, 30, 501)]


# Where a curve first moves, looked for the slow way.
def first_move(values):
    places = [i for i, v in enumerate(values) if not math.isnan(v)]
    for i in range(8, len(places) - 2):
        before = np.array([values[p] for p in places[:i]])
        middle = np.median(before)
        spread = np.median(np.abs(before - middle))
        sides = []
        for p in places[i : i + 3]:
            away = values[p] - middle
            far = abs(away) > 0 if spread == 0 else 0.6745 * abs(away) / spread > 3.5
            sides.append(np.sign(away) if far else 0)
        if sides[0] != 0 and len(set(sides)) == 1:
            return places[i]
    return None


moves = []
for length in (9, 30, 31, 100):
    for kind in range(7):
        i = np.arange(length, dtype=float)
        noise = 0.1 * rng.normal(size=length)
        step = np.where(i >= length // 2, 3.0, 0.0)
        values = [noise, noise + step, noise - step, i, 0 * i + step, np.where(rng.random(length) < 0.2, math.nan, noise + step), np.exp(i / 4) + noise][kind]
        if kind == 2:
            values[length // 3] = 40.0  # one value alone is no move
        moves.append({"values": numbers(values), "first": first_move(values)})

print(json.dumps({
    "made": {"numpy": np.__version__, "scipy": scipy.__version__},
    "drawn": {str(n): drawn(7, n)[:3].tolist() + drawn(7, n)[-1:].tolist() for n in (1, 2, 5, 8)},
    "bands": bands,
    "groups": {name: [{"steps": s, "values": numbers(v), "event": e} for (s, v), e in zip(runs, events[name])] for name, runs in groups.items()},
    "answers": answers,
    "fits": fits,
    "student": student,
    "moves": moves,
}))
