"""Recognising a column of dates and parsing its cells use one list of forms."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pandas as pd
import pytest

from functions.score import batch
from functions.score.batch.cell_forms.dates import DATE, FORMS
from functions.score.comparison.table.dates import Form, parse_date

# 31 January 2026 in each form of FORMS, in its order.
DAYS = [
    ["2026-01-31", "2026-1-31", "2026/01/31", "2026.1.31"],
    ["31.01.2026", "31.1.26", "31-01-2026", "31/1/26"],
    ["31 January 2026", "31st Jan 2026", "31. Jan. 2026", "31-Jan-26", "31 Jan, 2026"],
    ["Jan 31, 2026", "January 31st 2026", "Jan. 31 2026"],
]
WEEKDAYS = ["", "Sat, ", "Saturday, ", "Sat., "]
CLOCKS = {
    "00:00": (0, 0, 0),
    "5:06": (5, 6, 0),
    "23:59:58": (23, 59, 58),
    "12:30:15.25": (12, 30, 15),
    "12:30:15,25": (12, 30, 15),
    "1:05 pm": (13, 5, 0),
    "12:05 a.m.": (0, 5, 0),
    "12:30Z": (12, 30, 0),
    "12:30 UTC": (12, 30, 0),
    "12:30:15 GMT": (12, 30, 15),
    "12:30+02:00": (10, 30, 0),
    "12:30 -0530": (18, 0, 0),
}
NO_DATES = [
    "",
    "soon",
    "2026",
    "2026-01",
    "2026-01-311",
    "202-01-31",
    "31012026",
    "2026_01_31",
    "31 2026 Jan",
    "January 2026",
    "2026-01-31 12",
    "2026-01-31  12:30",
    "2026-01-31 12:30 CET",
    "2026-01-31 was cold",
    "on 2026-01-31",
    "12:3",
    "12.30",
]


def seconds(text, *, dated=True):
    return parse_date(text, Form(dated=dated))


def test_every_form_has_an_example():
    for form, examples in zip(FORMS, DAYS, strict=True):
        assert all(form.fullmatch(example) for example in examples)


@pytest.mark.parametrize("day", [example for examples in DAYS for example in examples])
def test_each_form_is_recognised_and_parsed_with_and_without_weekday_and_time(day):
    midnight = datetime(2026, 1, 31, tzinfo=UTC)
    for weekday, separator, (clock, time) in product(WEEKDAYS, [" ", "T", ", "], CLOCKS.items()):
        text = f"{weekday}{day}{separator}{clock}"
        hours, minutes, rest = time
        expected = midnight + timedelta(hours=hours, minutes=minutes, seconds=rest)
        assert DATE.fullmatch(text), text
        assert seconds(text) == expected.timestamp(), text
    assert DATE.fullmatch(day)
    assert seconds(day) == midnight.timestamp()


@pytest.mark.parametrize(("clock", "time"), CLOCKS.items())
def test_times_of_day_are_recognised_and_parsed(clock, time):
    hours, minutes, rest = time
    assert DATE.fullmatch(clock)
    assert seconds(clock, dated=False) == 3600 * hours + 60 * minutes + rest


@pytest.mark.parametrize("text", NO_DATES)
def test_text_that_is_not_recognised_is_not_parsed(text):
    assert DATE.fullmatch(text) is None
    assert seconds(text) is None
    assert seconds(text, dated=False) is None


@pytest.mark.parametrize("examples", [*DAYS, list(CLOCKS)])
def test_a_column_in_one_form_is_a_column_of_dates(examples):
    assert batch.kind_of(pd.Series(examples)) == "datetime"
