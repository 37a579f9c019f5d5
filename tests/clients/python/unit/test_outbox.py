"""What is held until the hub has it: in memory, in the journal, thinned."""

import errno
import os
import random
from array import array

import pytest
from phasescope import outbox as outbox_module
from phasescope.journal import HEAD, Journal
from phasescope.outbox import Outbox
from phasescope.report import Column
from phasescope.wire import held_in, message
from phasescope.word import Word, WordFile, read_word


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(outbox_module, "JOURNAL_AFTER_S", -1.0)


def none_is_vacant(*_):
    raise AssertionError("nothing is missing")


def column(name, steps, values):
    return Column(name, array("d", steps), array("d", values))


def opened(path, said=None, **options):
    return Outbox(
        "r",
        None,
        path / "journals" / "r.journal",
        (lambda _: None) if said is None else said.append,
        **options,
    )


def sent(outbox):
    """Every point that would be sent, and the numbers of their Reports."""
    numbers, points = [], []
    while batch := outbox.batch():
        for held in held_in(message(batch)):
            numbers.append(held.seq)
            for one in held.columns or []:
                points += list(
                    zip(
                        [one.series] * len(one.steps),
                        one.steps,
                        one.values,
                        strict=True,
                    )
                )
    return numbers, points


def test_what_was_put_is_sent_once_and_again_after_a_reconnect(tmp_path):
    outbox = opened(tmp_path)
    for i in range(600):
        outbox.put({"type": "measured"}, [column("a", [i], [i])])
    numbers, points = sent(outbox)
    assert numbers == list(range(600))
    outbox.acknowledge(100)
    assert outbox.welcome(250)
    assert sent(outbox)[0] == list(range(250, 600))
    assert points == [("a", i, i) for i in range(600)]
    assert not outbox.welcome(99)
    assert not outbox.welcome(601)


def test_what_is_old_enough_is_in_the_journal_and_gone_with_the_last_acknowledgement(
    tmp_path,
):
    outbox = opened(tmp_path)
    outbox.put({"type": "measured"}, [column("a", [1], [float("nan")])])
    outbox.settle()
    path = outbox.journal.path
    assert path.read_bytes()[:8] == HEAD
    outbox.put({"type": "measured"}, [column("a", [2], [2])])
    outbox.settle()
    assert outbox.journal.end == 2
    outbox.acknowledge(1)
    assert path.exists()
    outbox.acknowledge(2)
    assert not path.exists()


def test_memory_is_bounded_by_what_the_journal_has(tmp_path):
    outbox = opened(tmp_path, most_bytes=60_000)
    for i in range(500):
        outbox.put({"type": "measured"}, [column("a", [i], [i * i])])
        outbox.settle()
        assert outbox.bytes <= 61_000
    assert outbox.welcome(0)
    numbers, points = sent(outbox)
    assert numbers == list(range(500))
    assert points == [("a", i, i * i) for i in range(500)]


def test_a_run_that_goes_on_delivers_what_was_left_and_numbers_on(tmp_path):
    first = opened(tmp_path)
    for i in range(5):
        first.put({"type": "measured"}, [column("a", [i], [i])])
    first.settle(always=True)
    first.close()
    second = opened(tmp_path)
    assert second.take_up(2) == 4
    second.put({"type": "resumed", "step": 5})
    assert second.welcome(2)
    assert sent(second)[0] == [2, 3, 4, 5]


def test_a_word_that_was_older_than_the_hub_gives_way_to_it(tmp_path):
    outbox = opened(tmp_path)
    assert outbox.take_up(10) == -1
    outbox.put({"type": "resumed", "step": 5})
    outbox.settle()
    assert outbox.welcome(14)
    assert sent(outbox)[0] == [14]
    assert outbox.next == 15


@pytest.mark.parametrize("had", [11, 12, 13, 14])
def test_a_hub_that_has_more_than_the_word_says_has_nothing_of_the_new_process(tmp_path, had):
    outbox = opened(tmp_path)
    outbox.take_up(10)
    for i in range(3):
        outbox.put({"type": "measured"}, [column("a", [i], [i])])
    outbox.settle()
    assert outbox.welcome(had)
    assert sent(outbox)[0] == [had, had + 1, had + 2]


