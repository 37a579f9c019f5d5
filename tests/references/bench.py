"""How long NumPy, SciPy and PyHessian take for what the probes compute, on tensors that the benchmark wrote.

    pip install numpy scipy safetensors torch pyhessian setuptools
    python tests/references/bench.py TENSORS.safetensors REPEATS

Prints medians in milliseconds as JSON. `npm run bench -- probes` runs it with the interpreter that PHASESCOPE_PYTHON
names.
"""

import json
import platform
import sys
import time

import numpy as np
import scipy
import scipy.linalg
import torch
from pyhessian import hessian
from safetensors.numpy import load_file

tensors = load_file(sys.argv[1])
repeats = int(sys.argv[2])
weights = [value for name, value in tensors.items() if name.startswith("w")]
pair = tensors["h"], tensors["h0"]
pair_in_double = tuple(x.astype(np.float64) for x in pair)


def centered(x):
    return x - x.mean(0)


def unbiased_hsic(k, l):
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    return (np.sum(k * l) + k.sum() * l.sum() / ((n - 1) * (n - 2)) - 2 * k.sum(0) @ l.sum(0) / (n - 2)) / (n * (n - 3))


def cka_debiased(h, h0):
    x, y = centered(h), centered(h0)
    k, l = x @ x.T, y @ y.T
    return unbiased_hsic(k, l) / np.sqrt(unbiased_hsic(k, k) * unbiased_hsic(l, l))


def cka_biased(h, h0):
    x, y = centered(h), centered(h0)
    return np.linalg.norm(x.T @ y) ** 2 / np.linalg.norm(x.T @ x) / np.linalg.norm(y.T @ y)


def cca(h, h0):
    qx, qy = np.linalg.qr(centered(h))[0], np.linalg.qr(centered(h0))[0]
    return np.linalg.svd(qx.T @ qy, compute_uv=False).mean()


def procrustes(h, h0):
    x, y = centered(h), centered(h0)
    x, y = x / np.linalg.norm(x), y / np.linalg.norm(y)
    return 2 - 2 * scipy.linalg.svdvals(x.T @ y).sum()


class Net(torch.nn.Module):
    """The demo's network: two layers without biases, squares between them."""

    def __init__(self):
        super().__init__()
        self.w1 = torch.nn.Parameter(torch.tensor(tensors["w1"]))
        self.w2 = torch.nn.Parameter(torch.tensor(tensors["w2"]))

    def forward(self, x):
        return (x @ self.w1).square() @ self.w2


batch = (torch.tensor(tensors["x"]), torch.tensor(tensors["y"]))


def second_order():
    return hessian(Net(), torch.nn.MSELoss(), data=batch, cuda=False)


# A tolerance of 0 is never met: as many products as the probe makes.
computations = {
    "singularValues": lambda: [np.linalg.svd(weight, compute_uv=False) for weight in weights],
    "ckaDebiased": lambda: cka_debiased(*pair),
    "ckaBiased": lambda: cka_biased(*pair),
    "cca": lambda: cca(*pair),
    "procrustes": lambda: procrustes(*pair),
    "topEigenvalue": lambda: second_order().eigenvalues(maxIter=20, tol=0, top_n=1),
    "trace": lambda: second_order().trace(maxIter=20, tol=0),
}
# The probes compute these in float64; NumPy stays in the type that it is given.
in_double = {
    "ckaDebiased": lambda: cka_debiased(*pair_in_double),
    "ckaBiased": lambda: cka_biased(*pair_in_double),
    "cca": lambda: cca(*pair_in_double),
    "procrustes": lambda: procrustes(*pair_in_double),
}


def median_milliseconds(compute):
    compute()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        compute()
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times))


print(json.dumps({
    "made": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
             "torch": torch.__version__, "threads": str(torch.get_num_threads())},
    "milliseconds": {name: median_milliseconds(compute) for name, compute in computations.items()},
    "inDouble": {name: median_milliseconds(compute) for name, compute in in_double.items()},
}))
