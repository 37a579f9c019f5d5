"""What a snapshot takes, keeps and leaves out."""

import json

import numpy as np
import pytest
from phasescope.activations import chosen
from phasescope.arrays import leaves, read_safetensors, write_safetensors
from phasescope.asked import Asked, due, is_due
from phasescope.command import Refused
from phasescope.parts import examples_of, rows_of
from phasescope.products_jax import rebuilt
from phasescope.snapshot import Snapshots
from phasescope.snapshot_writer import SnapshotWriter


def test_file_is_what_safetensors_reads(tmp_path):
    from safetensors.numpy import load_file

    path = tmp_path / "a.safetensors"
    tensors = {
        "z": np.arange(6, dtype="float32").reshape(2, 3),
        "a": np.array([1, 2]),
        "s": np.float64(3),
    }
    size = write_safetensors(path, tensors, {"step": "7"})
    assert size == path.stat().st_size
    found = load_file(path)
    assert set(found) == {"z", "a", "s"}
    for name, value in tensors.items():
        assert found[name].dtype == value.dtype
        np.testing.assert_array_equal(found[name], value)
    words, stored = read_safetensors(path)
    assert words == {"step": "7"}
    assert list(stored) == ["z", "a", "s"]
    assert [one.name for one in tmp_path.iterdir()] == ["a.safetensors"]


def test_transposed_arrays_are_written_row_by_row(tmp_path):
    turned = np.arange(6.0).reshape(2, 3).T
    write_safetensors(tmp_path / "a.safetensors", {"t": turned}, {})
    _, stored = read_safetensors(tmp_path / "a.safetensors")
    np.testing.assert_array_equal(np.frombuffer(stored["t"].data).reshape(3, 2), turned)


def test_leaves_of_nested_trees():
    tree = {
        "params": {"Dense_0": {"kernel": np.ones((2, 2))}},
        "layers": [np.zeros(1), np.zeros(2)],
    }
    assert [name for name, _ in leaves(tree)] == ["params/Dense_0/kernel", "layers/0", "layers/1"]
    doubled = rebuilt(tree, lambda name, one: one * 2)
    assert doubled["params"]["Dense_0"]["kernel"].sum() == 8


@pytest.mark.parametrize(
    ("cadence", "steps"),
    [
        ({"kind": "every", "steps": 4}, [0, 4, 8, 12]),
        ({"kind": "per-decade", "points": 2}, [0, 1, 4, 10]),
        ({"kind": "adaptive", "shortest": 6, "longest": 12}, [0, 6, 12]),
    ],
)
def test_due_as_a_run_of_phasescope(cadence, steps):
    assert [step for step in range(13) if is_due(cadence, step)] == steps


def test_due_by_either():
    assert [step for step in range(9) if due(step, 6, [{"kind": "every", "steps": 4}])] == [
        0,
        4,
        6,
        8,
    ]


NET = {"w0": np.ones((3, 2)), "b0": np.zeros(2)}


def take(snapshots, step, **more):
    return snapshots.take(step, model=NET, **more)


def test_namespaces_and_facts(tmp_path):
    snapshots = Snapshots(tmp_path, run="r", hub="http://127.0.0.1:1", data=str(tmp_path))
    x, y = np.ones((5, 3)), np.arange(5) % 2
    taken = take(
        snapshots,
        0,
        batch=(x, y),
        gradients=NET,
        forward=lambda net, x: x @ net["w0"] + net["b0"],
        test=(x[:2], y[:2]),
        hidden={"h": np.ones((5, 4)), "of others": np.ones((7, 4))},
        facts={"network": "mlp:3-2"},
    )
    snapshots.finish()
    assert taken
    words, found = read_safetensors(tmp_path / "step-000000000.safetensors")
    assert words["step"] == "0"
    assert set(found) == {
        *(
            "weights.w0",
            "weights.b0",
            "grad.w0",
            "grad.b0",
            "inputs",
            "labels",
            "logits",
            "hidden.h",
        ),
        *("test.inputs", "test.labels", "test.logits"),
    }
    facts = json.loads(words["facts"])
    assert facts["network"] == "mlp:3-2"
    assert facts["parameters"] == ["w0", "b0"]
    assert facts["hidden"] == ["h"]
    assert json.loads((tmp_path / "run.json").read_text())["run"] == "r"


def test_what_changes_afterwards_is_not_in_it(tmp_path):
    snapshots = Snapshots(tmp_path)
    net = {"w": np.zeros(3)}
    snapshots.take(0, model=net)
    net["w"] += 1
    snapshots.finish()
    _, found = read_safetensors(tmp_path / "step-000000000.safetensors")
    assert np.frombuffer(found["weights.w"].data).tolist() == [0, 0, 0]


def test_steps_before_are_kept_for_what_is_due(tmp_path):
    snapshots = Snapshots(tmp_path)
    for step in range(11):
        snapshots.take(step, model={"w": np.full(2, float(step))}, every=10)
    snapshots.finish()
    _, found = read_safetensors(tmp_path / "step-000000010.safetensors")
    before = {
        name: np.frombuffer(found[name].data).tolist() for name in ("before.w", "two-before.w")
    }
    assert before == {"before.w": [9, 9], "two-before.w": [8, 8]}