def test_a_hub_that_has_more_than_the_journal_has_nothing_of_the_new_process(tmp_path):
    first = opened(tmp_path)
    for i in range(5):
        first.put({"type": "measured"}, [column("a", [i], [i])])
    first.settle(always=True)
    first.close()
    second = opened(tmp_path)
    assert second.take_up(2) == 4
    for i in range(3):
        second.put({"type": "measured"}, [column("a", [i], [i])])
    second.settle()
    assert second.welcome(6)  # it got one more before the first process was killed
    assert sent(second)[0] == [6, 7, 8]


def test_without_a_hub_the_numbers_begin_behind_all_that_it_may_have(tmp_path):
    outbox = opened(tmp_path)
    outbox.take_up(
        None, Word(10, 14, 5, ((12, 3), (16, 8)))
    )  # the journal is gone: it was delivered
    outbox.put({"type": "measured"}, [column("a", [6], [6])])
    outbox.settle(always=True)
    outbox.close()
    left = Journal(outbox.journal.path).take_up(none_is_vacant)
    assert [(held.seq, held.points) for held in left] == [(14, 0), (15, 0), (16, 1)]


def test_nobody_knows_how_far_it_came(tmp_path):
    assert opened(tmp_path).take_up(None) is None


def test_a_frame_that_was_cut_off_is_written_over(tmp_path):
    first = opened(tmp_path)
    for i in range(3):
        first.put({"type": "measured"}, [column("a", [i], [i])])
    first.settle(always=True)
    first.close()
    path = first.journal.path
    whole = path.read_bytes()
    for cut in range(len(HEAD), len(whole)):
        path.write_bytes(whole[:cut])
        journal = Journal(path)
        left = journal.take_up(none_is_vacant)
        journal.close()
        assert [held.seq for held in left] == list(range(len(left)))
        assert len(left) < 3
        assert path.stat().st_size <= cut


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_once_and_thins_what_has_no_room(tmp_path, monkeypatch):
    said = []
    outbox = opened(tmp_path, said, most_bytes=100_000)
    random.seed(1)
    values = [random.gauss(0, 1) for _ in range(2_000)]
    values[1034], values[1345], values[1456] = 99.0, -99.0, float("nan")
    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", full)
        patched.setattr(outbox_module, "RETRY_S", -1.0)
        for i, value in enumerate(values):
            outbox.put({"type": "measured"}, [column("a", [i], [value])])
            outbox.settle()
            assert outbox.bytes <= 102_000
    assert len(said) == 1
    assert "No space left on device" in said[0]
    numbers, points = sent(outbox)
    assert numbers == list(range(outbox.next))
    told = [held.report for held in outbox.held if held.report["type"] == "thinned"]
    lost = sum(one["of"] - one["kept"] for one in told)
    assert lost == 2_000 - len(points)
    assert lost > 0
    steps = {step for _, step, _ in points}
    assert {0, 1034, 1345, 1456, 1_999} <= steps
    outbox.settle(always=True)
    assert "is stored in" in said[-1]


def test_what_was_sent_keeps_its_number_when_it_is_thinned(tmp_path, monkeypatch):
    outbox = opened(tmp_path, most_bytes=50_000)
    monkeypatch.setattr(os, "pwrite", full)
    for i in range(80):
        outbox.put({"type": "measured"}, [column("a", [i], [i])])
    sent(outbox)
    for i in range(80, 1_000):
        outbox.put({"type": "measured"}, [column("a", [i], [i])])
        outbox.settle()
    assert [held.seq for held in outbox.held][:80] == list(range(80))
    assert outbox.welcome(40)
    assert sent(outbox)[0] == list(range(40, outbox.next))


def test_a_rank_says_its_loss_by_a_mark(tmp_path, monkeypatch):
    outbox = Outbox("r", "rank-1", tmp_path / "r.rank-1.journal", lambda _: None, most_bytes=50_000)
    monkeypatch.setattr(os, "pwrite", full)
    for i in range(500):
        outbox.put({"type": "measured"}, [column("a", [i], [i])])
        outbox.settle()
    numbers, points = sent(outbox)
    assert numbers == list(range(outbox.next))
    kinds = {held.report["type"] for held in outbox.held}
    assert kinds == {"measured", "marked"}
    marks = [held.report["mark"] for held in outbox.held if held.report["type"] == "marked"]
    lost = sum(int(one["about"].split()[0]) for one in marks)
    assert lost == 500 - len(points) > 0


