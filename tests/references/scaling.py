"""Finite-size scaling by NumPy, SciPy and fssa (Sorge 2015, an implementation of Houdayer & Hartmann 2004): writes scaling.json.

    python -m venv venv && venv/bin/pip install numpy scipy && venv/bin/pip install --no-deps fssa==0.7.6
    venv/bin/python tests/references/scaling.py > tests/references/scaling.json

fssa 0.7.6 is of 2015: names that NumPy has dropped since are given back to it before it is loaded, and its own minimizer, which asks SciPy for what it
has no more, is left out: SciPy's own minimizes its cost.
"""

import json
import math
import sys
import types
import warnings

import numpy as np

np.int = int
np.asfarray = lambda a, dtype=float: np.asarray(a, dtype=dtype)
sys.modules["fssa.optimize"] = types.SimpleNamespace(_minimize_neldermead=None)
warnings.simplefilter("ignore")

import fssa  # noqa: E402
import scipy  # noqa: E402
from scipy import optimize  # noqa: E402

rng = np.random.default_rng(17)

# Onsagers's critical temperature and exponents of the two-dimensional Ising model: beta = 1/8, nu = 1.
CRITICAL = 2 / math.log(1 + math.sqrt(2))


def curves(sizes, x, error):
    """m = N^(-beta/nu) f((T - T_c) N^(1/nu)) of a smooth f that falls from one height to another, with noise."""
    z = np.multiply.outer(sizes, x - CRITICAL)
    shape = 0.3 + 0.7 / (1 + np.exp(0.5 * z))
    clean = (sizes**-0.125)[:, None] * shape
    return clean + error * rng.standard_normal(clean.shape)


def collapse_case(sizes, x, error):
    sizes = np.array(sizes, dtype=float)
    y = curves(sizes, x, error)
    dy = error * rng.uniform(0.8, 1.2, y.shape)

    def cost(at, nu, beta):
        return float(fssa.quality(*fssa.scaledata(l=sizes, rho=x, a=y, da=dy, rho_c=at, nu=nu, zeta=-beta)))

    asked = [(CRITICAL, 1, 0.125), (CRITICAL + 0.02, 1, 0.125), (CRITICAL, 1.3, 0.125), (CRITICAL - 0.01, 0.8, 0.3)]
    found = optimize.minimize(
        lambda p: cost(p[0], math.exp(-p[1]), p[2] * math.exp(-p[1])),
        [CRITICAL, 0, 0.125],
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 5000},
    )
    return {
        "sizes": sizes.tolist(),
        "x": x.tolist(),
        "y": y.tolist(),
        "errors": dy.tolist(),
        "costs": [{"critical": c, "nu": nu, "beta": b, "cost": cost(c, nu, b)} for c, nu, b in asked],
        "least": {
            "critical": found.x[0],
            "nu": math.exp(-found.x[1]),
            "beta": found.x[2] * math.exp(-found.x[1]),
            "cost": found.fun,
        },
    }


def law_case(asymptote, factor, exponent, sizes, noise, given):
    sizes = np.array(sizes, dtype=float)
    y = (asymptote + factor * sizes**-exponent) * (1 + noise * rng.standard_normal(sizes.size))
    weights = rng.uniform(0.5, 2, sizes.size) / y**2
    if given is None:
        law = lambda n, t, a, b: t + a * n**-b  # noqa: E731
        start = [asymptote, factor, exponent]
    else:
        law = lambda n, a, b: given + a * n**-b  # noqa: E731
        start = [factor, exponent]
    fit, _ = optimize.curve_fit(law, sizes, y, start, sigma=weights**-0.5, xtol=1e-15, ftol=1e-15, maxfev=100_000)
    full = [given, *fit] if given is not None else [*fit]
    return {
        "given": given,
        "sizes": sizes.tolist(),
        "values": y.tolist(),
        "weights": weights.tolist(),
        "law": dict(zip(["asymptote", "factor", "exponent"], map(float, full))),
    }


def fluctuations_case(values, size):
    m = np.array(values)
    return {
        "values": m.tolist(),
        "size": size,
        "mean": m.mean(),
        "error": m.std(ddof=1) / math.sqrt(m.size),
        "susceptibility": size * m.var(ddof=1),
        "binder": 1 - np.mean(m**4) / (3 * np.mean(m**2) ** 2),
    }


print(
    json.dumps(
        {
            "made": f"NumPy {np.__version__}, SciPy {scipy.__version__}, fssa 0.7.6",
            "collapses": [
                collapse_case([8, 16, 32], CRITICAL + np.linspace(-0.3, 0.3, 25), 0.004),
                collapse_case([16, 24, 32, 64], CRITICAL + np.linspace(-0.12, 0.12, 31), 0.002),
                collapse_case([10, 20, 40], CRITICAL + np.linspace(-0.2, 0.25, 41), 0.003),
            ],
            "laws": [
                law_case(0, 300, 0.8, [16, 32, 64, 128, 256], 0.02, 0),
                law_case(0, 3, -0.5, [10, 100, 1000], 0.05, 0),
                law_case(40, 500, 1.1, [16, 32, 64, 128, 256, 512], 0.01, None),
                law_case(2, -1.5, 0.5, [4, 8, 16, 32, 64], 0.003, None),
                law_case(25, 60, 0.4, [8, 16, 32, 64, 128], 0.02, 25),
            ],
            "fluctuations": [
                fluctuations_case(rng.standard_normal(12), 64),
                fluctuations_case(np.where(rng.random(9) < 0.5, -0.8, 0.8), 16),
                fluctuations_case(0.5 + 0.1 * rng.standard_normal(5), 1),
            ],
        },
        indent=1,
    )
)
