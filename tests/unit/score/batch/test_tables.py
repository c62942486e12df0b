"""Tables that a program holds are read by the rules for a Parquet file."""

import datetime as dt
import io
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from common.errors import BatchError
from functions.score import batch
from functions.score.batch import Limits

ROWS = 3000
MIXED = pa.table(
    {
        "text": pa.array(["a cat", "", None]),
        "view": pa.array(["a cat", "", None], pa.string_view()),
        "shop": pa.array(["north", "south", "north"]).dictionary_encode(),
        "price": pa.array([Decimal("1.50"), None, Decimal("2.25")]),
        "sold": pa.array([True, None, False]),
        "day": pa.array([dt.date(2026, 1, 1), None, dt.date(2026, 1, 3)]),
        "when": pa.array([dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)] * 3),
        "clock": pa.array([dt.time(9, 30)] * 3),
        "nested": pa.array([["x"], ["y"], []]),
        "took": pa.array([dt.timedelta(1)] * 3),
        "__index_level_0__": pa.array([0, 1, 2]),
    }
)


def parquet(table):
    stored = io.BytesIO()
    pq.write_table(table, stored)
    return batch.read("a.parquet", io.BytesIO(stored.getvalue()), Limits())


def large():
    return pa.table({"n": range(ROWS), "text": [f"text {row}" for row in range(ROWS)]})


def error_of(table, **limits):
    with pytest.raises(BatchError) as caught:
        batch.from_table("drift", table, Limits(**limits))
    assert caught.value.key == "drift"
    return caught.value


