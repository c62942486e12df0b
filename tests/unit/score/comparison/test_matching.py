"""The columns of a drift file, matched to those of its baseline."""

import pandas as pd

from functions.score import batch
from functions.score.batch.cell_types import OBJECTS
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
    assert matched(drift, BASELINE).drift.columns == ["c", "new"]
    complete = matched(optional(drift, ""), BASELINE).drift
    assert complete.columns == ["a", "b", "c", "new"]
    assert complete.frame[["a", "b"]].isna().all().all()
    assert complete.frame["c"].tolist() == ["x"] * 5


def test_keys_of_dictionaries_may_be_left_out_and_columns_may_not():
    baseline = rows(user=[{"id": 1, "name": "ana"}] * 10, price=range(10))
    complete = matched(rows(user=[{"id": 1}] * 4), baseline).drift
    assert complete.columns == ["user.id", "user.name"]


def sentences(result):
    return sorted(change.sentence for change in result.retyped)


def test_an_object_that_became_something_else_is_set_aside_with_all_its_keys():
    baseline = rows(n=range(10), user=[{"id": 1, "tags": ["x"], "at": {"day": 1}}] * 10)
    for drift in (rows(n=[1, 2], user=["a", "b"]), rows(n=[1, 2], user=[["a"], ["b"]])):
        result = matched(drift, baseline)
        assert (result.drift.columns, result.drift.ignored) == (["n"], {})
        assert result.aside == {"user", "user.id", "user.tags", "user.at.day"}
        assert len(sentences(result)) == 1
    inside = matched(rows(user=[{"id": 1, "tags": ["x"], "at": "today"}] * 4), baseline)
    assert sentences(inside) == ["column 'user.at' changed type from objects to text"]


def test_a_dot_in_a_name_is_no_object():
    baseline = optional(rows(a=range(10), **{"size.cm": range(10)}))
    assert matched(optional(rows(a=range(10), size=range(10))), baseline).retyped == ()


def test_an_object_without_a_value_is_no_other_type():
    baseline = rows(n=range(10), user=[{"id": 1}] * 10)
    result = matched(optional(rows(n=[1, 2], user=[None, None]), ""), baseline)
    assert (result.retyped, result.drift.columns) == ((), ["n", "user.id"])


def test_objects_that_one_reader_left_whole_are_still_objects():
    baseline = rows(n=range(10), user=[{"id": 1}] * 10)
    whole = batch.Batch(pd.DataFrame({"n": [1, 2]}), "a", {"user": OBJECTS}, optional=("",))
    assert matched(whole, baseline) == (whole, (), frozenset())
    assert matched(baseline, whole).retyped == ()


def test_lists_of_another_length_or_in_place_of_other_values_are_set_aside():
    baseline = rows(v=VECTORS, w=range(10), x=VECTORS, y=VECTORS, z=VECTORS, p=[[1, 2]] * 10)
    longer = [[*vector, 1.0] for vector in VECTORS]
    changed = rows(v=longer, w=VECTORS, x=["a"] * 10, y=[None] * 10, z=VECTORS, p=[[1]] * 10)
    result = matched(changed, baseline)
    assert sentences(result) == [
        "column 'p' changed type from lists of 2 numbers to lists of one number",
        "column 'v' changed type from lists of 8 numbers to lists of 9 numbers",
        "column 'w' changed type from numbers to lists of 8 numbers",
        "column 'x' changed type from lists of 8 numbers to text",
    ]
    assert (result.drift.columns, list(result.drift.vectors)) == (["y", "z"], ["z"])


def test_columns_that_neither_file_reads_are_no_change():
    baseline, drift = (
        batch.Batch(pd.DataFrame({"n": [1, 2]}), "a", {"t": holds}) for holds in ("lists", "maps")
    )
    assert matched(drift, baseline).retyped == ()
