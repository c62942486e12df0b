"""Dates, times of day and periods as words; recognising a column and reading its cells are one grammar."""

from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
import pandas as pd
import pytest

from functions.score import batch
from functions.score.batch.cell_forms.dates import Form, form_of, parse_all
from functions.score.batch.cell_forms.month_names import NAMES, month_number

# 31 January 2026 in each form, with which a weekday and a time can be written.
DAYS = [
    ["2026-01-31", "2026-1-31", "2026/01/31", "2026.1.31"],
    ["31.01.2026", "31.1.26", "31-01-2026", "31/1/26"],
    ["31 January 2026", "31st Jan 2026", "31. Jan. 2026", "31-Jan-26", "31 Jan, 2026", "31Jan2026"],
    ["Jan 31, 2026", "January 31st 2026", "Jan. 31 2026"],
    ["31 janvier 2026", "31. Januar 2026", "31 de enero de 2026", "31 gennaio 2026", "31 января 2026"],
]
OTHER_DAYS = [
    "31 января 2026 г.", "2026. január 31.", "2026-Jan-31",
    "2026年1月31日", "2026年01月31日", "2026년 1월 31일",
    "2026-W05-6", "2026W056", "2026-031", "2026. 1. 31.", "2026. 01. 31",
    "/Date(1769817600000)/", "٢٠٢٦-٠١-٣١", "samedi 31 janvier 2026", "31 Jan. 2026",
]  # fmt: skip
# 31 January 2026, 13:05.
MOMENTS = [
    "31/Jan/2026:13:05:00 -0700", "[31/Jan/2026:13:05:00 +0000]", "20260131T130500Z", "20260131T1305",
    "20260131 13:05:00", "Sat Jan 31 13:05:00 2026", "Sat Jan 31 13:05:00 CET 2026", "2026年1月31日 13時05分",
    "2026년 1월 31일(토) 13:05", "2026-01-31 13:05 Europe/Berlin", "2026-01-31 13:05:00 EST",
    "31-JAN-26 01.05.00.000000 PM", "31-JAN-26 01.05.00.000000000 PM +01:00", "Jan 31 2026  1:05PM",
    "31.01.2026 13:05 Uhr", "31. Januar 2026 um 13:05 Uhr", "January 31, 2026 at 1:05 PM",
    "2026. 1. 31. 오후 1:05:00", "2026-01-31 오후 1:05", "2026/1/31 下午 1:05", "/Date(1769864700000+0100)/",
    "2026-01-31T13:05+01:00[Europe/Paris]", "Sat Jan 31 2026 13:05:00 GMT+0100 (Central European Time)",
]  # fmt: skip
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
    "12:30+02:00": (12, 30, 0),  # as the clock shows it
    "12:30 -0530": (12, 30, 0),
    "12:30 CET": (12, 30, 0),
}
NO_DATES = [
    "", "soon", "2026-01-311", "202-01-31", "31012026", "2026_01_31", "31 2026 Jan", "2026-01-31 12",
    "2026-01-31  12:30", "2026-01-31 12:30 XYZ", "2026-01-31 was cold", "on 2026-01-31", "12:3", "12.30",
    "2026-02-30", "31 Foo 2026", "2026-W54", "2026-000", "2026-366", "/Date()/", "31-JAN-26 13.05.00 PM",
    "2026-W54-1", "2026-Q5", "13/2026", "2026-13", "Q3 35", "set 12",
    "2026年13月1日", "1-2/2026", "29.2.2025",
]  # fmt: skip
PERIODS = {
    "2026-02": (2026, 2, 1), "02/2026": (2026, 2, 1), "February 2026": (2026, 2, 1),
    "févr. 2026": (2026, 2, 1),
    "Feb-26": (2026, 2, 1), "2026年2月": (2026, 2, 1), "2026 Feb": (2026, 2, 1), "2026-Q2": (2026, 4, 1),
    "Q2 2026": (2026, 4, 1), "2026Q2": (2026, 4, 1), "2Q26": (2026, 4, 1), "2026-W07": (2026, 2, 9),
    "FY26": (2026, 1, 1), "FY2026": (2026, 1, 1), "FY26/27": (2026, 1, 1), "FY26 Q2": (2026, 4, 1),
    "Q2 FY2026": (2026, 4, 1), "2026W07": (2026, 2, 9), "KW 7/2026": (2026, 2, 9), "W07 2026": (2026, 2, 9),
}  # fmt: skip


