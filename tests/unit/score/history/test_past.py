"""What the last files say: nothing without files, as many files as there are, and how often they alarmed."""

from datetime import timedelta

import pytest

from functions.score.history import History, Past
from functions.score.history.past import ENOUGH
from functions.score.policy import Learning
from functions.score.statistics.directions import Move
from functions.score.statistics.effects import EffectKey
from functions.score.statistics.evidence import EXCESS_DISTANCE

KEY = "history/a.csv.jsonl"
AGE = EffectKey("age", EXCESS_DISTANCE)


def past_of(*lines, **options):
    return Past.of(History(KEY, "e").merged(lines, 1000), "b1", Learning(**options))


def test_a_history_without_files_says_nothing():
    assert past_of() == Past()


def test_each_file_counts_once(make_line):
    past = past_of(*(make_line(day) for day in range(ENOUGH + 3)))
    assert len(past.files) == ENOUGH + 3
    assert all(file[AGE].value == 0.25 for file in past.files)
    assert past.frequent[AGE].value == 0.25


def test_files_that_were_compared_with_another_baseline_count_until_there_are_enough(make_line):
    earlier = [make_line(day, baseline="b0") for day in range(30)]
    few = [make_line(30 + day) for day in range(ENOUGH - 1)]
    assert len(past_of(*earlier, *few).files) == 30 + ENOUGH - 1
    assert len(past_of(*earlier, *few, make_line(99)).files) == ENOUGH


def test_a_change_stays_as_large_as_when_it_alarmed(make_line):
    alarm = make_line(0, drifted=True)
    first = make_line(1, drifted=True, unusual={"age": make_line(1).modified})
    still = make_line(2, unusual={"age": first.modified}, columns={"age": {"p": 0.01, "distance": 9.0}})
    past = past_of(alarm, first, still)
    assert past.standing[Move(AGE)].size == 0.25
    assert past.standing[Move(AGE)].since == first.modified
    assert AGE not in past.files[2]
    assert past_of(alarm, first, still, make_line(3)).standing == {}
    assert past.standing[Move(AGE)].since < still.modified - timedelta(hours=1)


def test_what_stayed_long_enough_is_accepted(make_line):
    since = make_line(0).modified
    lines = [make_line(day, unusual={"age": since}) for day in range(4)]
    assert Move(AGE) not in past_of(*lines).accepted
    past = past_of(*lines, accept_after=3)
    assert past.accepted[Move(AGE)] == 0.25
    assert Move(AGE) not in past.standing


def test_a_change_stays_and_is_accepted_in_its_direction(make_line):
    since = make_line(0).modified
    lines = [
        make_line(day, unusual={"age": since}, columns={"age": {"p": 0.01, "distance": -0.5}})
        for day in range(3)
    ]
    assert {move.fell for move in past_of(*lines).standing if move.key == AGE} == {True}
    accepted = past_of(*lines, accept_after=3).accepted
    assert accepted[Move(AGE, fell=True)] == 0.5
    assert Move(AGE) not in accepted
    assert past_of(*lines).files[0] == {}
    assert past_of(make_line(0), lines[0]).files[0][AGE].value == 0.25


def alarming(make_line, day):
    line = make_line(day, drifted=True)
    return line.model_copy(update={"unusual": {"age": line.time}})


@pytest.mark.parametrize(("budget", "factor"), [(1, 4.0), (2, 3.0), (3, 2.0), (4, 2.0)])
def test_alarms_beyond_the_budget_raise_the_factor(make_line, budget, factor):
    lines = [alarming(make_line, day) if day in {10, 20, 30} else make_line(day) for day in range(40)]
    past = past_of(*lines, alarm_budget=budget)
    assert (past.alarms, past.factor) == (3, factor)
    assert past_of(*lines[:10]).factor == 2.0


def test_what_alarmed_is_usual_only_beyond_the_budget(make_line):
    lines = [alarming(make_line, day) if day in {10, 20} else make_line(day) for day in range(30)]

    def usual(budget):
        return [AGE in effects for effects in past_of(*lines, alarm_budget=budget).files]

    assert usual(2) == [day not in {10, 20} for day in range(30)]
    assert all(usual(1))


@pytest.mark.parametrize(("budget", "expected"), [(1, {}), (2, {Move(AGE): 0.25})])
def test_no_run_alarms_beyond_the_budget(make_line, budget, expected):
    others = {"size": {"p": 0.5, "distance": 0.25}}
    lines = [make_line(day, columns={**make_line(day).columns, **others}) for day in range(40)]
    for day in (10, 20):
        lines[day] = lines[day].model_copy(update={"drifted": True, "unusual": {"size": lines[day].time}})
    for day in (38, 39):
        lines[day] = make_line(day, columns={"age": {"p": 0.001, "distance": 0.4}, **others})
    assert past_of(*lines, alarm_budget=budget).runs == expected


def test_an_alarm_that_was_accepted_spends_no_budget(make_line):
    lines = [alarming(make_line, day) if day in {10, 20} else make_line(day) for day in range(30)]
    lines[10] = lines[10].model_copy(update={"accepted": True})
    assert past_of(*lines).alarms == 1


def test_a_column_that_still_differs_is_not_usual(make_line):
    lines = [alarming(make_line, day) if day in {5, 10, 15} else make_line(day) for day in range(16)]
    assert [AGE in effects for effects in past_of(*lines).files] == [day != 15 for day in range(16)]


def test_what_still_differs_is_no_further_alarm_that_is_usual(make_line):
    lines = [alarming(make_line, day) if day in {10, 20} else make_line(day) for day in range(21)]
    stays = make_line(21, drifted=True)
    lines += [stays.model_copy(update={"unusual": {"age": lines[-1].time}}), make_line(22)]
    assert [AGE in effects for effects in past_of(*lines).files][-3:] == [True, False, True]


def test_only_the_last_files_spend_the_budget(make_line):
    lines = [alarming(make_line, day) if day in {1, 3, 5} else make_line(day) for day in range(60)]
    assert past_of(*lines).alarms == 0


def test_a_column_that_alarms_in_every_file_is_one_alarm(make_line):
    lines = [make_line(day) for day in range(10)] + [alarming(make_line, day) for day in range(10, 30)]
    assert past_of(*lines).alarms == 1
