"""The rate of an optimizer, set from the page."""

import pytest
from phasescope.command import Refused, command_of
from phasescope.rate import set_rate
from phasescope.replies import never_taken


class Optimizer:
    def __init__(self, *rates):
        self.param_groups = [{"lr": rate} for rate in rates]

    @property
    def rates(self):
        return [group["lr"] for group in self.param_groups]


class Scheduler:
    def __init__(self, *bases):
        self.base_lrs = list(bases)


def test_every_group_keeps_its_proportion_and_the_scheduler_follows():
    optimizer, scheduler = Optimizer(0.1, 0.01), Scheduler(0.2, 0.02)
    set_rate(optimizer, scheduler, 0.5)
    assert optimizer.rates == pytest.approx([0.5, 0.05])
    assert scheduler.base_lrs == pytest.approx([1.0, 0.1])


def test_a_rate_that_was_zero_can_be_set():
    optimizer, scheduler = Optimizer(0.0), Scheduler(0.0)
    set_rate(optimizer, scheduler, 0.5)
    assert (optimizer.rates, scheduler.base_lrs) == ([0.5], [0.5])


def test_a_rate_that_does_not_stay_is_refused_and_left_as_it_was():
    class Deaf(dict):
        def __setitem__(self, key, value):
            super().__setitem__(key, min(value, 1.0))

    optimizer, scheduler = Optimizer(0.1, 0.1), Scheduler(0.1, 0.1)
    optimizer.param_groups[1] = Deaf(lr=0.1)
    with pytest.raises(Refused, match="Parameter group 1 has rate 1 after it was set to 2"):
        set_rate(optimizer, scheduler, 2.0)
    assert optimizer.rates == [0.1, 0.1]
    assert scheduler.base_lrs == [0.1, 0.1]


def test_a_rate_that_is_a_tensor_is_changed_in_place():
    class Tensor(list):
        def fill_(self, value):
            self[:] = [value]

        def __float__(self):
            return self[0]

    rate = Tensor([0.1])
    optimizer = Optimizer(rate)
    set_rate(optimizer, None, 0.2)
    assert optimizer.param_groups[0]["lr"] is rate
    assert list(rate) == [0.2]


@pytest.mark.parametrize(
    "given",
    [
        None,
        [1],
        {},
        {"type": ["a"]},
        {"type": {"a": 1}},
        {"type": "step"},
        {"type": "step", "steps": 1e308},
        {"type": "step", "steps": -5},
        {"type": "step", "steps": True},
        {"type": "until", "step": "NaN"},
        {"type": "until", "step": float("nan")},
        {"type": "until", "step": None},
        {"type": "set", "key": "rate", "value": True},
        {"type": "set", "key": "rate", "value": float("inf")},
        {"type": "set", "key": "rate", "value": 10**400},
        {"type": "attach", "probe": "x", "options": {"a": float("nan")}},
        {"type": "attach", "probe": "x" * 100_000},
    ],
)
def test_what_is_no_command_is_refused(given):
    with pytest.raises(ValueError):
        command_of(given)


def test_a_command_brings_nothing_else_along():
    assert command_of({"type": "pause", "x": float("inf")}) == {"type": "pause"}
    assert command_of({"type": "step", "steps": 3.0, "x": []}) == {"type": "step", "steps": 3}


@pytest.mark.parametrize(
    "never", [{}, {"seq": []}, {"seq": True}, {"seq": 0, "series": {}}, [], 5, None]
)
def test_an_answer_that_makes_no_sense_leaves_nothing_out(never):
    assert never_taken({"ok": False, "never": never}) is None
    assert never_taken({"ok": False, "never": {"seq": 3, "series": "a"}}) == (3, "a")
