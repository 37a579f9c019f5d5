"""What river and ruptures find in the series of the benchmark of transitions.

    pip install numpy scipy river ruptures
    python tests/references/transitions.py SERIES.json

`npm run bench -- transitions` runs it with the interpreter that PHASESCOPE_PYTHON names. SERIES.json has, for each group of equal noise, `nulls` (values
of series in which nothing happens), `series` (values, and the index of the onset) and `allowed` (false alarms in all nulls). The threshold of each method
is the least at which it raises no more than these. Prints as JSON the threshold, the false alarms, and for each series its alarms: the index at
which it was raised, and the index to which it dates the change.

Every method is given values less the median of their first 50, in units of their deviation (1.4826 times the median one).

Online: PageHinkley, ADWIN and KSWIN of river are told every point. Pelt of ruptures (its exact solution for the mean, `KernelCPD` with a linear kernel,
which is a thousand times as fast) looks at the last 200 points whenever 4 more have come, and begins anew where it dated a change.
Offline: Pelt, Binseg and Window of ruptures look at the whole series, as whoever has it would.
"""

import json
import math
import sys
from importlib.metadata import version

import numpy as np
import ruptures
from river.drift import ADWIN, KSWIN, PageHinkley

FIRST = 50
PATIENCE = 100
LOOK_BACK, EVERY = 200, 4
# KSWIN takes milliseconds a point: its threshold is the least p-value in so many points, and its series begin so many before their onset.
KSWIN_POINTS, KSWIN_BEFORE = 3000, 110
OFFLINE = 500


def standardized(values):
    values = np.asarray(values, dtype=float)
    first = values[:FIRST]
    middle = np.median(first)
    return (values - middle) / max(1.4826 * np.median(np.abs(first - middle)), 1e-12)


def told_each(make):
    """Alarms of a detector of river, which is told every point."""

    def alarms(threshold, values, stop):
        found, detector = [], make(threshold)
        for i, value in enumerate(values):
            detector.update(float(value))
            if detector.drift_detected:
                found.append([i, None])
                detector = make(threshold)
                if i >= stop:
                    break
        return found

    return alarms


def pelt_online(penalty, values, stop):
    found, begin, i = [], 0, FIRST
    while i < len(values):
        part = values[max(begin, i + 1 - LOOK_BACK) : i + 1]
        if len(part) >= 8:
            ends = ruptures.KernelCPD(kernel="linear", min_size=2).fit(part.reshape(-1, 1)).predict(pen=penalty)
            if len(ends) > 1:
                at = i + 1 - len(part) + ends[-2]
                found.append([i, int(at)])
                begin = at
                if i >= stop:
                    break
        i += EVERY
    return found


def least_threshold(alarms, nulls, allowed, low, high):
    """Between two thresholds, by halving the logarithm, the least that raises at most so many false alarms."""

    def count(threshold):
        total = 0
        for values in nulls:
            total += len(alarms(threshold, values, math.inf))
            if total > allowed:
                break
        return total

    for _ in range(8):
        middle = math.sqrt(low * high)
        if count(middle) > allowed:
            low = middle
        else:
            high = middle
    return high, count(high)


# Of each: a threshold that grows as alarms become fewer. ADWIN has a confidence δ instead: its logarithm is swept.
ONLINE = {
    "river PageHinkley, δ = 0.005": (told_each(lambda t: PageHinkley(threshold=t)), 1, 1e5),
    "river PageHinkley, δ = 0.5": (told_each(lambda t: PageHinkley(threshold=t, delta=0.5)), 1, 1e4),
    "river ADWIN": (told_each(lambda t: ADWIN(delta=math.exp(-t), clock=1)), 0.5, 700),
    "ruptures Pelt": (pelt_online, 1, 1e5),
}


