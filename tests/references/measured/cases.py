"""What is asked of `phasescope measure`: tensors by file, flags, and a function from the tensors to what is expected."""

import math

import numpy as np
import scipy.spatial
import scipy.stats

rng = np.random.default_rng(20261122)
CASES = []


def case(name, files, expected, *flags, npz=False, precisions=("f8", "f4")):
    """`expected` is a function of the tensors, {file: {name: array}}, and gives {probe: number, array or {part: …}}."""
    CASES.append((name, files, expected, flags, npz, precisions))


def draw(*shape, scale=1.0):
    return rng.normal(0.0, scale, shape)


def distances(x):
    return scipy.spatial.distance.squareform(scipy.spatial.distance.pdist(x))


def centered(x):
    return x - x.mean(0)


def entropy_rank(s):
    return math.exp(scipy.stats.entropy(s))


def on_sphere(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)
