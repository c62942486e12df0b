"""Placeholders that mean no date, and dates that no later file should have."""

import numpy as np
import pytest

from functions.score.statistics.columns import datetimes
from functions.score.statistics.columns.datetimes import Clock
from functions.score.statistics.columns.missing import Absent
from functions.score.statistics.columns.placeholders import most_frequent, placeholders
from functions.score.statistics.evidence import OUTSIDE_DATES, PLACEHOLDER

DAY = 86_400
START = 19_723 * DAY  # 2024-01-01


def some_days(rows, first=0, days=60, seed=0):
    return START + np.random.default_rng(seed).integers(first * DAY, (first + days) * DAY, rows)


def compare(before, after, **clock):
    absent = Absent((len(before), len(after)))
    return datetimes.compare("t", before, after, absent, Clock(**clock), np.random.default_rng(0))


def effect(column, name):
    return next((found for found in column.effects if found.name == name), None)


@pytest.mark.parametrize(
    "day", ["1900-01-01", "1970-01-01", "9999-12-31", "2099-12-31", "0001-01-01", "1969-12-31", "1899-12-30"]
)
@pytest.mark.parametrize("share", [0.1, 1.0])
def test_more_placeholders_are_found_and_named(day, share):
    after = some_days(200, 60)
    after[: int(200 * share)] = np.datetime64(day, "s").astype(np.int64) + 3600
    found = effect(compare(some_days(300), after), PLACEHOLDER)
    assert found.value == pytest.approx(share)
    assert (found.by, found.example) == (None, day)
    assert found.p_value < 0.01


def test_as_many_placeholders_as_before_are_no_change():
    before, after = some_days(300), some_days(200, 60)
    before[:30], after[:20] = 0, 0
    column = compare(before, after)
    assert column.p_value > 0.05
    assert column.before["min"] >= "2024-01-01"
    assert column.before["placeholders"] == column.after["placeholders"] == 0.1


def test_a_listed_day_among_others_is_an_ordinary_date():
    births = np.arange(-3000, 3000, 7) * DAY
    births[100] = 0
    assert not any(file.any() for file in placeholders(births, births))
    assert most_frequent(np.append(births, births[:1])) == str(np.datetime64(int(births[0] // DAY), "D"))


def test_dates_before_the_baseline_are_a_change_and_later_ones_are_none():
    before = some_days(300)
    for earlier in (some_days(200, -900), some_days(200, -70, 60), some_days(200, -9000, 9000)):
        found = effect(compare(before, earlier), OUTSIDE_DATES)
        assert (found.by, found.p_value < 1e-9, found.value > 0.9) == ("earlier", True, True)
    for later in (some_days(200, 60), some_days(200, 400), some_days(200, 3000)):
        assert effect(compare(before, later), OUTSIDE_DATES).value == 0
        assert compare(before, later).p_value > 0.05
    far = effect(compare(before, some_days(200, 30_000)), OUTSIDE_DATES)
    assert (far.by, far.p_value < 1e-9) == ("later", True)


def test_random_halves_rarely_have_earlier_dates():
    alarms = 0
    for seed in range(400):
        dates = some_days(300, seed=seed)
        found = effect(compare(dates[:200], dates[200:]), OUTSIDE_DATES)
        alarms += found.p_value <= 0.05
    assert alarms / 400 <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 400)


def test_what_each_clock_shows():
    before, after = some_days(300), some_days(200, 60)
    days = compare(before // DAY * DAY, after // DAY * DAY)
    assert days.before["min"] == "2024-01-01"
    assert "hours of the day not tested: the column has dates without times" in days.notes
    months = compare(before // DAY * DAY, after // DAY * DAY, shows="periods")
    assert [test.name for test in months.tests] == [
        "dates before the baseline's first or decades after its last"
    ]
    assert "weekday_shares" not in months.after
    yearless = compare(before, after, shows="dates without a year")
    assert yearless.before["min"].startswith("01-01T")
    assert [test.name.split(",")[0] for test in yearless.tests] == ["hours of the day"]
    cycle = compare(np.full(300, 14), np.full(200, 15), shows="numbers of a calendar")
    assert (cycle.p_value, cycle.effects) == (None, ())
    assert "numbers of a calendar" in cycle.not_tested
    nothing = compare(before, np.zeros(50, np.int64))
    assert effect(nothing, PLACEHOLDER).value == 1


def test_days_that_mean_a_missing_date():
    days = np.array(["1900-01-01", "1970-01-01", "9999-12-31", "2024-02-29"], dtype="datetime64[s]")
    before, after = placeholders(days.astype(np.int64), days[3:].astype(np.int64))
    assert (before.tolist(), after.tolist()) == ([True, True, True, False], [False])


@pytest.mark.parametrize(
    ("year", "expected"), [("1970", False), ("1900", False), ("9999", True), ("0001", True)]
)
def test_a_year_near_the_other_years_is_an_ordinary_one(year, expected):
    before = np.array([f"{each}-01-01" for each in range(1940, 1960)], dtype="M8[s]").astype(np.int64)
    after = np.array([f"{year}-01-01"] * 5, dtype="M8[s]").astype(np.int64)
    assert placeholders(before, after)[1].tolist() == [expected] * 5
