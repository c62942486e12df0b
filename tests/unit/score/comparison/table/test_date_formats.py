"""Formats of dates that replace another; the dates themselves are compared as before."""

import numpy as np
import pandas as pd
import pytest

from functions.score.comparison.table import date_formats, dates

RNG = np.random.default_rng(9)
ISO, GERMAN, AMERICAN = "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"


def days(form, rows=120):
    moments = pd.Timestamp("2024-01-01") + pd.to_timedelta(RNG.integers(0, 90, rows), "D")
    return pd.Series(moments.strftime(form) if form else moments, dtype="str" if form else None)


def change(before, after):
    writing = dates.writing_of(before)
    own, clause = date_formats.of_drift_file(before, after, writing)
    return clause, dates.read(after, own).unreadable.any()


@pytest.mark.parametrize(
    ("before", "after", "clause"),
    [
        (ISO, GERMAN, "dates as DD.MM.YYYY where the baseline has YYYY-MM-DD"),
        (None, GERMAN, "dates as DD.MM.YYYY where the baseline has YYYY-MM-DD"),
        (ISO, AMERICAN, "dates as MM/DD/YYYY where the baseline has YYYY-MM-DD"),
        (GERMAN, None, "dates as YYYY-MM-DD where the baseline has DD.MM.YYYY"),
        (GERMAN, "%d.%m.%y", "dates as DD.MM.YY where the baseline has DD.MM.YYYY"),
        (ISO, "%Y/%m/%d", "dates as YYYY/MM/DD where the baseline has YYYY-MM-DD"),
        ("%d %b %Y", AMERICAN, "dates as MM/DD/YYYY where the baseline has DD Month YYYY"),
    ],
)
def test_another_format_is_named_and_read(before, after, clause):
    assert change(days(before), days(after)) == (clause, False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ISO, ISO),
        (None, ISO),
        (ISO, "%Y-%m-%d %H:%M"),
        (AMERICAN, "%m/%d/%Y %I:%M %p"),
        ("%d %b %Y", "%B %d, %Y"),
        ("%H:%M", "%H:%M:%S"),
        ("%Y-%m", "%Y-%m"),
    ],
)
def test_the_same_format_is_no_change(before, after):
    assert change(days(before), days(after)) == (None, False)


def test_a_few_cells_in_another_format_are_no_change():
    mixed = pd.concat([days(ISO), days(GERMAN, 20)], ignore_index=True)
    assert change(days(ISO), mixed)[0] is None
    assert change(mixed, days(GERMAN))[0] is None


def test_day_and_month_of_a_baseline_with_an_order_do_not_change_places():
    clause, unreadable = change(days("%d/%m/%Y"), days(AMERICAN))
    assert clause is None
    assert unreadable
