"""Hours of the day, and what daylight saving time does to them."""

import numpy as np
import pytest

from functions.score.statistics.columns.daylight import RULES, on_clocks_of
from functions.score.statistics.columns.hours import hours_change

DAY, HOUR = 86_400, 3600


def at(day):
    return int(np.datetime64(day, "s").astype(np.int64))


def shop(seed, first, days, opens=8, closes=18, rows=600):
    """Return the local times of sales between two hours."""
    rng = np.random.default_rng(seed)
    return at(first) + rng.integers(0, days, rows) * DAY + rng.integers(opens * HOUR, closes * HOUR, rows)


def in_utc(local, place):
    return local - (on_clocks_of(local, place) - local)


def p_value(before, after, **settings):
    change = hours_change(
        before, after, np.random.default_rng(0), **{"dated": True, "in_utc": True} | settings
    )
    return change.test.p_value


@pytest.mark.parametrize("place", RULES)
@pytest.mark.parametrize(("first", "later"), [("2024-01-08", "2024-06-03"), ("2023-06-05", "2024-01-08")])
def test_daylight_saving_time_alone_is_no_change(place, first, later):
    before, after = in_utc(shop(1, first, 40), place), in_utc(shop(2, later, 40), place)
    assert p_value(before, after) > 0.05
    assert p_value(before, after, in_utc=False) < 1e-6
    change = hours_change(before, after, np.random.default_rng(0), dated=True, in_utc=True)
    assert change.notes == ("daylight saving time alone explains the change by hour of day",)


@pytest.mark.parametrize("place", RULES)
def test_a_baseline_of_a_whole_year_has_both_clocks(place):
    before, after = (
        in_utc(shop(3, "2023-01-01", 365, rows=3000), place),
        in_utc(shop(4, "2024-06-03", 30), place),
    )
    assert p_value(before, after) > 0.05


@pytest.mark.parametrize("shift", [-3, -2, 3, 4])
def test_more_than_an_hour_in_utc_is_a_change_across_daylight_saving_time(shift):
    before = in_utc(shop(5, "2024-01-08", 40), "Europe")
    after = in_utc(shop(6, "2024-06-03", 40, 8 + shift, 18 + shift), "Europe")
    assert p_value(before, after) < 1e-6


def test_one_hour_is_a_change_within_one_half_of_the_year():
    assert p_value(shop(7, "2024-01-08", 30), shop(8, "2024-02-08", 20, 9, 19)) < 1e-6


def test_when_clocks_are_put_forward():
    days = np.arange("2024-01-01", "2025-01-01", dtype="datetime64[D]")
    noon = days.astype("datetime64[s]").astype(np.int64) + DAY // 2
    for place, first, after_last in (
        ("Europe", "2024-03-31", "2024-10-27"),
        ("North America", "2024-03-10", "2024-11-03"),
        ("Australia", "2024-10-06", "2024-04-07"),
    ):
        forward = on_clocks_of(noon, place) > noon
        changes = days[np.flatnonzero(np.diff(forward.astype(int))) + 1].astype(str).tolist()
        assert changes == sorted([first, after_last]), place


def test_times_of_day_need_no_days():
    rng = np.random.default_rng(9)
    assert p_value(rng.integers(0, DAY, 300), rng.integers(0, DAY // 2, 300), dated=False) < 1e-6
    assert p_value(rng.integers(0, DAY, 300), rng.integers(0, DAY, 300), dated=False) > 0.01


@pytest.mark.parametrize("place", RULES)
def test_clocks_are_put_forward_in_every_year_of_a_calendar(place):
    noon = np.array([at("0001-01-01"), at("0001-07-01"), at("9999-07-01"), at("9999-12-31")]) + DAY // 2
    forward = (on_clocks_of(noon, place) - noon) // HOUR
    assert forward.tolist() == ([1, 0, 0, 1] if place == "Australia" else [0, 1, 1, 0])
