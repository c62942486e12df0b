"""The lines of a dataset: a set by drift file, in one order, bounded."""

import itertools
import json
from datetime import timedelta

import pytest

from common.verdict.usual import History as Used
from functions.score.history import History
from functions.score.history import history as module

KEY = "history/a.csv.jsonl"


def history_of(*lines, most=1000):
    return History(KEY).merged(lines, most)


def read_again(history):
    return History.from_bytes(history.key, "e", history.to_bytes())


def numbers(history):
    return [line.etag for line in history.lines]


def test_lines_are_in_the_order_in_which_the_files_arrived(make_line):
    history = history_of(*map(make_line, (3, 1, 2)))
    assert numbers(history) == ["e1", "e2", "e3"]
    assert numbers(read_again(history)) == ["e1", "e2", "e3"]


def test_files_of_one_second_are_ordered_by_key_and_those_of_unknown_time_come_first(make_line):
    time = make_line(5).modified
    lines = [make_line(number, modified=time) for number in (2, 1)] + [make_line(9, modified=None)]
    assert numbers(history_of(*lines)) == ["e9", "e1", "e2"]


def test_the_order_of_merging_makes_no_difference(make_line):
    again = make_line(1, modified=make_line(4).modified, etag="e1-again")
    rescored = make_line(2, written=make_line(9).written, drifted=True, finding="drift")
    lines = [make_line(1), make_line(2), make_line(3), again, rescored]
    for most in (2, 3, 9):
        contents = {history_of(*order, most=most).to_bytes() for order in itertools.permutations(lines)} | {
            history_of(*lines, *lines, most=most).to_bytes()
        }
        assert len(contents) == 1


def test_one_by_one_or_together_gives_the_same(make_line):
    lines = list(map(make_line, range(20)))
    step = History(KEY)
    for line in lines:
        step = read_again(step.merged([line], 5))
    assert step.to_bytes() == history_of(*lines, most=5).to_bytes()
    assert numbers(step) == [f"e{day}" for day in range(15, 20)]


def test_a_file_that_was_put_again_replaces_its_line(make_line):
    later = make_line(1, modified=make_line(7).modified, etag="new")
    assert numbers(history_of(make_line(1), make_line(2), later)) == ["e2", "new"]


def test_a_worker_that_is_late_does_not_replace_the_line_of_a_later_write(make_line):
    later = make_line(1, modified=make_line(7).modified, etag="new")
    assert numbers(history_of(later, make_line(1))) == ["new"]


def test_the_same_answer_again_changes_nothing(make_line):
    history = history_of(make_line(1), make_line(2))
    assert history.merged([make_line(1, written=make_line(8).written)], 10) is history


def test_another_answer_on_the_same_write_replaces_the_line(make_line):
    history = history_of(make_line(1))
    other = make_line(1, written=make_line(8).written, baseline="b2")
    assert history.merged([other], 10).lines == (other,)
    assert history.merged([other], 10).merged([make_line(1)], 10).lines == (other,)


def test_before_leaves_out_the_file_itself_and_everything_after_it(make_line):
    history = history_of(*map(make_line, range(5)))
    day = make_line(2)
    assert numbers(history.before(day.key, day.modified)) == ["e0", "e1"]
    assert numbers(history.before("drifts/a/new.csv", make_line(9).modified)) == [f"e{n}" for n in range(5)]
    assert numbers(history.before("drifts/a/001x.csv", make_line(1).modified)) == ["e0", "e1"]
    assert numbers(history.before("drifts/a/000x.csv", make_line(1).modified)) == ["e0"]
    assert numbers(history.before(day.key, None)) == ["e0", "e1", "e3", "e4"]


def test_a_file_that_was_put_again_is_not_before_itself(make_line):
    history = history_of(*map(make_line, range(5)))
    assert numbers(history.before(make_line(1).key, make_line(9).modified)) == ["e0", "e2", "e3", "e4"]


def test_a_file_that_comes_a_year_late_is_the_last_one(make_line):
    late = make_line(0, key="drifts/a/2025-11-01.csv", modified=make_line(365).modified, etag="late")
    history = history_of(*map(make_line, range(3)), late)
    assert numbers(history) == ["e0", "e1", "e2", "late"]
    assert numbers(history.before(late.key, late.modified)) == ["e0", "e1", "e2"]


def test_two_workers_with_different_clocks_see_one_order(make_line):
    """Only the store's times order files."""
    fast = [
        make_line(day, written=make_line(day).written + timedelta(days=50 * (day % 2))) for day in range(6)
    ]
    assert numbers(history_of(*fast)) == [f"e{day}" for day in range(6)]


def test_last_returns_the_last_lines_in_order(make_line):
    history = history_of(*map(make_line, range(5)))
    assert [line.etag for line in history.last(2)] == ["e3", "e4"]
    assert len(history.last(99)) == 5
    assert history.last(0) == ()


def test_the_last_file_with_a_digest_is_found(make_line):
    history = history_of(*(make_line(day, digest=f"{day % 3}a") for day in range(7)))
    assert history.with_digest("0a").etag == "e6"
    assert history.with_digest("1a").etag == "e4"
    assert history.with_digest("a") is None
    named = history_of(make_line(1, columns={'"digest":"5a"': {}}))
    assert named.with_digest("5a") is None


def test_a_history_says_how_many_of_its_files_are_looked_at(make_line, monkeypatch):
    history = history_of(*map(make_line, range(5)))
    assert history.used == Used(key=KEY, etag=history.etag, files=5)
    monkeypatch.setattr(module, "MOST_FILES", 3)
    assert history_of(*map(make_line, range(5))).used.files == 3
    assert history_of().used is None