def test_a_report_that_the_journal_alone_has_is_left_out_too(tmp_path):
    outbox = opened(tmp_path, most_bytes=3_000)
    for i in range(100):
        outbox.put({"type": "described", "step": i})
        outbox.settle()
    assert outbox.held[0].seq > 10
    outbox.never(3, None, "it is not known")
    assert outbox.welcome(0)
    batch = outbox.batch()
    assert [held.report["type"] for held in held_in(message(batch))][2:5] == [
        "described",
        "marked",
        "described",
    ]


def test_a_series_that_is_never_taken_is_left_out(tmp_path):
    outbox = opened(tmp_path)
    outbox.put({"type": "declared", "series": {"name": "b"}})
    outbox.put({"type": "measured"}, [column("a", [1], [1]), column("b", [1], [1])])
    outbox.put({"type": "described", "step": 3})
    outbox.never(0, "b", "it is another's")
    outbox.never(2, None, "it is not known")
    numbers, points = sent(outbox)
    assert numbers == [0, 1, 2]
    assert points == [("a", 1, 1)]
    assert [held.report["type"] for held in outbox.held] == [
        "marked",
        "measured",
        "marked",
    ]


def test_the_last_kept_step_is_that_of_what_the_hub_has_and_of_what_the_journal_holds(tmp_path):
    outbox = opened(tmp_path)
    for i in range(10):
        outbox.put({"type": "measured"}, [column("a", [i], [i])])
    outbox.batch()
    assert (outbox.kept_step, list(outbox.marks)) == (-1, [(10, 9)])
    outbox.put({"type": "measured"}, [column("a", [30, 20], [0, 0])])
    outbox.batch()
    left = outbox.word()
    WordFile(tmp_path / "left").leave(left)
    assert read_word(tmp_path / "left") == left
    assert [left.step_at(had) for had in (None, 0, 9, 10, 11)] == [-1, -1, -1, 9, 30]
    outbox.acknowledge(10)
    assert (outbox.kept_step, list(outbox.marks)) == (9, [(11, 30)])
    assert outbox.welcome(10)
    outbox.put({"type": "measured"}, [column("a", [40], [0])])
    outbox.batch()  # what was on its way goes with what is new
    assert (outbox.kept_step, list(outbox.marks)) == (9, [(12, 40)])
    outbox.settle()
    assert outbox.kept_step == 40


def test_a_word_is_shorter_than_the_one_that_it_is_written_over(tmp_path):
    file = WordFile(tmp_path / "left")
    many = tuple((10**15, 10**15) for _ in range(20))
    file.leave(Word(10**15, 10**15, 10**15, many))
    assert read_word(tmp_path / "left") == Word(10**15, 10**15, 10**15, many[-8:])
    file.leave(Word(1, 2, 3))
    assert read_word(tmp_path / "left") == Word(1, 2, 3)
    file.close()
    (tmp_path / "left").write_text('{"next": 3, "step": 4}')  # as earlier versions left it
    assert read_word(tmp_path / "left") == Word(3, 3, 4)


def test_a_journal_that_was_damaged_is_sent_but_for_what_was(tmp_path):
    first = opened(tmp_path)
    for i in range(6):
        first.put({"type": "measured"}, [column("a", [i], [i])])
    first.settle(always=True)
    first.close()
    path = first.journal.path
    data = bytearray(path.read_bytes())
    data[len(data) * 7 // 12] ^= 1
    path.write_bytes(data)
    second = opened(tmp_path)
    assert second.take_up(1) == 5
    second.put({"type": "resumed", "step": 6})
    assert second.welcome(1)
    reports = [held for batch in iter(second.batch, []) for held in held_in(message(batch))]
    assert [held.seq for held in reports] == [1, 2, 3, 4, 5, 6]
    kinds = [held.report["type"] for held in reports]
    assert kinds == ["measured", "measured", "marked", "measured", "measured", "resumed"]
    assert "1 reports of the run are missing" in reports[2].report["mark"]["about"]
    assert (path.parent / "r.1.damaged").read_bytes() == data
