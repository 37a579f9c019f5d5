"""Whatever a training script hands over, no method of a run raises, the run ends in time, and what else was logged is told."""

import itertools
import sys
import threading
import time

import pytest
from phasescope import Histogram
from phasescope.config import Config
from phasescope.journal import Journal
from phasescope.run import Run
from phasescope.sender import Sender


class Ugly(Exception):
    def __str__(self):
        raise RuntimeError("the text of an error")

    __repr__ = __str__


def raising(*names):
    """An object that raises, with an error that cannot be shown, whatever of these is asked of it."""

    def method(self, *_, **__):
        raise Ugly

    return type("Raising", (), dict.fromkeys(names, method) | {"ndim": 1})


def list_within(depth):
    made = []
    for _ in range(depth):
        made = [made]
    return made


def dict_within(depth):
    made = {}
    for _ in range(depth):
        made = {"in": made}
    return made


def cyclic_list():
    made = [1.0]
    made += [made, made]
    return made


def cyclic_dict():
    made = {"a": 1.0}
    made["b"] = made["c"] = made
    return made


def many_times():
    made = [1.0]
    for _ in range(30):
        made = [made, made]
    return made


def many_times_named():
    made = {"x": 1.0}
    for _ in range(30):
        made = {"a": made, "b": made}
    return made


class Endless(list):
    def __iter__(self):
        return itertools.repeat(1.0)


class EndlessDict(dict):
    def items(self):
        return ((f"{i}", 1.0) for i in itertools.count())


class Text(str):
    encode = __iter__ = __str__ = __repr__ = __format__ = raising("encode").encode


class Classless:
    @property
    def __class__(self):
        raise Ugly


ALL = (
    "copy __repr__ __str__ __len__ __iter__ __array__ __float__ __int__ __index__ __bool__ __eq__ __lt__ __gt__ __le__ __ge__ "
    "__format__ __getattr__ __hash__ keys items values tolist item numel detach clone rows __call__ __getitem__ __enter__ __add__ "
    "__sub__ __neg__ __copy__ __deepcopy__ __reduce__ copy_to_host_async"
).split()
HOSTILE = {
    **{name: raising(name, "__repr__") for name in ALL},
    "all of it": raising(*ALL),
    "deep list": lambda: list_within(100_000),
    "deep dict": lambda: dict_within(100_000),
    "cyclic list": cyclic_list,
    "cyclic dict": cyclic_dict,
    "many times over": many_times,
    "many times over, named": many_times_named,
    "endless list": Endless,
    "endless dict": EndlessDict,
    "a text of its own": lambda: Text("text"),
    "no class": Classless,
    "rows of words": lambda: type("Rows", (), {"rows": lambda _: "abc"})(),
    "half rows": lambda: type("Rows", (), {"rows": lambda _: [3.0, 1.0]})(),
    "huge number": lambda: 10**400,
    "digits beyond a text": lambda: 10**5000,
    "half a character": lambda: "\ud800",
    "none": lambda: None,
    "negative": lambda: -1,
    "words": lambda: "x",
    "list of words": lambda: ["x", None, {}],
    "type": lambda: Ugly,
    "error": Ugly,
    "generator": lambda: (x for x in [1]),
    "bytes": lambda: b"\xff",
    "not a number": lambda: float("nan"),
}


def enter_and_fail(run, x):
    error = x if issubclass(type(x), BaseException) else Ugly(x)
    run.__exit__(type(error), error, None)