def test_a_history_is_bounded_in_lines_and_bytes(make_line, monkeypatch):
    lines = list(map(make_line, range(50)))
    assert numbers(history_of(*lines, most=3)) == ["e47", "e48", "e49"]
    assert numbers(history_of(*lines, make_line(-1), most=50)) == [f"e{day}" for day in range(50)]
    size = len(history_of(*lines[45:]).to_bytes())
    monkeypatch.setattr(module, "MAX_WRITTEN_BYTES", size + 3)
    assert len(history_of(*lines).to_bytes()) == size
    assert numbers(history_of(*lines)) == [f"e{day}" for day in range(45, 50)]


def test_a_file_older_than_all_that_are_kept_changes_nothing(make_line):
    history = history_of(*map(make_line, range(5, 10)), most=5)
    assert history.merged([make_line(1)], 5) is history


NEWER = (
    b'{"v":2,"key":"drifts/a/new.csv","modified":"2026-11-02T12:00:00.000000+00:00","written":"2026","n":[]}'
)
DAMAGED = [
    b"\x00\xff\xfe",
    b"null",
    b"{}",
    b'{"key":"drifts/x.csv"}',
    b'{"v":1,"key":"drifts/x.csv","modified":"2026","written":"2026","etag',
    b'{"v":1,"key":"\\ud800","modified":"2026","written":"2026","x":0}',
    b'{"v":1,"key":"drifts/\xff.csv","modified":null,"written":"","x":0}',
    b"[" * 100_000,
    b"PAR1" + b"\x00" * 50,
]


@pytest.mark.parametrize("line", DAMAGED)
def test_a_line_that_is_none_of_ours_is_skipped_counted_and_gone_after_the_next_merge(make_line, line):
    data = make_line(1).to_json() + b"\n" + line + b"\n\n" + make_line(2).to_json() + b"\n"
    history = History.from_bytes(KEY, "e", data)
    assert (numbers(history), history.skipped) == (["e1", "e2"], 1)
    merged = history.merged([make_line(3)], 10)
    assert numbers(merged) == ["e1", "e2", "e3"]
    assert line not in merged.to_bytes().splitlines()


def test_a_line_of_a_newer_driftline_is_not_read_and_stays(make_line):
    history = History.from_bytes(KEY, "e", NEWER + b"\n" + make_line(9).to_json())
    assert (numbers(history), history.skipped) == (["e9"], 1)
    merged = history.merged([make_line(3)], 10)
    assert merged.to_bytes().splitlines()[0] == NEWER
    assert numbers(merged) == ["e3", "e9"]
    assert history.merged([make_line(1, key="drifts/a/new.csv")], 10) is history


def test_a_damaged_line_is_left_out_with_one_line_in_the_log_and_replaced(make_line, caplog):
    damaged = json.loads(make_line(2).to_json()) | {"columns": 0}
    data = b"\n".join([make_line(1).to_json(), json.dumps(damaged, separators=(",", ":")).encode()])
    history = History.from_bytes(KEY, "e", data)
    assert numbers(history) == ["e1"]
    (record,) = caplog.records
    assert record.message == f"{KEY}: lines that cannot be read are left out: 1"
    assert numbers(history.merged([make_line(2)], 10)) == ["e1", "e2"]


def test_of_two_lines_of_one_file_in_an_object_the_later_is_read(make_line):
    later = make_line(1, modified=make_line(7).modified, etag="new")
    for order in itertools.permutations([make_line(1), later]):
        data = b"\n".join(line.to_json() for line in order)
        assert numbers(History.from_bytes(KEY, "e", data)) == ["new"]


def alarm(make_line, day, **parts):
    return make_line(day, drifted=True, finding="drift", **parts)


def test_accepting_a_file_accepts_no_other(make_line):
    history = history_of(*(alarm(make_line, day) for day in range(4)))
    accepted = history.accepted(make_line(2).key)
    assert [line.accepted for line in accepted.lines] == [False, False, True, False]
    assert accepted.accepted(make_line(2).key) is accepted
    assert history.accepted("drifts/other.csv") is history
    undone = accepted.accepted(make_line(2).key, undo=True)
    assert undone == history
    assert undone.accepted(make_line(2).key, undo=True) is undone
    assert history.accepted("drifts/other.csv", undo=True) is history


def test_what_is_no_longer_accepted_stays_so_when_the_file_is_scored_again(make_line):
    history = history_of(alarm(make_line, 1)).accepted(make_line(1).key)
    undone = history.accepted(make_line(1).key, undo=True)
    rescored = alarm(make_line, 1, written=make_line(5).written, score=0.5)
    before_it = history.lines[0].model_copy(update={"written": make_line(6).written})
    for line in (rescored, before_it):
        assert [line.accepted for line in undone.merged([line], 10).lines] == [False]


def test_what_is_accepted_stays_so_until_the_file_changes(make_line):
    history = history_of(alarm(make_line, 1)).accepted(make_line(1).key)
    rescored = alarm(make_line, 1, written=make_line(5).written, score=0.5)
    assert [line.accepted for line in history.merged([rescored], 10).lines] == [True]
    assert history.merged([alarm(make_line, 1)], 10) is history
    put_again = alarm(make_line, 1, modified=make_line(5).modified, etag="new")
    assert [line.accepted for line in history.merged([put_again], 10).lines] == [False]