def seconds(text, shape="date"):
    return parse_all([text], Form(shape))[0]


@pytest.mark.parametrize("day", [example for examples in DAYS for example in examples])
def test_each_form_is_recognised_and_parsed_with_and_without_weekday_and_time(day):
    midnight = datetime(2026, 1, 31, tzinfo=UTC)
    for weekday, separator, (clock, time) in product(WEEKDAYS, [" ", "T", ", "], CLOCKS.items()):
        text = f"{weekday}{day}{separator}{clock}"
        hours, minutes, rest = time
        expected = midnight + timedelta(hours=hours, minutes=minutes, seconds=rest)
        assert form_of([text]).shape == "date", text
        assert seconds(text) == expected.timestamp(), text
    assert seconds(day) == midnight.timestamp()


@pytest.mark.parametrize("day", OTHER_DAYS)
def test_other_days(day):
    assert form_of([day]).shape == "date"
    assert seconds(day) == datetime(2026, 1, 31, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("moment", MOMENTS)
def test_moments(moment):
    assert form_of([moment]).shape == "date"
    assert seconds(moment) == datetime(2026, 1, 31, 13, 5, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(("clock", "time"), CLOCKS.items())
def test_times_of_day_are_recognised_and_parsed(clock, time):
    hours, minutes, rest = time
    assert form_of([clock]).shape == "time"
    assert seconds(clock, "time") == 3600 * hours + 60 * minutes + rest


@pytest.mark.parametrize(("period", "first_day"), PERIODS.items())
def test_periods_are_recognised_and_parsed(period, first_day):
    assert form_of([period]).shape == "period"
    assert seconds(period, "period") == datetime(*first_day, tzinfo=UTC).timestamp()
    assert seconds(period) is None


def test_dates_without_a_year():
    words = ["Oct 11 22:14:15", "Oct  1 22:14:15", "Feb 29 00:00:01"]
    assert form_of(words).shape == "yearless"
    assert None not in parse_all(words, Form("yearless"))
    assert seconds("Feb 30 00:00:01", "yearless") is None


@pytest.mark.parametrize("text", NO_DATES)
@pytest.mark.parametrize("shape", ["date", "time", "period", "yearless"])
def test_text_that_is_not_a_date_is_not_parsed(text, shape):
    assert seconds(text, shape) is None


@pytest.mark.parametrize(
    "examples",
    [*DAYS[2:], DAYS[0], list(CLOCKS), [*PERIODS][:3], ["2026-Q1", "2026-Q3"], ["2026-W01", "2026-W02"]],
)
def test_a_column_in_one_form_is_a_column_of_dates(examples):
    assert batch.kind_of(pd.Series(examples)) == "datetime"


def test_names_of_months():
    assert len(NAMES) == 12
    for names in (
        "January Februar mars abril maggio juni lipca августа Eylül oktober noviembre décembre",
        "jan févr Mär apr. mai giu juil ağu sept okt нояб dez",
    ):
        assert [month_number(name.rstrip(".")) for name in names.split()] == [*range(1, 13)]
    assert month_number("Marketing") == month_number("") == 0


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (["31.12.25", "01.01.26"], "dmy"),
        (["12/31/25", "01/01/26"], "mdy"),
        (["24.01.31", "24.02.15", "24.03.01"], "ymd"),
        (["31.01.24", "15.02.24", "03.03.24"], "dmy"),
        (["01/02/2026"], "mdy"),
    ],
)
def test_the_order_of_day_month_and_year(words, order):
    assert form_of(words).order == order


def test_whether_a_clock_is_local():
    assert form_of(["2026-01-31 10:00+01:00"]).local
    assert form_of(["31 Jan 2026 10:00 EST"]).local
    for zone in ("Z", " UTC", "+00:00", " GMT+0000 (Coordinated Universal Time)", "-0000"):
        assert not form_of([f"2026-01-31 10:00{zone}"]).local, zone


def test_all_iso_days_are_parsed():
    days = np.arange("1890-01-01", "2110-01-01", 7, dtype="datetime64[D]")
    parsed = parse_all(map(str, days), Form())
    assert parsed == days.astype("datetime64[s]").astype(np.int64).tolist()