METHODS = {
    "log": lambda run, x: run.log(x),
    "log value": lambda run, x: run.log({"a": x, "before": 1.0}),
    "log nested": lambda run, x: run.log({"a": {"b": x}, "list": [x]}),
    "log key": lambda run, x: run.log({x: 1.0, "before": 1.0}),
    "log nested key": lambda run, x: run.log({"a": {x: 1.0}}),
    "log step": lambda run, x: run.log({"a": 1.0}, step=x),
    "log commit": lambda run, x: run.log({"a": 1.0}, commit=x, sync=x),
    "name": lambda run, x: setattr(run, "name", x),
    "step": lambda run, x: setattr(run, "step", x) or run.log({"a": 1.0}),
    "config": lambda run, x: run.config.__setitem__("x", x),
    "config attribute": lambda run, x: setattr(run.config, "x", x),
    "config key": lambda run, x: run.config.__setitem__(x, 1),
    "config update": lambda run, x: run.config.update(x),
    "config update value": lambda run, x: run.config.update({"x": [x], "y": {"z": x}}),
    "config update named": lambda run, x: run.config.update(x=x),
    "config defaults": lambda run, x: run.config.setdefaults(x),
    "config shown": lambda run, x: run.config.__setitem__("x", [x]) or repr(run.config)[:9],
    "summary": lambda run, x: run.summary.__setitem__("x", x),
    "summary attribute": lambda run, x: setattr(run.summary, "x", x),
    "summary key": lambda run, x: run.summary.__setitem__(x, 1),
    "summary update": lambda run, x: run.summary.update({"x": x}),
    "summary get": lambda run, x: run.summary.get(x),
    "define_metric": lambda run, x: run.define_metric(x, summary=x, goal=x),
    "define_metric of a series": lambda run, x: run.define_metric("before", summary=x),
    "define_metric goal": lambda run, x: run.define_metric("before", summary="best", goal=x),
    "define_metric step": lambda run, x: run.define_metric("before", step_metric=x),
    "watch": lambda run, x: run.watch(x),
    "watch log": lambda run, x: run.watch(None, log=x, log_freq=x),
    "unwatch": lambda run, x: run.unwatch(x),
    "snapshot": lambda run, x: run.snapshot(x, model=x),
    "snapshot model": lambda run, x: run.snapshot(0, model=x, batch=x, loss=x, optimizer=x),
    "snapshot folder": lambda run, x: run.snapshot(0, folder=x, model=x),
    "tick": lambda run, x: run.tick(x),
    "tick optimizer": lambda run, x: run.tick(0, optimizer=x, scheduler=x, checkpoint=x),
    "steps": lambda run, x: list(run.steps([x, x])),
    "steps optimizer": lambda run, x: list(run.steps(2, optimizer=x, snapshots=x)),
    "histogram": lambda run, x: run.log({"h": Histogram(x if x is not None else [])}),
    "histogram counted": lambda run, x: run.log({"h": Histogram(np_histogram=(x, x))}),
    "histogram bins": lambda run, x: run.log(
        {"h": Histogram([1.0], num_bins=1 if type(x) is int else x)}
    ),
    "show": lambda run, x: setattr(run, "name", x) or repr(run.show()),
    "leave with an error": enter_and_fail,
    "finish": lambda run, x: run.finish(x),
    "finish why": lambda run, x: run.finish(why=x, quiet=x),
    "unsupported": lambda run, x: run.log_artifact(x),
}


def begun(folder, **facts):
    box = []
    sender = Sender(
        run="r",
        writer="trainer",
        data=folder,
        find=None,
        started={"type": "started", "run": {}, "probes": [], "detectors": []},
        part=None,
        on_command=lambda *_: None,
        accepts=lambda: box[0]._steering.accepts(),
        described=lambda: box[0].described(),
    )
    run = Run(id="r", name="r", project="p", config={}, dir=folder, sender=sender, **facts)
    box.append(run)
    told = []
    put = sender.outbox.put

    def note(report, columns=None, at=None):
        put(report, columns, at)
        told.append((report, columns))

    sender.outbox.put = note
    sender.start()
    return run, told


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch):
    """An error in the thread beside is an error; what is said is said again in every test."""
    monkeypatch.setattr("phasescope.say._said", set())
    errors = []
    monkeypatch.setattr(threading, "excepthook", errors.append)
    yield
    assert errors == []


def made(hostile):
    try:
        return HOSTILE[hostile]()
    except Ugly:
        raise AssertionError("it is to raise later") from None


#: Longer than any of it takes on a machine that is busy with other things: only what would never end meets it.
PATIENCE_S = 60.0
#: What ends a run: each value has a run of its own.
ENDING = ("leave with an error", "finish", "finish why")


def call(run, method, hostile):
    """Calls it with a value, in time; whatever it raises fails the test by its name."""
    value = made(hostile)
    if method == "config shown" and "many times" in hostile:
        return  # a dictionary would take as long
    began = time.monotonic()
    try:
        if "key" in method:
            try:
                hash(value)
            except Exception:
                value = "not hashed"
        METHODS[method](run, value)
    except Exception as error:
        raise AssertionError(f"{method}, {hostile}: {type(error).__name__}") from error
    assert time.monotonic() - began < PATIENCE_S, f"{method}, {hostile}"
    if type(run.step) is not int or not 0 <= run.step < 100_000:
        run.step = 0


def assert_ended(run, told, expected):
    run.finish()
    assert run._sender.finished.is_set()
    kinds = [report["type"] for report, _ in told]
    assert kinds[-1] == "ended" and kinds.count("ended") == 1, kinds
    series = {column.series for _, columns in told for column in columns or []}
    assert series >= expected, expected - series


@pytest.mark.parametrize("method", [one for one in METHODS if one not in ENDING])
def test_no_value_makes_a_method_raise_nor_keeps_from_the_hub_what_is_logged_after(
    tmp_path, method
):
    run, told = begun(tmp_path, finish_s=PATIENCE_S)
    expected = set()
    for i, hostile in enumerate(HOSTILE):
        call(run, method, hostile)
        run.log({f"after/{i}": 2.0})
        expected.add(f"after/{i}")
        if method == "snapshot folder":
            run._snapshots = None  # the next value names another
    assert_ended(run, told, expected)