def kswin_traces(nulls, series):
    """The p-value after each point, where no alarm makes it begin anew."""

    def trace(values):
        detector, p = KSWIN(alpha=1e-300, window_size=100, stat_size=30, seed=1), []
        for value in values:
            detector.update(float(value))
            p.append(float(detector.p_value) if detector.n >= 100 else 1.0)
        return p

    left, least = KSWIN_POINTS, 1.0
    for values in nulls:
        if left <= 0:
            break
        part = values[: min(2000, left)]
        left -= len(part)
        least = min(least, min(trace(part)))
    found = []
    for values, onset in series:
        begin = max(0, onset - KSWIN_BEFORE)
        p = trace(values[begin : onset + PATIENCE])
        found.append(next(([[begin + i, None]] for i, one in enumerate(p) if one < least and begin + i >= onset), []))
    return least, found


def binseg(values):
    algorithm = ruptures.Binseg(model="l2", min_size=2, jump=1).fit(values)
    at, gain = algorithm.single_bkp(0, len(values))
    return float(gain), int(at)


def window(values):
    algorithm = ruptures.Window(width=40, model="l2", jump=1).fit(values)
    best = int(np.argmax(algorithm.score))
    return float(algorithm.score[best]), int(algorithm.inds[best])


def pelt_offline(values):
    """The penalty below which there is a change, by halving; and where it then is."""
    column = values.reshape(-1, 1)
    low, high, at = 0.1, 1e7, None
    for _ in range(24):
        middle = math.sqrt(low * high)
        ends = ruptures.KernelCPD(kernel="linear", min_size=2).fit(column).predict(pen=middle)
        if len(ends) > 1:
            low, at = middle, int(ends[0])
        else:
            high = middle
    return low, at


OFFLINE_METHODS = {"ruptures Pelt": pelt_offline, "ruptures Binseg": binseg, "ruptures Window": window}


def part_about(values, onset):
    """Of a long series the 500 points with the onset in their middle: a whole one takes minutes."""
    begin = max(0, min(len(values) - OFFLINE, onset - OFFLINE // 2))
    return begin, values[begin : begin + OFFLINE]


def answered(group):
    nulls = [standardized(values) for values in group["nulls"]]
    series = [(standardized(one["values"]), one["onset"]) for one in group["series"]]
    allowed = group["allowed"]
    online, offline = {}, {}
    for name, (alarms, low, high) in ONLINE.items():
        threshold, false = least_threshold(alarms, nulls, allowed, low, high)
        found = [alarms(threshold, values, onset) for values, onset in series]
        online[name] = {"threshold": threshold, "falseAlarms": false, "alarms": found}
        print(f"transitions.py: {name}: {threshold:.4g}, {false} false alarms", file=sys.stderr, flush=True)
    thinned = series[:: group["thinning"]]
    threshold, found = kswin_traces(nulls, thinned)
    online["river KSWIN"] = {"threshold": threshold, "falseAlarms": None, "thinning": group["thinning"], "alarms": found}
    short = [values[i : i + OFFLINE] for values in nulls for i in range(0, min(len(values), 2000) - OFFLINE + 1, OFFLINE)]
    short = short[: group["offlineNulls"]]
    for name, method in OFFLINE_METHODS.items():
        # One false change in twenty series at most.
        scores = sorted(method(values)[0] for values in short)
        threshold = scores[-1 - len(scores) // 20]
        found = []
        for values, onset in thinned:
            begin, part = part_about(values, onset)
            score, at = method(part)
            found.append([[None, begin + at]] if score > threshold else [])
        offline[name] = {"threshold": threshold, "thinning": group["thinning"], "alarms": found}
        print(f"transitions.py: {name}, offline: {threshold:.4g}", file=sys.stderr, flush=True)
    return {"online": online, "offline": offline}


with open(sys.argv[1]) as file:
    asked = json.load(file)
made = {name: version(name) for name in ("numpy", "river", "ruptures")}
print(json.dumps({"made": made, "groups": [answered(group) for group in asked["groups"]]}))
