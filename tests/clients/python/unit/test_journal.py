"""A journal that was damaged: what is whole in front of that is taken up, whatever the damage is."""

from array import array

import pytest
from phasescope.journal import HEAD, Journal
from phasescope.report import Column, Held
from phasescope.wire import packed

COUNT = 5


@pytest.fixture
def written(tmp_path):
    """The bytes of a journal, and where each of its frames ends."""
    journal = Journal(tmp_path / "r.journal")
    ends = [len(HEAD)]
    for seq in range(COUNT):
        column = Column("a", array("d", [seq]), array("d", [seq / 3]))
        journal.append([(seq, packed("r", None, Held(seq, 0.0, {"type": "measured"}, [column])))])
        ends.append(journal.size)
    journal.close()
    return journal.path.read_bytes(), ends


def vacant(seq, missing):
    return packed("r", None, Held(seq, 0.0, {"type": "marked", "missing": missing}))


def taken_up(path, data, begins=0):
    """The numbers of its Reports, those that stand for others, and the copies that lie beside it then."""
    path.write_bytes(data)
    journal = Journal(path)
    left = journal.take_up(vacant, begins)
    for held in left:
        if held.columns is not None:
            assert [list(one.values) for one in held.columns] == [[held.seq / 3]]
    assert [seq for seq, _ in journal.bodies(0)] == [held.seq for held in left]
    journal.append([(COUNT, packed("r", None, Held(COUNT, 0.0, {"type": "described", "step": 1})))])
    journal.close()
    again = Journal(path)
    if len(left) == COUNT:
        assert [held.seq for held in again.take_up(vacant)] == list(range(COUNT + 1))
    again.close()
    beside = [other for other in path.parent.iterdir() if other != path]
    copies = [other.read_bytes() for other in beside]
    for other in beside:
        other.unlink()
    filled = [held.seq for held in left if held.columns is None]
    return [held.seq for held in left], filled, copies


def test_cut_anywhere_it_ends_with_the_last_whole_frame(tmp_path, written):
    data, ends = written
    for size in range(len(data)):
        whole = sum(end <= size for end in ends[1:])
        assert taken_up(tmp_path / "r.journal", data[:size]) == (list(range(whole)), [], [])


@pytest.mark.parametrize(
    "wrong", [lambda byte: 0 if byte else 0xFF, lambda byte: byte ^ 1, lambda _: 0xFF]
)
def test_a_wrong_byte_anywhere_costs_one_report_in_whose_place_a_word_stands(
    tmp_path, written, wrong
):
    data, ends = written
    for at in range(len(HEAD), len(data), 7):
        if wrong(data[at]) == data[at]:
            continue
        damaged = data[:at] + bytes([wrong(data[at])]) + data[at + 1 :]
        lost = sum(end <= at for end in ends[1:])
        found = taken_up(tmp_path / "r.journal", damaged)
        if lost == COUNT - 1:
            assert found == (list(range(lost)), [], [])
        else:
            assert found == (list(range(COUNT)), [lost], [damaged])


def test_what_was_in_front_of_a_first_report_that_is_damaged_is_not_known(tmp_path, written):
    data, ends = written
    damaged = data[: ends[2] - 9] + b"x" + data[ends[2] - 8 :]
    for begins, expected in ((1, [1, 2]), (None, [2])):
        cut = HEAD + damaged[ends[1] : ends[3]]
        assert taken_up(tmp_path / "r.journal", cut, begins)[0] == expected


@pytest.mark.parametrize("zeros", [1, 8, 64, 5_000])
def test_zeros_at_its_end_are_what_a_crash_of_the_machine_leaves(tmp_path, written, zeros):
    data, ends = written
    for at in (*ends, ends[3] + 5, ends[-1] - 1):
        whole = sum(end <= at for end in ends[1:])
        found = taken_up(tmp_path / "r.journal", data[:at] + bytes(zeros))
        assert found == (list(range(whole)), [], [])