@pytest.mark.parametrize("method", ENDING)
def test_no_value_keeps_a_run_from_its_end(tmp_path, method):
    for i, hostile in enumerate(HOSTILE):
        run, told = begun(tmp_path / str(i), finish_s=PATIENCE_S)
        run.log({"before": 1.0})
        call(run, method, hostile)
        assert run._ended, hostile
        run.log({"after": 2.0})
        assert_ended(run, told, {"before"})


def test_a_stack_without_room_is_no_error(tmp_path):
    run, told = begun(tmp_path)

    def deeper(left):
        try:
            return deeper(left - 1)
        except RecursionError:
            raise
        finally:
            if left < 60:
                run.log({"a": raising("copy")()}, step=None)

    try:
        deeper(sys.getrecursionlimit())
    except RecursionError:
        pass
    run.finish()
    assert told[-1][0]["type"] == "ended"


def test_a_value_that_cannot_be_kept_takes_no_other_with_it(tmp_path, capsys):
    run, told = begun(tmp_path)
    run.log({"a": cyclic_list(), "b": 2.0, "c": {"d": dict_within(99), "e": 3.0}, "f": [4.0, 5.0]})
    run.finish()
    series = {column.series for _, columns in told for column in columns or []}
    assert series == {"b", "f"}
    assert "'a' cannot be logged, and is left out: ValueError: it is nested deeper than 32" in (
        capsys.readouterr().err
    )


def test_a_summary_that_contains_itself_is_told_as_far_as_it_goes(tmp_path):
    run, told = begun(tmp_path)
    run.summary["x"] = cyclic_dict()
    run.summary["y"] = 3
    run.finish()
    said = {}
    for report, _ in told:
        said.update(report.get("summary", {}))
    assert said == {
        "x/a": 1.0,
        "x/b": "<it contains itself>",
        "x/c": "<it contains itself>",
        "y": 3,
    }


def test_a_config_that_does_not_tell_its_keys_is_left_out(tmp_path):
    config = Config({raising("__str__")(): 1, "lr": 0.1})
    config["lr"] = 0.2
    assert config.changes() == {"lr": 0.2}


def hanging_until(asked, release):
    """What says that it is asked, and tells its number once it is released."""

    class Hanging:
        def __float__(self):
            asked.set()
            release.wait(60)
            return 1.0

    return Hanging


@pytest.mark.parametrize("clocked", [False, True])
def test_a_thread_that_hangs_in_a_value_keeps_nobody_for_long_and_no_other_value_from_the_journal(
    tmp_path, clocked
):
    asked, release = threading.Event(), threading.Event()
    Hanging = hanging_until(asked, release)
    run, told = begun(tmp_path, finish_s=1.0)
    if clocked:
        run.define_metric("nothing", step_metric="clock")
    run.log({"before": 0.0})
    run.log({"same": 1.0, "hangs": Hanging(), "behind": {"it": 2.0}, "list": [1, 2]}, step=3)
    assert asked.wait(30)
    for step in range(5_000):
        run.log({"later": float(step), "hangs": Hanging()}, step=step)
    hung = run._sender._thread
    run.finish()
    assert hung.is_alive()  # and was waited for no longer
    assert run._sender.finished.wait(30)
    series = {
        column.series: list(zip(column.steps, column.values, strict=True))
        for _, columns in told
        for column in columns or []
        if column.lengths is None
    }
    points = [
        (step, value)
        for _, columns in told
        for column in columns or []
        if column.series == "later"
        for step, value in zip(column.steps, column.values, strict=True)
    ]
    assert points == [(step, step) for step in range(5_000)]
    assert (series["before"], series["same"], series["behind/it"]) == ([(0, 0)], [(3, 1)], [(3, 2)])
    assert "hangs" not in series
    assert [report["type"] for report, _ in told][-1] == "ended"
    before = len(told)
    release.set()
    hung.join(30)
    assert not hung.is_alive()
    assert len(told) == before  # what it does late is in vain
    left = Journal(tmp_path / "journals" / "r.journal").take_up(run._sender.outbox._vacant)
    assert [held.seq for held in left] == list(range(before))


def test_a_value_that_hangs_keeps_whoever_asks_for_the_summary_no_longer_than_a_second(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(sys.modules["phasescope.sender"], "LOOK_S", 0.05)
    asked, release = threading.Event(), threading.Event()
    Hanging = hanging_until(asked, release)
    run, _ = begun(tmp_path, finish_s=1.0)
    run.log({"a": 1.0})
    assert run.summary["a"] == 1
    run.log({"b": Hanging()})
    assert asked.wait(30)
    run.log({"a": 2.0})
    assert run.summary["a"] == 1
    release.set()
    run.finish()
