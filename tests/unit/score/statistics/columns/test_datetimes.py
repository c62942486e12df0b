"""Dates and times: repeating patterns, not the passing of time."""

import numpy as np
import pytest

from functions.score.statistics.columns import datetimes
from functions.score.statistics.columns.datetimes import Clock
from functions.score.statistics.columns.missing import Absent
from functions.score.statistics.columns.periods import HOURS, WEEKDAYS, whole_cycles, why_untestable

DAY, HOUR = 86_400, 3600
MONDAY = 20_458 * DAY  # 2026-01-05

OUTSIDE = "dates before the baseline's first or decades after its last"


def compare(before, after, seed=0, **clock):
    before, after = np.asarray(before, np.int64), np.asarray(after, np.int64)
    absent = Absent((len(before), len(after)))
    return datetimes.compare("t", before, after, absent, Clock(**clock), np.random.default_rng(seed))


def anytime(rng, rows, days, first=0):
    return MONDAY + rng.integers(first * DAY, (first + days) * DAY, rows)


def test_later_dates_are_no_drift_unless_the_dates_are_compared():
    rng = np.random.default_rng(0)
    before, after = anytime(rng, 500, 70), anytime(rng, 200, 35, first=70)
    column = compare(before, after)
    assert [test.name.split(",")[0] for test in column.tests] == ["weekdays", "hours of the day", OUTSIDE]
    assert column.p_value > 0.05
    assert column.effects[0].name == "total variation beyond chance"
    compared = compare(before, after, moves_on=False)
    assert compared.p_value < 1e-9
    assert compared.tests[0].name == "dates, Kolmogorov-Smirnov test"
    assert compared.effects[0].name.startswith("Wasserstein")


