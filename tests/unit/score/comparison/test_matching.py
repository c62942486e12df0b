"""The columns of a drift file, matched to those of its baseline."""

import pandas as pd

from functions.score import batch
from functions.score.comparison.matching import matched

LIMITS = batch.Limits()
VECTORS = [[float(place) for place in range(row, row + 8)] for row in range(1, 11)]


def rows(**columns):
    return batch.from_dataframe("a", pd.DataFrame(columns), LIMITS)


def optional(file, *beginnings):
    return batch.Batch(file.frame, file.key, file.ignored, optional=beginnings)


BASELINE = rows(a=range(10), b=[1.5] * 10, c=["x"] * 10)


def test_only_columns_that_rows_may_leave_out_become_missing_cells():
    drift = rows(c=["x"] * 5, new=range(5))
    assert matched(drift, BASELINE).columns == ["c", "new"]
    complete = matched(optional(drift, ""), BASELINE)
    assert complete.columns == ["a", "b", "c", "new"]
    assert complete.frame[["a", "b"]].isna().all().all()
    assert complete.frame["c"].tolist() == ["x"] * 5


def test_keys_of_dictionaries_may_be_left_out_and_columns_may_not():
    baseline = rows(user=[{"id": 1, "name": "ana"}] * 10, price=range(10))
    complete = matched(rows(user=[{"id": 1}] * 4), baseline)
    assert complete.columns == ["user.id", "user.name"]


def test_keys_of_an_object_that_is_not_read_are_not_missing():
    baseline = rows(user=[{"id": 1}] * 10)
    drift = optional(batch.Batch(pd.DataFrame({"n": [1, 2]}), "a", {"user": "lists"}), "")
    assert matched(drift, baseline).columns == ["n"]


def test_lists_of_another_length_or_in_place_of_other_values_are_set_aside():
    baseline = rows(v=VECTORS, w=range(10), x=VECTORS, y=VECTORS, z=VECTORS)
    longer = [[*vector, 1.0] for vector in VECTORS]
    drift = matched(rows(v=longer, w=VECTORS, x=["a"] * 10, y=[None] * 10, z=VECTORS), baseline)
    assert drift.ignored == {"v": "lists of 9 numbers", "w": "lists of 8 numbers", "x": "text"}
    assert (drift.columns, list(drift.vectors)) == (["y", "z"], ["z"])
