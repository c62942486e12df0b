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