def test_missing_nights_and_weekends_are_detected():
    rng = np.random.default_rng(1)
    before, after = anytime(rng, 1000, 70), anytime(rng, 300, 35, first=70)
    by_day = after - after % DAY
    column = compare(before, by_day + rng.integers(8 * HOUR, 17 * HOUR, 300))
    assert column.p_value < 1e-3
    after = anytime(rng, 500, 70, first=70)
    weekdays_only = after[(after // DAY + 3) % 7 < 5]
    column = compare(before, weekdays_only)
    assert column.tests[0].p_value < 1e-3
    assert column.after["weekday_shares"][5:] == [0, 0]
    assert len(column.after["hour_shares"]) == 24


def by_pattern(column):
    name = "total variation beyond chance"
    return {effect.by: effect for effect in column.effects if effect.name == name}


def test_a_change_of_one_pattern_is_no_change_of_the_other():
    """Each day's rows come within one hour: the hours of two files differ much, and by chance."""
    rng = np.random.default_rng(6)

    def bursts(weekend):
        hours = MONDAY + np.arange(70) * DAY + rng.integers(0, 24, 70) * HOUR
        rows = [weekend if day % 7 >= 5 else 20 for day in range(70)]
        return np.repeat(hours, rows) + rng.integers(0, HOUR, sum(rows))

    column = compare(bursts(20), bursts(5))
    effects = by_pattern(column)
    assert effects["hour of day"].value > effects["weekday"].value > 0.1
    assert effects["hour of day"].p_value > 0.05
    assert effects["weekday"].p_value == column.p_value < 1e-9
    sizes = [(effect.name, effect.by) for effect in column.effects]
    assert len(sizes) == len(set(sizes))


def test_dates_that_moved_are_no_change_of_their_weekdays():
    rng = np.random.default_rng(7)
    born, later = (MONDAY + rng.integers(0, 3650, rows) * DAY for rows in (600, 80))
    column = compare(born, later + 5 * 365 * DAY, moves_on=False)
    assert column.p_value < 1e-9
    assert by_pattern(column)["weekday"].p_value > 0.05


@pytest.mark.parametrize("days", [17, 31])
def test_a_file_of_two_and_a_half_weeks_is_no_drift(days):
    """17 days contain three Mondays and two Sundays; bursts make days unequal."""
    rng = np.random.default_rng(2)
    runs, alarms = 200, 0
    for run in range(runs):
        weights = rng.gamma(2, size=90)
        day = rng.choice(90, 800, p=weights / weights.sum())
        weights = rng.gamma(2, size=days)
        later = 90 + rng.choice(days, 400, p=weights / weights.sum())
        dates = (MONDAY + drawn * DAY + rng.integers(0, DAY, len(drawn)) for drawn in (day, later))
        column = compare(*(np.sort(file) for file in dates), run)
        alarms += column.p_value <= 0.05
    assert alarms / runs <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / runs)


def test_notes_of_short_files_explain_why_a_pattern_is_not_tested():
    rng = np.random.default_rng(3)
    column = compare(anytime(rng, 500, 70), anytime(rng, 100, 5))
    assert column.notes == ("weekdays not tested: the drift file has fewer than 10 whole days",)
    assert [test.name.split(",")[0] for test in column.tests] == ["hours of the day", OUTSIDE]
    column = compare(anytime(rng, 500, 70), anytime(rng, 100, 1))
    assert [test.name for test in column.tests] == [OUTSIDE]
    assert "fewer than 2 whole days" in column.notes[1]


def test_dates_without_times_have_no_hours():
    column = compare(MONDAY + np.arange(300) % 90 * DAY, MONDAY + np.arange(100) % 28 * DAY)
    assert column.notes == ("hours of the day not tested: the column has dates without times",)
    assert column.p_value > 0.9
    assert column.before["min"] == "2026-01-05"


def test_times_without_dates_have_only_hours():
    rng = np.random.default_rng(4)
    column = compare(rng.integers(0, DAY, 300), rng.integers(0, 12 * HOUR, 100), shows="times")
    assert column.p_value < 1e-3
    assert column.after["max"] < "12:00:00"
    assert "weekday_shares" not in column.after


def test_an_outlier_does_not_turn_a_burst_into_a_pattern():
    rng = np.random.default_rng(5)
    for first in range(70, 77):
        burst = np.append(anytime(rng, 99, 3, first), 0)
        assert (
            compare(anytime(rng, 500, 70), burst).notes[0].startswith("weekdays not tested: the drift file")
        )
    two_weeks = MONDAY + np.array([0] + [8] * 99) * DAY
    assert why_untestable(two_weeks, WEEKDAYS) == "more than 75% of its rows in one of its weeks"


def test_whole_cycles_leave_out_days_that_may_be_incomplete():
    from_noon = MONDAY + DAY // 2 + np.arange(0, 17 * DAY, HOUR)
    kept = whole_cycles(from_noon, WEEKDAYS)
    assert kept.min() == MONDAY + DAY
    assert kept.max() == MONDAY + 15 * DAY - HOUR
    dates = MONDAY + np.arange(14) * DAY
    assert len(whole_cycles(dates, WEEKDAYS)) == 14
    assert why_untestable(dates, WEEKDAYS) is None
    assert why_untestable(whole_cycles(dates[:13], WEEKDAYS), WEEKDAYS) == "fewer than 2 whole weeks"
    assert why_untestable(whole_cycles(from_noon[:20], HOURS), HOURS) == "fewer than 2 whole days"


def test_rows_of_a_single_weekday_are_not_tested():
    mondays = MONDAY + 7 * DAY * np.arange(40) + 9 * HOUR
    column = compare(mondays, mondays[:20])
    assert column.notes == (
        "weekdays not tested: all rows of both files have the same weekday",
        "hours of the day not tested: all rows of both files have the same hour of day",
    )
    assert [test.name for test in column.tests] == [OUTSIDE]
    times = compare(mondays % DAY, mondays[:20] % DAY, shows="times")
    assert times.not_tested == "; ".join(times.notes)
