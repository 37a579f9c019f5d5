"""From what was logged to Reports."""

import math
from collections import deque

import pytest
from phasescope.gather import Gatherer
from phasescope.series import group_of


def taken(*logs, part=None):
    return list(Gatherer(part).take(deque(logs)))


def test_a_series_is_declared_before_its_first_number():
    (declared, none), (measured, columns) = taken((0, {"a": 1.0}), (1, {"a": 2.0}))
    assert none is None
    assert declared["type"] == "declared"
    assert declared["series"] == {
        **{"name": "a", "probe": "a", "part": None, "kind": "scalar"},
        **{"group": "logged", "unit": "1", "scale": "linear", "range": None},
    }
    assert measured == {"type": "measured"}
    assert [(one.series, list(one.steps), list(one.values)) for one in columns] == [
        ("a", [0, 1], [1, 2])
    ]


def test_series_of_the_same_steps_share_them():
    *_, (_, columns) = taken((0, {"a": 1.0, "b": 2}), (5, {"a": 1.0, "b": 2}))
    assert columns[0].steps is columns[1].steps


def test_nested_dictionaries_are_names_with_slashes():
    reports = taken((0, {"a": {"b": {"c": 1}, 3: 2}}))
    assert [column.series for column in reports[-1][1]] == ["a/b/c", "a/3"]


def test_frames_say_how_long_each_is():
    *_, (_, columns) = taken((0, {"f": [1, 2]}), (1, {"f": [3]}), (2, {"f": []}))
    assert (list(columns[0].values), list(columns[0].lengths)) == ([1, 2, 3], [2, 1, 0])


def test_late_and_repeated_steps_are_kept_in_their_order():
    *_, (_, columns) = taken((5, {"a": 1}), (2, {"a": 2}), (5, {"a": math.nan}))
    assert list(columns[0].steps) == [5, 2, 5]


def test_a_series_keeps_its_kind_and_the_other_is_said_once(capsys):
    reports = taken(
        (0, {"kind": 1.0}),
        (1, {"kind": [1, 2]}),
        (2, {"kind": [1, 2]}),
        (3, {"kind": 2.0}),
    )
    assert list(reports[-1][1][0].steps) == [0, 3]
    line = "phasescope: 'kind' is a scalar, and was logged as a spectrum (list); that is left out\n"
    assert capsys.readouterr().err == line


@pytest.mark.parametrize("key", ["", " ", "x" * 257, "line\nbreak" + "y" * 250])
def test_what_is_no_name_is_left_out(key, capsys):
    assert taken((0, {key: 1.0})) == []
    assert "is no name of a series" in capsys.readouterr().err


def test_a_rank_has_series_of_its_own():
    reports = taken((0, {"loss": 1.0}), part="rank-1")
    assert {key: reports[0][0]["series"][key] for key in ("name", "probe", "part")} == {
        "name": "loss/rank-1",
        "probe": "loss",
        "part": "rank-1",
    }


@pytest.mark.parametrize(
    ("key", "group"),
    [
        ("train/loss", "loss"),
        ("val_loss", "loss"),
        ("valLoss", "loss"),
        ("test-accuracy", "accuracy"),
        ("gloss", "logged"),
        ("loss/scale", "logged"),
    ],
)
def test_panels_stand_where_the_last_word_of_their_name_says(key, group):
    assert group_of(key) == group


def test_a_report_has_no_more_numbers_than_a_message_bears(monkeypatch):
    monkeypatch.setattr("phasescope.gather.NUMBERS_A_REPORT", 100)
    gatherer, queue = (
        Gatherer(None),
        deque((step, {"a": [1.0] * 60, "b": [2.0] * 60}) for step in range(5)),
    )
    sizes = []
    while queue:
        sizes += [
            sum(len(one.values) for one in columns)
            for _, columns in gatherer.take(queue)
            if columns
        ]
    assert sum(sizes) == 600
    assert max(sizes) <= 240


def test_a_key_of_its_own_for_every_step_is_stopped(monkeypatch, capsys):
    monkeypatch.setattr("phasescope.gather.MOST_SERIES", 3)
    monkeypatch.setattr("phasescope.say._said", set())
    reports = taken(*[(step, {f"key-{step}": 1.0}) for step in range(9)])
    assert len([report for report, _ in reports if report["type"] == "declared"]) == 3
    assert capsys.readouterr().err.count("\n") == 1
