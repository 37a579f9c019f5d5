"""What a training script holds: a call of `log` never raises, and what is too much is counted."""

import pytest
from phasescope.run import Run
from phasescope.sender import Sender


@pytest.fixture
def run(tmp_path):
    """A run whose thread is not started: what it would do is done by `flush`."""
    sender = Sender(
        run="r",
        writer="trainer",
        data=tmp_path,
        find=None,
        started=None,
        part=None,
        on_command=lambda *_: None,
        accepts=list,
        described=lambda: None,
    )
    return Run(id="r", name="r", project="p", config={}, dir=tmp_path, sender=sender)


def points(run):
    run._sender.flush()
    return {
        column.series: list(zip(column.steps, column.values, strict=True))
        for held in run._sender.outbox.held
        for column in held.columns or []
    }


def test_steps_count_by_themselves_unless_they_are_said(run):
    run.log({"a": 1.0})
    run.log({"a": 2.0}, commit=False)
    run.log({"b": 3.0})
    run.log({"a": 4.0}, step=10)
    run.log({"a": 5.0})
    run.log({"a": 6.0})
    run.log({"a": 7.0}, step=3)
    run.log({"a": 8.0})
    assert points(run) == {
        "a": [(0, 1), (1, 2), (10, 4), (10, 5), (11, 6), (3, 7), (12, 8)],
        "b": [(1, 3)],
    }


@pytest.mark.parametrize("data", [None, 3, "text", [("a", 1)]])
def test_what_is_no_dictionary_is_said_and_raises_nothing(run, data, capsys, monkeypatch):
    monkeypatch.setattr("phasescope.say._said", set())
    run.log(data)
    assert "Cannot log" in capsys.readouterr().err
    assert points(run) == {}


def test_a_step_that_is_none_is_said_once_and_the_next_is_taken(run, capsys, monkeypatch):
    monkeypatch.setattr("phasescope.say._said", set())
    for step in (-1, 0.5, "three"):
        run.log({"a": 1.0}, step=step)
    assert capsys.readouterr().err.count("expected a whole number from 0") == 1
    assert len(points(run)["a"]) == 3


def test_a_dictionary_that_is_used_again_is_what_it_was(run):
    values = {"a": 1.0, "list": [1.0]}
    run.log(values)
    values["a"] = 2.0
    values["list"][0] = 2.0
    run.log(values)
    assert points(run) == {"a": [(0, 1), (1, 2)], "list": [(0, 1), (1, 2)]}


def test_what_is_logged_faster_than_it_is_taken_is_counted_and_told(run, monkeypatch, capsys):
    run._most = 10
    for step in range(25):
        run.log({"a": 1.0, "b": 2.0}, step=step)
    assert len(points(run)["a"]) == 10
    told = [held.report for held in run._sender.outbox.held if held.report["type"] == "thinned"]
    assert [(one["from"], one["to"], one["kept"], one["of"]) for one in told] == [(10, 24, 0, 30)]


def test_points_of_more_series_than_a_run_has_are_counted_and_told(run, monkeypatch, capsys):
    monkeypatch.setattr("phasescope.say._said", set())
    monkeypatch.setattr("phasescope.gather.MOST_SERIES", 100)
    for step in range(20):
        run.log({f"key-{10 * step + i}": 1.0 for i in range(10)}, step=step)
    assert len(points(run)) == 100
    told = [held.report for held in run._sender.outbox.held if held.report["type"] == "thinned"]
    assert sum(one["of"] - one["kept"] for one in told) == 100
    assert (min(one["from"] for one in told), max(one["to"] for one in told)) == (10, 19)
    assert capsys.readouterr().err == (
        "phasescope: More than 100 series were logged; points of further ones are left out, and counted\n"
    )
    assert run.summary["key-0"] == 1
    assert "key-150" not in run.summary


def test_large_values_that_wait_are_bounded(run, monkeypatch):
    run._most_bytes = 100_000
    np = pytest.importorskip("numpy")
    for step in range(50):
        run.log({"big": np.zeros(1_000)}, step=step)
    assert len(run._sender.queue) <= 13
    run._sender.flush()
    run.log({"big": np.zeros(1_000)}, step=50)
    run.log({"big": np.zeros(1_000)}, step=51)
    assert len(run._sender.queue) >= 1


def test_finish_without_a_hub_leaves_a_journal(run, tmp_path):
    run.log({"a": 1.0})
    run._sender.start()
    run.finish()
    assert (tmp_path / "journals" / "r.journal").exists()
    run.log({"a": 2.0})
    run.finish()
    assert not run._sender.queue
