"""Times and ages for a person."""

import doctest
from datetime import UTC, datetime, timedelta

import pytest

from functions.operations import times

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=-5), "0 seconds"),
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=59.9), "59 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "1 hour"),
        (timedelta(hours=47), "1 day"),
        (timedelta(days=1000), "1,000 days"),
    ],
)
def test_an_age_has_its_largest_unit(ago, text):
    assert times.age(NOW - ago, NOW) == text


def test_a_time_is_shown_in_utc_with_its_age():
    assert times.since(datetime.fromisoformat("2026-11-28T06:30:00+02:00"), NOW) == (
        "2026-11-28 04:30:00 UTC, 1 hour ago"
    )
    assert times.since(None, NOW) == "of unknown age"


def test_the_examples_are_true():
    assert doctest.testmod(times).failed == 0
