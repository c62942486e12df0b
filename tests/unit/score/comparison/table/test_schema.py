"""Columns that were added, removed, retyped or reordered."""

import numpy as np
import pandas as pd
import pytest

from functions.score.batch import Batch, kind_of
from functions.score.batch.cell_types import OBJECTS
from functions.score.comparison import table

PROSE = [f"the parcel number {number} came late, and wet" for number in range(30)]


def changes(before, after, **settings):
    return [(change.kind, change.column) for change in table.schema_changes(before, after, **settings)]


def test_removed_added_and_reordered_columns_are_listed():
    assert changes(["a", "b", "c"], ["a", "b", "c"]) == []
    assert changes(["a", "b", "c"], ["a", "c"]) == [("removed", "b")]
    assert changes(["a", "b"], ["x", "a", "b"]) == [("added", "x")]
    assert changes(["a", "b", "c"], ["a", "c", "b"]) == [("reordered", "c")]
    assert changes(["a", "b", "c"], ["c", "x", "a"]) == [("removed", "b"), ("added", "x"), ("reordered", "c")]


def test_a_removed_column_suggests_an_added_one_of_a_similar_name():
    removed, added = table.schema_changes(["price", "b"], ["b", "Price"])[:2]
    assert removed.sentence == "column 'price' was removed; did you mean 'Price'?"
    assert added.sentence == "column 'Price' was added; it is not compared"


def test_ignored_columns_are_left_out():
    assert changes(["a", "b"], ["x", "a"], ignored=["b", "x"]) == []


def test_columns_that_are_not_read_are_listed_if_they_change():
    one, both = {"t": "lists"}, {"t": "lists", "u": "durations"}
    assert changes(["a"], ["a"], unread=(one, one)) == []
    assert changes(["a"], ["a"], unread=(one, {})) == [("removed", "t")]
    assert changes(["a"], ["a"], unread=({}, one)) == [("added", "t")]
    assert changes(["a"], ["a", "t"], unread=(both, {}), ignored=["t", "u"]) == []


def test_keys_of_an_object_that_one_file_leaves_whole_are_no_change():
    whole = {"user": OBJECTS}
    assert changes(["a", "user.x"], ["a"], unread=({}, whole)) == []
    assert changes(["a"], ["a", "user.x"], unread=(whole, {})) == []


def test_the_order_of_keys_in_json_is_no_change():
    assert changes(["a", "b"], ["b", "a"], ordered=False) == []


def test_thousands_of_other_columns_are_listed_quickly():
    listed = table.schema_changes([f"a{n}" for n in range(5000)], [f"b{n}" for n in range(5000)])
    assert len(listed) == 10_000


def kinds_of(baseline):
    return {name: kind_of(baseline.frame[name]) for name in baseline.columns}


def retyped(before, after):
    baseline, drift = (Batch(pd.DataFrame({"c": pd.Series(cells)}), "x.csv") for cells in (before, after))
    kinds = kinds_of(baseline)
    evidence = table.compare_columns(baseline, drift, kinds=kinds, rng=np.random.default_rng(0))
    return [change.sentence for change in evidence.schema_changes]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            np.arange(30) / 7,
            ["low", "high"] * 5,
            "column 'c' changed type from numbers to other values, such as 'low' in data row 1",
        ),
        (
            np.arange(30) / 7,
            [True] * 9,
            "column 'c' changed type from numbers to booleans",
        ),
        (["a", "b"] * 15, np.arange(9), "column 'c' changed type from categories to numbers"),
        (PROSE, np.arange(9) / 7, "column 'c' changed type from text to numbers"),
        (["2026-01-01"] * 30, [5, 7, 8], "column 'c' changed type from dates to numbers"),
        (
            [f"A-{n:03}" for n in range(30)],
            [5, 7, 8],
            "column 'c' changed type from identifiers to numbers",
        ),
    ],
)
def test_a_retyped_column_names_both_types(before, after, sentence):
    assert retyped(before, after) == [sentence]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (np.arange(5, 45, 2), np.arange(9) / 7),  # whole numbers to fractions
        (np.arange(30) / 7, [None, None]),
        (np.arange(30) / 7, ["1.5", "oops", "2.5"]),
        (["1.5", "2.5", "n/k"] * 10, ["n/k", "n/k"]),
        (["1", "2", "x"] * 10, [1, 2]),
        (["$ 5", "$ 7.50"] * 15, [5.0, 7.5]),
        (["yes", "no"] * 15, [0, 1, 1]),
        (PROSE, ["5"]),
    ],
)
def test_the_same_type_written_differently_is_no_change(before, after):
    assert retyped(before, after) == []