def test_every_type_of_cell_is_read_as_from_parquet():
    read, expected = batch.from_table("drift", MIXED, Limits()), parquet(MIXED)
    pd.testing.assert_frame_equal(read.frame, expected.frame)
    assert read.ignored == expected.ignored == {"nested": "lists of text"}
    assert read.frame["took"].tolist() == [86_400.0] * 3
    assert read.digest() == expected.digest()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_durations_are_read_as_seconds(unit):
    took = pa.array([1500, None, -500], pa.int64()).cast(pa.duration(unit))
    seconds = batch.from_table("drift", pa.table({"took": took}), Limits()).frame["took"]
    expected = [1500 / per_second for per_second in [{"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9}[unit]]]
    assert seconds.tolist()[::2] == [expected[0], -expected[0] / 3]
    assert seconds.isna().tolist() == [False, True, False]


def test_periods_are_read_as_dates_and_intervals_as_categories():
    numbers = pd.Series(np.random.default_rng(0).normal(size=90))
    frame = pd.DataFrame(
        {
            "month": pd.period_range("2020-01", periods=90, freq="M"),
            "cut": pd.cut(numbers, [-9, -1, 0, 1, 9]),
            "range": pd.arrays.IntervalArray.from_breaks(range(91)),
        }
    )
    frame.loc[0, ["month", "cut"]] = None
    read = batch.from_dataframe("drift", frame, Limits())
    assert not read.ignored
    assert read.frame["month"].tolist()[1] == pd.Timestamp("2020-02-01")
    assert read.frame["cut"].dropna().isin(["(-9.0, -1.0]", "(-1.0, 0.0]", "(0.0, 1.0]", "(1.0, 9.0]"]).all()
    assert read.frame["range"][3] == "(3, 4]"
    assert read.frame.isna().sum().tolist() == [1, 1, 0]
    assert [batch.kind_of(read.frame[name]) for name in ("month", "cut")] == ["datetime", "categorical"]
    assert frame["month"].dtype == "period[M]"  # the caller's frame is as it was


def test_a_dataframe_is_read_as_from_parquet():
    frame = MIXED.to_pandas().assign(
        kind=pd.Categorical(["a", "b", None]), whole=pd.array([1, None, 3], "Int64")
    )
    read, expected = batch.from_dataframe("drift", frame, Limits()), parquet(pa.table(frame))
    pd.testing.assert_frame_equal(read.frame, expected.frame)


def test_of_a_large_table_a_sample_of_rows_is_compared():
    read = batch.from_table("drift", large(), Limits(whole_bytes=1000, sample_rows=50))
    assert (read.rows, read.total_rows) == (50, ROWS)
    assert read.frame["n"].tolist() == list(read.sample.numbers)
    again = batch.from_table("drift", large(), Limits(whole_bytes=1000, sample_rows=50))
    assert read.digest() == again.digest()
    assert batch.from_table("drift", large(), Limits()).sample is None


def test_a_cell_that_is_too_long_is_named_with_its_row():
    chunks = pa.chunked_array([pa.array(["a"] * 10), pa.array(["b", "longest"])])
    error = error_of(pa.table({"text": chunks}), max_cell_characters=6)
    assert (error.kind, error.row, error.column) == ("cell_too_long", 12, "text")
    packed = pa.table({"text": chunks.dictionary_encode()})
    assert error_of(packed, max_cell_characters=6).row == 12


@pytest.mark.parametrize(
    ("table", "limits", "kind"),
    [
        (pa.table({"a": pa.array([], pa.int64())}), {}, "no_rows"),
        (pa.table({"a": [1]}), {}, "too_few_rows"),
        (pa.table({"a": [1, 2], "b": [1, 2]}), {"max_columns": 1}, "too_many_columns"),
        (pa.table([[1, 2], [3, 4]], names=["a", "a"]), {}, "duplicate_column"),
        (pa.table({"a": pa.nulls(10)}), {"max_cells": 9}, "file_too_large"),
        (pa.table({"a": [["x"], ["y"]]}), {}, "no_text_column"),
        (pa.table({"a": pa.array([b"\xff", b"x"]).view(pa.string())}), {}, "broken_parquet"),
    ],
)
def test_a_table_at_fault_says_which_fault(table, limits, kind):
    assert error_of(table, **limits).kind == kind


def test_sparse_columns_are_read_as_dense_ones():
    frame = pd.DataFrame({"n": [0.0, 1.5, 0.0, None], "k": [0, 0, 3, 0]})
    sparse = frame.assign(n=pd.arrays.SparseArray(frame["n"]), k=pd.arrays.SparseArray(frame["k"]))
    read = batch.from_dataframe("drift", sparse, Limits()).frame
    pd.testing.assert_frame_equal(read, frame)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([1, "a", None], ["1", "a", None]),
        ([np.int64(7), "n/a", 2.5], ["7", "n/a", "2.5"]),
        ([True, 7, "x"], ["true", "7", "x"]),
        ([Decimal("1.50"), "x", pd.NA], ["1.50", "x", None]),
        ([dt.date(2026, 1, 1), "2026-01-02", float("nan")], ["2026-01-01", "2026-01-02", None]),
        ([2**80, 2**81, None], [str(2**80), str(2**81), None]),
    ],
)
def test_a_column_of_mixed_values_is_text(cells, words):
    mixed = pd.DataFrame({"x": pd.Series(cells, dtype=object), "n": [1, 2, 3]})
    read = batch.from_dataframe("drift", mixed, Limits()).frame
    pd.testing.assert_series_equal(read["x"], pd.Series(words, name="x", dtype="str"))
    assert read["n"].tolist() == [1, 2, 3]


def test_categories_of_mixed_values_are_text():
    frame = pd.DataFrame({"x": pd.Categorical([1, "a", None], categories=[1, "a"])})
    assert batch.from_dataframe("drift", frame, Limits()).frame["x"].tolist()[:2] == ["1", "a"]


def test_numbers_of_four_bytes_are_those_that_a_text_has():
    """Widened bit by bit, 42.68 would be 42.68000030517578."""
    frame = pd.DataFrame({"x": np.array([42.68, -0.1, 1e30, np.inf, np.nan], dtype=np.float32)})
    read = batch.from_dataframe("drift", frame, Limits()).frame["x"]
    assert read.tolist()[:4] == [42.68, -0.1, 1e30, np.inf]
    assert np.isnan(read.iloc[4])


def test_half_a_character_is_an_error_with_its_column_and_row():
    frame = pd.DataFrame({"x": pd.Series(["a", "\udce9"], dtype=object)})
    with pytest.raises(BatchError, match="row 1, counted from 0"):
        batch.from_dataframe("drift", frame, Limits())
