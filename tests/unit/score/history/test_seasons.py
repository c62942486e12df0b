"""Seasons: the same weeks of earlier years, and effects that depend on the weekday."""

from datetime import timedelta

import numpy as np
import pytest

from functions.score.history import History, Past
from functions.score.history.seasons import MOST_FILES, Weekly, earlier_years, weekly
from functions.score.policy import Learning
from functions.score.statistics.effects import EffectKey
from functions.score.statistics.evidence import EXCESS_DISTANCE
from functions.score.statistics.usual import usual

AGE = EffectKey("age", EXCESS_DISTANCE)
SUNDAY = 6
RNG = np.random.default_rng(20)


@pytest.fixture
def make_days(make_line):
    """Return a function that makes a line a day, from a Sunday on, with these distances of a column."""

    def make(distances, **parts):
        return [
            make_line(day, columns={"age": {"p": 0.001, "distance": float(size)}}, **parts)
            for day, size in enumerate(distances)
        ]

    return make


def history_of(lines):
    return History("history/a.csv.jsonl", "e").merged(lines, 5000)


def sundays(days, usually, on_sundays):
    """Return distances of which those of Sundays are others, with noise."""
    place = np.arange(days)
    return np.where(place % 7 == 0, on_sundays, usually) * RNG.uniform(0.5, 1.0, days)


def limit(lines, time):
    past = Past.of(history_of(lines), "b1", Learning(), time)
    return usual(past.files, {EXCESS_DISTANCE}, past.factor, past.frequent).limit(AGE)


def test_files_near_the_same_day_of_earlier_years_are_found(make_days):
    lines = make_days(np.zeros(1000))
    time = lines[-1].time + timedelta(days=1)
    found = earlier_years(history_of(lines), time)
    ages = [round((time - line.time) / timedelta(days=1)) for line in found]
    assert len(found) in range(2 * 30, 2 * 31 + 1)
    assert ages == sorted(ages, reverse=True)
    assert all(abs(age - 365) <= 16 or abs(age - 730) <= 16 for age in ages)


@pytest.mark.parametrize("modified", ["2025-11-20T00:00:00", "0", "0001-01-01T00:00:00+14:00", "20250101"])
def test_a_foreign_line_is_of_no_season(make_days, modified):
    lines = history_of(make_days(RNG.uniform(size=500)))
    written = lines.entries[0].modified.encode()
    foreign = lines.to_bytes().replace(written, modified.encode(), 1)
    history = History.from_bytes(lines.key, "e", foreign)
    assert len(history.entries) == 500
    time = lines.lines[-1].time
    assert earlier_years(history, time) == earlier_years(lines, time)


def test_the_last_files_are_no_earlier_year(make_line):
    lines = [make_line(10 * week) for week in range(90)]  # the last 100 files are all of them
    assert earlier_years(history_of(lines), lines[-1].time) == ()
    assert earlier_years(history_of([]), lines[-1].time) == ()


def test_of_many_files_a_day_the_last_ones_are_read(make_line):
    lines = [make_line(hour / 24, key=f"drifts/a/{hour:05d}.csv") for hour in range(0, 24 * 400, 6)]
    found = earlier_years(history_of(lines), lines[-1].time)
    assert len(found) == MOST_FILES


def test_what_an_earlier_summer_brought_is_usual_this_summer(make_days):
    distances = np.where(np.arange(500) % 365 < 20, 0.8, 0.1)
    lines = make_days(distances)
    in_summer, before = lines[368].time, lines[340].time
    assert limit(lines[:368], in_summer) == pytest.approx(1.6)
    assert limit(lines[:340], before) == pytest.approx(0.2)


def test_an_earlier_year_against_another_baseline_does_not_count(make_days):
    lines = [line.model_copy(update={"baseline": "b0"}) for line in make_days(np.full(300, 0.8))]
    lines += make_days(np.full(400, 0.1))[300:]
    assert limit(lines, lines[-1].time) == pytest.approx(0.2)


def test_a_sunday_is_usual_on_sundays_only(make_days):
    lines = make_days(sundays(98, usually=0.1, on_sundays=0.9))
    found = {day: limit(lines, lines[-1].time + timedelta(days=1 + day)) for day in range(7)}
    assert found[0] > 1.2
    assert all(found[day] < 0.25 for day in range(1, 7))


def test_the_source_names_the_files(make_days):
    lines = make_days(sundays(500, usually=0.1, on_sundays=0.9))
    past = Past.of(history_of(lines), "b1", Learning(), lines[-1].time + timedelta(days=1))
    assert past.source == (
        "the last 100 files and 30 of the same weeks in earlier years, "
        "of which only the 18 Wednesdays count for what depends on the weekday"
    )


def test_without_a_time_there_is_no_season(make_days):
    lines = make_days(sundays(500, usually=0.1, on_sundays=0.9))
    past = Past.of(history_of(lines), "b1", Learning())
    assert past.source == "the last 100 files"
    assert len(past.files) == 100


@pytest.mark.parametrize(
    ("lines", "hours"), [(49, 24), (100, 1), (100, 6)], ids=["seven weeks", "four days", "25 days"]
)
def test_few_weeks_show_no_weekday(make_line, lines, hours):
    made = [
        make_line(
            place * hours / 24,
            key=f"drifts/a/{place:03d}.csv",
            columns={"age": {"distance": 0.9 if place * hours // 24 % 7 == 0 else 0.1}},
        )
        for place in range(lines)
    ]
    assert weekly(made, made[-1].time) == Weekly()


def test_days_that_differ_at_random_depend_on_no_weekday(make_days):
    found = 0
    for _ in range(100):
        lines = make_days(np.abs(RNG.standard_t(3, 98)))
        found += bool(weekly(lines, lines[-1].time).effects)
    assert found <= 5  # of 100; at a rate of .01, more have a probability of .0005


def test_files_that_alarmed_do_not_make_a_weekday(make_days):
    lines = make_days(sundays(98, usually=0.1, on_sundays=0.1))
    alarmed = [
        line.model_copy(
            update={"unusual": {"age": line.time}, "columns": {"age": {"p": 0.001, "distance": 5.0}}}
        )
        if line.time.weekday() == SUNDAY
        else line
        for line in lines
    ]
    assert not weekly(alarmed, lines[-1].time).effects
