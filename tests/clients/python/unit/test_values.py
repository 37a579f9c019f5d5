"""What can be logged, and the numbers in it."""

import math

import numpy as np
import pytest
from phasescope import Histogram
from phasescope.kept import kept
from phasescope.names import step_of
from phasescope.parameters import parameter_of, plain_parameters
from phasescope.seen import Seen, seen

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1, 1.0),
        (2.5, 2.5),
        (True, 1.0),
        (np.float32(0.5), 0.5),
        (np.int64(-3), -3.0),
        (np.array(7.0), 7.0),
        (np.array([[7.0]]), 7.0),
        (10**400, math.inf),
        (-(10**400), -math.inf),
    ],
)
def test_numbers_of_every_kind_are_scalars(value, number):
    assert seen(kept(value)) == Seen("scalar", number)


def test_what_is_not_finite_is_kept():
    assert math.isnan(seen(NAN).numbers)
    assert seen(np.float32("-inf")).numbers == -math.inf


def test_lists_are_spectra_and_tables_are_matrices():
    assert seen(kept([1, 2.0, True])) == Seen("spectrum", [1.0, 2.0, 1.0])
    assert seen(kept((1, 2))) == Seen("spectrum", [1.0, 2.0])
    assert seen(kept(np.arange(3))) == Seen("spectrum", [0.0, 1.0, 2.0])
    assert seen(kept([])) == Seen("spectrum", [])
    assert seen(kept([5])) == Seen("spectrum", [5.0])
    assert seen(kept(np.array([[1, 2, 3], [4, 5, 6]]))) == Seen("matrix", [3.0, 1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(
    "value",
    ["text", None, 1j, object(), [[1], [2, 3]], [["a"]], np.ones((2, 2, 2)), b"1"],
)
def test_what_is_no_number_is_none(value):
    assert seen(kept(value)) is None


def test_a_value_that_is_changed_afterwards_is_what_it_was():
    array, deep = np.zeros(2), {"a": [np.zeros(1), 1]}
    before, deep_before = kept(array), kept(deep)
    array[0] = 1
    deep["a"][0][0] = 1
    deep["a"][1] = 2
    assert before.tolist() == [0, 0]
    assert [one if isinstance(one, int) else one.tolist() for one in deep_before["a"]] == [[0.0], 1]


class Tensor:
    """As PyTorch has them: what computes it may still be on its way, and reading it waits for that."""

    def __init__(self, number, reads):
        self.number, self.reads = number, reads

    def detach(self):
        return self

    def clone(self):
        return Tensor(self.number, self.reads)

    def tolist(self):
        self.reads.append(self.number)
        return self.number


def test_a_tensor_is_copied_where_it_is_and_read_later():
    reads = []
    tensor = Tensor(3.0, reads)
    held = kept(tensor)
    tensor.number = 4.0
    assert reads == []
    assert seen(held) == Seen("scalar", 3.0)


def test_a_conversion_that_fails_is_none():
    class Gone:
        def tolist(self):
            raise RuntimeError("Array has been deleted")

    assert seen(kept(Gone())) is None


def test_a_histogram_is_rows_of_edges_and_shares():
    assert Histogram([0, 1, 2, 4], num_bins=2).rows() == [3, 0, 2, 0.5, 2, 4, 0.5]
    assert Histogram(np_histogram=np.histogram([0, 1, 2, 4], bins=2)).rows() == [
        3,
        0,
        2,
        0.5,
        2,
        4,
        0.5,
    ]
    assert Histogram([2, 2], num_bins=1).rows() == [3, 1, 3, 1]
    assert Histogram([NAN, math.inf]).rows() == [3]
    assert Histogram([NAN, 0, 1], num_bins=1).rows() == [3, 0, 1, 1]
    numbers = np.random.default_rng(0).normal(size=1000)
    counts, edges = np.histogram(numbers, bins=64)
    rows = np.array(Histogram(numbers).rows()[1:]).reshape(64, 3)
    assert rows[:, 0] == pytest.approx(edges[:-1])
    assert rows[:, 1] == pytest.approx(edges[1:])
    assert rows[:, 2].sum() == pytest.approx(1)
    assert np.abs(rows[:, 2] * 1000 - counts).max() <= 1


def test_a_histogram_says_what_it_expects():
    with pytest.raises(ValueError, match="either numbers or np_histogram"):
        Histogram()
    with pytest.raises(ValueError, match="num_bins from 1 to 512, got 0"):
        Histogram([1], num_bins=0)


def test_a_config_is_parameters_by_nested_keys():
    config = {
        "lr": 0.1,
        "optimizer": {"name": "adam", "betas": (0.9, 0.99), "amsgrad": False},
        3: None,
    }
    assert plain_parameters(config) == {
        "lr": 0.1,
        "optimizer/name": "adam",
        "optimizer/betas": "[0.9,0.99]",
        "optimizer/amsgrad": "false",
        "3": "null",
    }


def test_a_config_of_long_texts_is_one_that_a_hub_takes():
    config = {f"text{i}": "x" * 8000 for i in range(300)} | {"lr": 0.1, "name": "short"}
    found = plain_parameters(config)
    assert sum(len(key) + len(str(value)) for key, value in found.items()) < 1_048_576
    assert found["text0"] == "x" * 8000 and found["text299"] == "<it is too long to be told>"
    assert (found["lr"], found["name"]) == (0.1, "short")


def test_a_parameter_is_a_number_or_a_word():
    assert parameter_of(np.float64(0.5)) == 0.5
    assert parameter_of(NAN) == "nan"
    assert parameter_of(2**70) == 2.0**70
    assert parameter_of({3, 1, 2}) == "[1,2,3]"
    assert parameter_of("x" * 10_000) == "x" * 8192
    assert parameter_of("half \ud800") == "half ?"


@pytest.mark.parametrize("step", [-1, 0.5, "a", None, 2**53, NAN])
def test_what_is_no_step(step):
    assert step_of(step) is None


def test_a_step_however_it_is_held():
    assert [step_of(step) for step in (3, 3.0, np.int32(3), np.array(3))] == [
        3,
        3,
        3,
        3,
    ]
