"""Changes that stay keep the size of the file that alarmed, and are told apart by what moved."""

import math

from functions.score.history import History
from functions.score.history.standing import accepted_sizes, standing_changes
from functions.score.statistics.directions import Move
from functions.score.statistics.effects import UNSIZED, EffectKey
from functions.score.statistics.evidence import CORRELATION, EXCESS_DISTANCE

AGE = Move(EffectKey("age", EXCESS_DISTANCE))


def standing_of(lines):
    history = History("history/a.csv.jsonl", "e").merged(lines, 1000)
    return standing_changes(history, history.recent, {})


def test_a_change_is_compared_with_the_file_that_alarmed_though_that_was_long_ago(make_line):
    alarmed = make_line(0).time
    sizes = [0.5, *(0.5 + day / 100 for day in range(150))]
    lines = [
        make_line(day, unusual={"age": alarmed}, columns={"age": {"distance": size}})
        for day, size in enumerate(sizes)
    ]
    assert standing_of(lines)[AGE].size == 0.5


def test_a_change_whose_alarm_is_no_longer_in_the_history_has_the_oldest_size_that_is(make_line):
    alarmed = make_line(0).time
    lines = [make_line(day, unusual={"age": alarmed}) for day in range(3, 9)]
    assert standing_of(lines)[AGE].size == 0.25


def test_only_a_column_that_alarmed_so_has_a_change_of_unknown_size(make_line):
    since = {"age": make_line(0).time, "text": make_line(0).time}
    line = make_line(0, unusual=since, unsized=("text",), columns={"age": {"distance": 1.0}, "text": {}})
    unknown = Move(EffectKey("text", UNSIZED))
    assert {move: standing.size for move, standing in standing_of([line]).items()} == {
        AGE: 1.0, unknown: math.inf
    }  # fmt: skip
    assert accepted_sizes([line.model_copy(update={"accepted": True})], 0) == {AGE: 1.0, unknown: math.inf}


def test_pairs_that_alarmed_one_after_the_other_both_stay(make_line):
    def line(day, pair, since):
        rows = {"size": 0.5 + day / 10, "p": 0.001, "subject": pair, "since": make_line(since).time}
        return make_line(day, of_rows={"correlation": rows})

    def move(*pair):
        return Move(EffectKey("dependence", CORRELATION), subject=pair)

    ab, cd = ("a", "b"), ("c", "d")
    lines = [line(0, ab, 0), line(1, ab, 0), line(2, cd, 2), line(3, ab, 0)]
    standing = standing_of(lines)
    assert {move: change.size for move, change in standing.items()} == {move(*ab): 0.5, move(*cd): 0.7}
    assert standing[move(*cd)].since == make_line(2).time
    assert set(standing_of([line(0, ab, 0), make_line(1), line(2, cd, 2)])) == {move(*cd)}
