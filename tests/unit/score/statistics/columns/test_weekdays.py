"""Weekdays are compared by their rows per day, whatever weekday a file begins on."""

import numpy as np
import pytest

from functions.score.statistics.columns.days import Days, exposed_shares
from functions.score.statistics.columns.periods import Change
from functions.score.statistics.columns.weekdays import weekdays_change

DAY = 86_400
MONDAY = 20_458 * DAY  # 2026-01-05
WEEK = np.array([1.2, 1.1, 1.0, 1.0, 1.3, 0.6, 0.4])
LEVEL, RUNS = 0.05, 200


def stream(rng, first, days, rows, burst, weekdays=WEEK):
    """Return the dates of a file that begins on a day, with about as many rows a day."""
    day = first + np.arange(days)
    rate = rows * weekdays[day % 7] * burst(rng, days)
    counts = rng.poisson(rate)
    return MONDAY + np.repeat(day, counts) * DAY + rng.integers(0, DAY, counts.sum())


def steady(_rng, days):
    return np.ones(days)


def bursty(rng, days):
    return rng.gamma(2, 0.5, days)


def wandering(rng, days):
    return np.exp(np.cumsum(rng.normal(0, 0.1, days)))


def holidays(rng, days):
    return (rng.random(days) > 0.05).astype(float)


@pytest.mark.parametrize("burst", [steady, bursty, wandering, holidays])
@pytest.mark.parametrize("days", [13, 17, 31])
def test_false_alarms_of_files_that_begin_on_any_weekday(burst, days):
    rng = np.random.default_rng(days)
    alarms = 0
    for _ in range(RUNS):
        first = int(rng.integers(0, 7))
        later = first + 70 + int(rng.integers(0, 7))
        change = weekdays_change(stream(rng, first, 70, 40, burst), stream(rng, later, days, 20, burst))
        alarms += isinstance(change, Change) and change.test.p_value <= LEVEL
    assert alarms / RUNS <= LEVEL + 2.5 * np.sqrt(LEVEL * (1 - LEVEL) / RUNS)


@pytest.mark.parametrize("first", range(7))
@pytest.mark.parametrize("days", [17, 24])
def test_closed_weekends_are_found_whatever_weekday_a_file_begins_on(first, days):
    rng = np.random.default_rng(first)
    before = stream(rng, 0, 70, 40, steady)
    closed = WEEK * (np.arange(7) < 5)
    change = weekdays_change(before, stream(rng, 70 + first, days, 40, steady, closed))
    assert change.test.p_value < 1e-6
    assert change.effects[0].value > 0.1
    assert change.effects[0].by == "weekday"


def test_three_mondays_and_two_sundays_are_no_change():
    before, after = (MONDAY + np.arange(first, first + days) * DAY for first, days in ((0, 70), (70, 17)))
    change = weekdays_change(np.repeat(before, 40), np.repeat(after, 40))
    assert change.test.p_value > 0.99
    assert change.effects[0].value == 0
    assert exposed_shares(after) == pytest.approx(np.full(7, 1 / 7))


def test_one_holiday_in_a_short_file_is_no_change():
    rng = np.random.default_rng(5)
    before, after = stream(rng, 0, 70, 40, steady), stream(rng, 70, 16, 40, steady)
    without_a_monday = after[after // DAY != (MONDAY // DAY + 77)]
    assert weekdays_change(before, without_a_monday).test.p_value > LEVEL


def test_reasons_for_no_test():
    before = MONDAY + np.arange(70) * DAY
    assert weekdays_change(before, before[:9]) == "the drift file has fewer than 10 whole days"
    assert weekdays_change(before[:5], before) == "the baseline has fewer than 10 whole days"
    assert "same weekday" in weekdays_change(before[::7], before[::7])
    burst = np.concatenate([before[:20], np.repeat(before[5], 200)])
    assert (
        weekdays_change(before, burst) == "the drift file has more than 75% of its rows in one of its weeks"
    )


def test_days_without_rows_count_as_days():
    days = Days.of(MONDAY + np.array([0, 0, 9]) * DAY)
    assert days.rows.tolist() == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert days.exposure.tolist() == [2, 2, 2, 1, 1, 1, 1]
    assert days.totals.tolist() == [2, 0, 1, 0, 0, 0, 0]
