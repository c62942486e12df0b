"""Runs of files above all before them: only of enough files, one effect at a time, without alarms."""

import pytest

from functions.score.history.runs import FEWEST_BEFORE, runs
from functions.score.statistics.directions import Move
from functions.score.statistics.effects import EffectKey
from functions.score.statistics.evidence import EXCESS_DISTANCE

AGE = EffectKey("age", EXCESS_DISTANCE)


@pytest.fixture
def files(make_line):
    """Return a function that makes the lines of files with these distances of a column."""

    def make(*distances):
        return [
            make_line(day, columns={"age": {"p": 0.001, "distance": size}, "size": {"distance": 0.3}})
            for day, size in enumerate(distances)
        ]

    return make


def test_two_files_above_all_before_wait_for_a_third(files):
    assert runs(files(*[0.2] * FEWEST_BEFORE, 0.5, 0.4)) == {Move(AGE): 0.2}


def test_both_have_to_move_in_one_direction(files):
    assert runs(files(*[0.2] * FEWEST_BEFORE, 0.5, -0.4)) == {}
    assert runs(files(*[0.2] * FEWEST_BEFORE, -0.5, -0.4)) == {Move(AGE, fell=True): 0.2}


@pytest.mark.parametrize("last", [(0.5, 0.2), (0.2, 0.5), (0.2, 0.2)])
def test_both_have_to_be_above(files, last):
    assert runs(files(*[0.2] * FEWEST_BEFORE, *last)) == {}


def test_few_files_before_say_nothing(files):
    assert runs(files(*[0.2] * (FEWEST_BEFORE - 1), 0.5, 0.4)) == {}


def test_an_effect_that_never_occurred_is_no_level(files):
    assert runs(files(*[0.0] * FEWEST_BEFORE, 0.5, 0.4)) == {}


def test_files_that_alarmed_are_no_part_of_it(files):
    lines = files(*[0.2] * 10, 9.0, *[0.2] * FEWEST_BEFORE, 0.5, 0.4)
    alarmed = {"unusual": {"age": lines[0].time}}
    last = lines[-1].model_copy(update=alarmed)
    lines[10] = lines[10].model_copy(update=alarmed)
    assert runs(lines) == {Move(AGE): 0.2}
    assert runs(lines[10:]) == {Move(AGE): 0.2}
    assert runs([*lines[:-1], last]) == {}


def test_files_before_that_alarmed_are_not_among_the_fewest(files):
    lines = files(*[0.2] * FEWEST_BEFORE, 0.5, 0.4)
    lines[3] = lines[3].model_copy(update={"unusual": {"age": lines[3].time}})
    assert runs(lines) == {}
