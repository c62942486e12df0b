"""Cells as numbers, dates, categories and words."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from functions.score.batch.cell_forms.dates import Form, parse_all
from functions.score.comparison.table import categories, dates, words
from functions.score.comparison.table.dates import Writing


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("2026-01-31", (2026, 1, 31)),
        ("2026/1/31 05:06", (2026, 1, 31, 5, 6)),
        ("2026-01-31T12:30:00Z", (2026, 1, 31, 12, 30)),
        ("2026-01-31 12:30:15.5 +01:00", (2026, 1, 31, 12, 30, 15)),
        ("2026-01-01T00:30:00-0530", (2026, 1, 1, 0, 30)),
        ("31.01.2026", (2026, 1, 31)),
        ("1.2.26", (2026, 2, 1)),
        ("1.2.69", (1969, 2, 1)),
        ("Jan 31, 2026", (2026, 1, 31)),
        ("1 February 2026", (2026, 2, 1)),
        ("2nd Mar 26", (2026, 3, 2)),
        ("Sat, 31 Jan 2026 10:00:00 GMT", (2026, 1, 31, 10)),
        ("2026-01-31 1:05 pm", (2026, 1, 31, 13, 5)),
        ("2026-01-31 12:05 a.m.", (2026, 1, 31, 0, 5)),
    ],
)
def test_dates_are_parsed_in_every_form_that_makes_a_column_a_date(word, expected):
    assert parse_all([word], Form())[0] == datetime(*expected, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "word",
    [
        "2026-02-30",
        "31.13.2026",
        "2026-01-31 25:00",
        "2026-01-31 13:05 pm",
        "1 Foo 2026",
        "soon",
        "12:30",
        "0",
    ],
)
def test_dates_that_no_calendar_has_are_none(word):
    assert parse_all([word], Form())[0] is None


def test_which_number_is_the_day_is_the_baseline_s():
    for cells, order in (
        (["1/2/2026", "1/31/2026"], "mdy"),
        (["1/2/2026", "31/1/2026"], "dmy"),
        (["1/2/2026"], "mdy"),
        (["1.2.2026"], "dmy"),
    ):
        assert dates.writing_of(pd.Series(cells)) == Writing(Form(order=order))
    swapped = pd.Series(["2/1/2026", "1/31/2026"])
    day_first = Writing(Form(order="dmy"))
    parsed = dates.read(swapped, day_first)
    assert parsed.unreadable.tolist() == [False, True]
    hint = "all can be read if day and month change places"
    assert dates.other_reading(swapped, day_first, parsed.unreadable) == hint


def stored(years, unit):
    cells = [np.datetime64((year - 1970) * 12 + 5, "M").astype(f"datetime64[{unit}]") for year in years]
    return pd.Series(np.array(cells))


@pytest.mark.parametrize("unit", ["s", "ms", "us"])
def test_stored_dates_are_those_of_the_years_1_to_9999(unit):
    column = stored([2026, -5, 0, 1, 9999, 10_000, 200_000], unit)
    for writing in (Writing(), Writing(unit="seconds")):
        read = dates.read(column, writing)
        assert read.unreadable.tolist() == [False, True, True, False, False, True, True]
        assert read.present.astype("datetime64[s]").astype(str)[1:].tolist() == [
            "0001-06-01T00:00:00",
            "9999-06-01T00:00:00",
        ]
    hint = dates.other_reading(column, Writing(), read.unreadable)
    assert words.example(column, read.unreadable, show_values=True, hint=hint) == (
        "'-005-06-01T00:00:00' in data row 2 (outside the years 1 to 9999)"
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["0000-01-01", "2026-01-31", "0001-01-01", "9999-12-31"],  # Arrow reads all of them
        ["0000-01-01", "31 Jan 2026", "0001-01-01", "9999-12-31"],
        ["0000-12-31 23:59:59", "2026-01-31 10:00", "0001-01-01 00:00", "9999-12-31 23:59:59"],
        ["9999-12-31 23:59:60", "2026-01-31 10:00", "0001-01-01 00:00", "9999-12-31 23:59"],  # a leap second
        ["/Date(-99999999999999)/", "31 Jan 2026", "0001-01-01", "9999-12-31"],  # 1199 before Christ
        [-62_135_596_801, 1_769_904_000, -62_135_596_800, 253_402_300_799],
        [999_953, 202_605, 102, 999_950],  # the last week of 9999 would begin in the year 10000
        [99, 202_605, 102, 999_950],
        [10_000, 2026, 1, 9999],
    ],
)
def test_written_dates_are_those_of_the_years_1_to_9999(cells):
    unit = {99: "YYYYWW", 999_953: "YYYYWW", 10_000: "year", -62_135_596_801: "seconds"}.get(cells[0])
    for column in (pd.Series(cells), pd.Series([str(cell) for cell in cells], dtype="str")):
        assert dates.read(column, Writing(unit=unit)).unreadable.tolist() == [True, False, False, False]


def test_times_of_day_alone():
    writing = dates.writing_of(pd.Series(["12:30", "1:05 pm", "12:61"]))
    assert writing == Writing(Form("time"))
    parsed = dates.read(pd.Series(["12:30", "1:05 pm", "12:61", None, "2026-01-01"]), writing)
    assert parsed.present.tolist() == [45_000, 47_100]
    assert (parsed.missing, parsed.unreadable.tolist()) == (1, [False, False, True, False, True])


def test_booleans_are_read_in_many_words():
    coded = categories.read_booleans(pd.Series(["yes", "No", None, "maybe"]), pd.Series([0, 1, 1]))
    assert [codes.tolist() for codes in coded.codes] == [[1, 0, -1, -1], [0, 1, 1]]
    assert (coded.names, coded.missing) == (["No", "yes"], (1, 0))
    assert coded.unreadable[0].tolist() == [False, False, False, True]


def test_booleans_are_named_as_in_the_baseline():
    for before, names in (
        ([0, 1, 1], ["0", "1"]),
        ([1.0, None, 0.0], ["0", "1"]),
        (["j", "N", "n"], ["n", "j"]),
        ([True, False], ["false", "true"]),
    ):
        coded = categories.read_booleans(pd.Series(before), pd.Series([0, 1]))
        assert (coded.names, coded.codes[1].tolist()) == (names, [0, 1])


def test_categories_keep_their_spelling_whatever_type_the_other_file_was_read_as():
    coded = categories.read(pd.Series(["1", "2", "x", " "]), pd.Series([1.0, 2.0, np.nan]))
    assert [codes.tolist() for codes in coded.codes] == [[0, 1, 2, -1], [0, 1, -1]]
    coded = categories.read(pd.Series(["TRUE", "False", "maybe"]), pd.Series([True, False]))
    assert [codes.tolist() for codes in coded.codes] == [[0, 1, 2], [0, 1]]
    assert categories.read(pd.Series(["Red"]), pd.Series(["red"])).names == ["Red", "red"]


def test_words_of_a_column_of_every_type():
    column = pd.Series([True, "true", 3.0, 3, None, "  ", pd.Timestamp("2026-01-31")], dtype=object)
    found = words.words_of(column)
    assert found.words == ["true", "3", "2026-01-31T00:00:00"]
    assert found.codes.tolist() == [0, 0, 1, 1, -1, -1, 2]
    assert found.missing == 2


@pytest.mark.parametrize("missing", [frozenset(), frozenset({"na"})])
def test_strings_are_read_like_values_of_any_type(missing):
    random = np.random.default_rng(0)
    cells = ["a", "b", " ", "NA", " na ", "x y", None, "", "\u3000"]
    for _ in range(50):
        column = pd.Series(random.choice(np.array(cells, dtype=object), size=12), dtype="str")
        found, expected = (words.words_of(one, missing) for one in (column, column.astype(object)))
        assert found.words == expected.words
        assert found.codes.tolist() == expected.codes.tolist()


def test_equal_cells_of_two_files_have_the_same_number():
    columns = pd.Series(["a", "b", None, "a"]), pd.Series(["c", "b", " ", "c", "a"])
    (before, after), names = categories.aligned(*columns)
    assert names == ["a", "b", "c"]
    assert before.tolist() == [0, 1, -1, 0]
    assert after.tolist() == [2, 1, -1, 2, 0]
