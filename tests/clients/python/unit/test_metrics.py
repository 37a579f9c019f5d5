"""What `define_metric` says of a metric: where its points stand, and what the summary keeps of it."""

import math

import pytest
from phasescope.metrics import metric_of
from phasescope.run import Run
from phasescope.sender import Sender

NAN = float("nan")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run whose thread is not started: what it would do is done by `flush`."""
    monkeypatch.setattr("phasescope.say._said", set())
    box = []
    sender = Sender(
        run="r",
        writer="trainer",
        data=tmp_path,
        find=None,
        started=None,
        part=None,
        on_command=lambda *_: None,
        accepts=list,
        described=lambda: box[0].described(),
    )
    box.append(Run(id="r", name="r", project="p", config={}, dir=tmp_path, sender=sender))
    return box[0]


def points(run):
    run._sender.flush()
    found = {}
    for held in run._sender.outbox.held:
        for column in held.columns or []:
            found.setdefault(column.series, []).extend(
                zip(column.steps, column.values, strict=False)
            )
    return found


def told(run):
    """What the hub is told of the summary."""
    run._told.is_last = True
    run._sender._described_at = -1e9
    run._sender.facts.append({"type": "described", "step": 0})
    run._sender.flush()
    said = {}
    for held in run._sender.outbox.held:
        said.update(held.report.get("summary", {}))
    return said


def test_a_value_is_in_the_summary_right_after_it_was_logged(run):
    for i in range(3):
        run.log({"a": i, "nested": {"b": i * 2.0}})
        assert (run.summary["a"], run.summary["nested/b"], run.summary.a) == (i, 2 * i, i)
        if i == 1:
            run._sender.flush()
    assert "none" not in run.summary
    with pytest.raises(KeyError):
        run.summary["none"]
    run.summary["a"] = 7
    run.log({"a": 9})
    assert run.summary["a"] == 7
    assert told(run) == {"a": 7}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("min", {"min": 1}),
        ("max", {"max": 8}),
        ("mean", {"mean": 4}),
        ("first", {"first": 1}),
        ("last", {"last": 3}),
        ("best", {"best": 1}),
        ("min, MAX", {"min": 1, "max": 8}),
        ("copy", 3),
    ],
)
@pytest.mark.parametrize("taken", [False, True])
def test_the_summary_keeps_numbers_under_the_key(run, words, expected, taken):
    run.define_metric("val", summary=words)
    for value in (1, 8, 3):
        run.log({"val": value, "other": value})
        if taken:
            run._sender.flush()
    assert run.summary["val"] == expected
    assert run.summary["other"] == 3
    found = {} if expected == 3 else {f"val/{word}": number for word, number in expected.items()}
    assert told(run) == found


def test_none_keeps_nothing(run):
    run.define_metric("val", summary="none")
    run.log({"val": 1})
    assert "val" not in run.summary
    assert told(run) == {}


@pytest.mark.parametrize("goal", ["maximize", "max"])
def test_the_best_is_the_largest_where_that_is_the_goal(run, goal):
    run.define_metric("val", summary="best", goal=goal)
    run.log({"val": 1})
    run.log({"val": 3})
    run.log({"val": 2})
    assert run.summary["val"]["best"] == 3


@pytest.mark.parametrize("values", [(NAN, 4.0), (4.0, NAN), (4.0, NAN, 2.0), (NAN,)])
@pytest.mark.parametrize("taken", [False, True])
def test_after_a_nan_least_largest_and_mean_are_nan_as_in_wandb(run, values, taken):
    run.define_metric("val", summary="min,max,mean")
    for value in values:
        run.log({"val": value})
        if taken:
            run._sender.flush()
    assert all(math.isnan(run.summary["val"][word]) for word in ("min", "max", "mean"))


def test_infinities_are_numbers(run):
    run.define_metric("val", summary="min,max,mean")
    for value in (math.inf, -math.inf, 1.0):
        run.log({"val": value})
    found = run.summary["val"]
    assert (found["min"], found["max"]) == (-math.inf, math.inf)
    assert math.isnan(found["mean"])


def test_names_may_be_open_and_their_own_goes_before(run):
    run.define_metric("train/*", summary="max")
    run.define_metric("train/loss", summary="min")
    run.define_metric("nested.inner", summary="max")
    run.define_metric("with\\.dot", summary="max")
    for value in (1, 3, 2):
        run.log(
            {
                "train/loss": value,
                "train/acc": value,
                "nested": {"inner": value},
                "with.dot": value,
                "with/dot": value,
            }
        )
    assert [run.summary[key] for key in ("train/loss", "train/acc", "nested/inner")] == [
        {"min": 1},
        {"max": 3},
        {"max": 3},
    ]
    assert run.summary["with/dot"] == 2


def test_what_is_said_later_is_added_or_goes_in_its_place(run):
    run.define_metric("m", summary="min")
    run.define_metric("m", summary="max")
    run.log({"m": 1})
    assert run.summary["m"] == {"min": 1, "max": 1}
    run.define_metric("m", summary="last", overwrite=True)
    run.log({"m": 2})
    assert run.summary["m"] == {"last": 2}


def test_what_is_no_word_is_said_and_the_others_hold(run, capsys):
    run.define_metric("m", summary="median, max", goal="largest")
    run.log({"m": 1})
    assert run.summary["m"] == {"max": 1}
    said = capsys.readouterr().err
    assert "summary: expected some of min, max" in said
    assert "got 'median'" in said
    assert "goal: expected minimize or maximize, got 'largest'" in said


def test_points_stand_at_the_value_of_the_step_metric(run, capsys):
    epoch = run.define_metric("epoch")
    run.define_metric("val/*", step_metric=epoch)
    run.define_metric("late", step_metric="epoch", step_sync=False)
    for step in range(6):
        run.log({"val/loss": -step, "epoch": step // 2, "train": step, "late": step}, step=step)
    run.log({"val/loss": 9, "late": 9, "val": {"deep": 1}}, step=7)
    assert points(run) == {
        "epoch": [(step, step // 2) for step in range(6)],
        "train": [(step, step) for step in range(6)],
        "val/loss": [*((step // 2, -step) for step in range(6)), (2, 9)],
        "late": [*((step // 2, step) for step in range(6)), (7, 9)],
        "val/deep": [(2, 1)],
    }
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("number", [0.5, -1, NAN, math.inf, "word", [1, 2], None])
def test_where_a_step_metric_is_no_step_that_is_said_once_and_points_stand_at_that_of_their_log(
    run, number, capsys
):
    run.define_metric("loss", step_metric="clock")
    run.log({"loss": 1, "clock": number}, step=3)
    run.log({"loss": 2, "clock": number}, step=4)
    run.log({"loss": 3, "clock": 10}, step=5)
    assert points(run)["loss"] == [(3, 1), (4, 2), (10, 3)]
    said = capsys.readouterr().err
    assert said.count("'loss' is to stand at a step, a whole number from 0, and") == 1
    assert "it stands at the step of its log there" in said


def test_a_step_metric_that_was_never_logged_is_said_once(run, capsys):
    run.define_metric("loss", step_metric="clock")
    run.log({"loss": 1}, step=3)
    run.log({"loss": 2}, step=4)
    assert points(run) == {"loss": [(3, 1), (4, 2)]}
    assert capsys.readouterr().err.count("no 'clock' was logged") == 1


def test_a_metric_is_defined_from_that_call_on(run):
    run.log({"loss": 1, "clock": 100}, step=0)
    run.define_metric("loss", step_metric="clock")
    run.log({"loss": 2, "clock": 101}, step=1)
    assert points(run)["loss"] == [(0, 1), (101, 2)]


def test_a_metric_is_no_clock_of_its_own_and_the_run_goes_on_behind_its_own_steps(run):
    run.define_metric("*", step_metric="seen")
    for step in range(3):
        run.log({"loss": step, "seen": 1000 * step})
    assert points(run) == {
        "loss": [(0, 0), (1000, 1), (2000, 2)],
        "seen": [(0, 0), (1, 1000), (2, 2000)],
    }
    outbox = run._sender.outbox
    outbox.settle(always=True)
    assert outbox.kept_step == 2
    word = outbox.word()
    outbox.close()
    again = type(outbox)("r", None, outbox.journal.path, lambda _: None)
    assert again.take_up(None, word) == -1  # what the word says is what counts
    assert word.step == 2
    assert again.next == outbox.next


def test_a_call_that_means_nothing_is_said_and_raises_nothing(run, capsys):
    assert run.define_metric(["a"], summary=["max"]) is not None
    run.log({"a": 1})
    assert run.summary["a"] == 1


def test_what_a_metric_is_can_be_handed_on():
    first = metric_of("a", None, None, "max", None)
    assert metric_of("b", first, True, None, None).step_metric == "a"
