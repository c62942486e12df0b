"""The lines of a history on a terminal."""

import re
from datetime import UTC, datetime

import pytest

from common.settings import Settings
from functions.cli.line_table import table
from functions.score.history import HistoryLine
from functions.score.history.rows_line import RowsLine

TIME, ALARM = datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)


def row_of(columns, **parts):
    values = {
        "key": "drifts/a/1.csv", "modified": TIME, "written": TIME, "etag": "e", "baseline": "b", "rows": 100,
        "finding": "no_drift", "drifted": False, "score": None,
    }  # fmt: skip
    _, row = table([HistoryLine(columns=columns, **(values | parts))], Settings())
    return re.split(r"\s{2,}", row)


@pytest.mark.parametrize(
    ("parts", "alarm"),
    [
        ({}, "no"),
        ({"unusual": {"amount": ALARM}}, "no, still different since 2026-11-03"),
        ({"unusual": {"amount": TIME, "city": ALARM}, "drifted": True, "finding": "drift"}, "yes"),
        ({"unusual": {"amount": TIME}, "drifted": True, "finding": "drift", "accepted": True}, "accepted"),
    ],
)
def test_a_change_that_stays_is_not_like_none(parts, alarm):
    assert row_of({"amount": {"distance": 0.92}}, **parts)[4] == alarm


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ({"missing": 0.31}, "amount: missing rose by 31% of rows"),
        ({"missing": -0.31}, "amount: missing fell by 31% of rows"),
        ({"unreadable": 0.31}, "amount: unreadable rose by 31% of rows"),
        ({"distance": 0.92}, "amount: values moved by 0.92 SD"),
        ({"distance": -0.92}, "amount: values fell by 0.92 SD"),
        ({"variation": -0.04}, "amount: true fell by 4% of rows"),
        ({"variation": 0.04}, "amount: variation 4% of rows"),
        ({"variation by weekday": 0.04}, "amount: variation by weekday 4% of rows"),
        ({"new_category": 0.3}, "amount: new category 30% of rows"),
        ({"tilt": 0.3}, "amount: tilt 0.3"),
    ],
)
def test_the_largest_effect_has_a_name_and_no_sign(measured, words):
    assert row_of({"amount": {"p": 0.001, **measured}})[5] == words


def test_what_is_unusual_comes_before_what_is_larger():
    columns = {"amount": {"distance": 0.92}, "city": {"variation": 0.05}}
    assert row_of(columns)[5].startswith("amount: ")
    assert row_of(columns, unusual={"city": ALARM})[5].startswith("city: ")
    rows = {"duplicated": RowsLine(size=0.1, p=0.01, since=ALARM)}
    assert row_of(columns, of_rows=rows)[5] == "duplicate rows: duplicated 10% of rows"
    rows = {"correlation": RowsLine(size=0.5, p=0.01, subject=("carat", "price"), since=ALARM)}
    assert row_of(columns, of_rows=rows)[4:] == [
        "no, still different since 2026-11-03", "carat, price: correlation 0.5"
    ]  # fmt: skip


def test_what_alarms_now_comes_before_what_alarmed_earlier_and_its_date_is_its_own():
    columns = {"amount": {"distance": 0.92}, "city": {"variation": 0.05}}
    new = {"unusual": {"amount": ALARM, "city": TIME}, "drifted": True, "finding": "drift"}
    assert row_of(columns, **new)[4:] == ["yes", "city: variation 5% of rows"]
    earlier = {"amount": datetime(2026, 11, 5, tzinfo=UTC), "city": ALARM}
    assert row_of(columns, unusual=earlier)[4:] == [
        "no, still different since 2026-11-05", "amount: values moved by 0.92 SD"
    ]  # fmt: skip