def test_only_what_is_wanted_after_the_first_two(tmp_path):
    snapshots = Snapshots(tmp_path)
    wanted = {"namespaces": ["weights"], "offers": [], "notServed": {}, "done": []}
    (tmp_path / "wanted.json").write_text(json.dumps(wanted))
    for step in range(3):
        take(snapshots, step, gradients=NET, every=1)
    snapshots.finish()
    names = [
        set(read_safetensors(tmp_path / f"step-00000000{step}.safetensors")[1]) for step in range(3)
    ]
    assert "grad.w0" in names[0] and "grad.w0" in names[1]
    assert names[2] == {"weights.w0", "weights.b0"}


def test_examples_of_long_batches():
    logits = np.zeros((3, 5000, 4))
    rows = examples_of(logits)
    kept = rows_of(np.zeros((3, 5000, 8)), logits, rows)
    assert kept.shape[0] == len(range(rows.start, rows.stop, rows.step)) <= 2048
    assert rows_of(np.zeros((3, 7, 8)), np.zeros((3, 4)), slice(0, 3, 1)).shape == (3, 8)
    assert rows_of(np.zeros((2, 8)), np.zeros((3, 4)), slice(0, 3, 1)) is None


def test_room_is_made_of_what_was_measured_and_never_of_the_first(tmp_path):
    done = []
    writer = SnapshotWriter(tmp_path, 9000, lambda: done)
    one = {"weights.w": np.zeros(500)}
    for step in (0, 1, 2):
        writer.put(step, one, {})
    writer.finish(10)
    assert writer.skipped == 1  # nobody has measured any
    done = [(0, 1)]
    writer.put(3, one, {})
    writer.finish(10)
    assert sorted(path.name for path in tmp_path.glob("*.safetensors")) == [
        "step-000000000.safetensors",
        "step-000000003.safetensors",
    ]


def test_a_snapshot_that_waits_between_measured_ones_stays(tmp_path):
    writer = SnapshotWriter(tmp_path, 18000, lambda: [(3, 3), (0, 1)])
    for step in range(4):
        writer.put(step, {"weights.w": np.zeros(500)}, {})
    writer.finish(10)
    writer.put(4, {"weights.w": np.zeros(1000)}, {})
    writer.finish(10)
    assert writer.skipped == 0
    left = sorted(int(path.stem[5:]) for path in tmp_path.glob("*.safetensors"))
    assert left == [0, 2, 4]


@pytest.mark.parametrize(
    "done", [7, None, {"0": 1}, [[3, 1], ["0", 9], [0], [0, 1, 2], [True, 5], [0.5, 9], "01", None]]
)
def test_what_is_no_stretch_removes_nothing(tmp_path, done):
    (tmp_path / "wanted.json").write_text(json.dumps({"done": done}))
    assert Asked(tmp_path).done() == []


def test_a_disk_that_takes_nothing_ends_no_training(tmp_path):
    writer = SnapshotWriter(tmp_path / "gone", 9000, lambda: [])
    writer.put(0, {"weights.w": np.zeros(5)}, {})
    writer.finish(10)
    assert writer.skipped == 1


def test_attach_and_detach(tmp_path):
    asked = Asked(tmp_path)
    attach = {"type": "attach", "probe": "ntk"}
    with pytest.raises(Refused, match="Nobody observes"):
        asked.command(0, attach, 100)
    said = {"offers": ["ntk"], "notServed": {"teacher-coverage": "teacher: it is of other systems"}}
    (tmp_path / "wanted.json").write_text(json.dumps(said))
    with pytest.raises(Refused, match="teacher: it is of other systems"):
        asked.command(0, {"type": "attach", "probe": "teacher-coverage"}, 100)
    (report,) = asked.command(7, attach, 100)["reports"]
    cadence = {"kind": "every", "steps": 100}
    assert report == {
        "type": "attached",
        "probe": "ntk",
        "step": 7,
        "cadence": cadence,
        "options": {},
    }
    assert json.loads((tmp_path / "asked.json").read_text()) == [
        {"probe": "ntk", "cadence": cadence, "options": {}}
    ]
    assert Asked(tmp_path).cadences() == [cadence]
    asked.command(9, {"type": "detach", "probe": "ntk"}, 100)
    assert json.loads((tmp_path / "asked.json").read_text()) == []
    with pytest.raises(Refused, match="not attached"):
        asked.command(9, {"type": "detach", "probe": "ntk"}, 100)


class Part:
    """What `chosen` asks of a module of PyTorch: its name's kind and its parts, by name."""

    def __init__(self, **parts):
        self.parts = parts

    def named_children(self):
        return iter(self.parts.items())

    def named_modules(self, prefix=""):
        yield prefix, self
        for name, part in self.parts.items():
            yield from part.named_modules(f"{prefix}.{name}" if prefix else name)


class ReLU(Part):
    pass


def test_hidden_layers_are_activations_or_else_the_parts_of_the_network(capsys):
    within = Part(embed=Part(), net=Part(up=Part(), act=ReLU()))
    assert [name for name, _ in chosen(within, None)] == ["net.act"]
    functional = Part(embed=Part(), attend=Part(out=Part()), up=Part())
    assert [name for name, _ in chosen(functional, None)] == ["embed", "attend", "up"]
    assert capsys.readouterr().err == ""
    assert [name for name, _ in chosen(functional, ["up", "attend.in"])] == ["up"]
    said = capsys.readouterr().err
    assert "hidden: the model has no module 'attend.in'" in said
    assert "it has embed, attend, attend.out, up" in said
