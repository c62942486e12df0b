"""Parquet: types, and damaged files."""

import datetime as dt
import gzip
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from common.errors import BatchError
from functions.score import batch
from functions.score.batch.parquet import reader

TEXTS = {"id": [1, 2, 3], "text": ["a b", None, "c"]}


def parquet(columns, **options):
    stored = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), stored, **options)
    return stored.getvalue()


def read(content, **limits):
    return batch.read("x.parquet", io.BytesIO(content), batch.Limits(**limits))


def error_of(content, **limits):
    with pytest.raises(BatchError) as caught:
        read(content, **limits)
    assert caught.value.key == "x.parquet"
    return caught.value


def test_types_become_text_numbers_booleans_and_times():
    columns = {
        "text": pa.array(["a", "", None], pa.large_string()),
        "word": pa.array(["x", "y", "x"]).dictionary_encode(),
        "price": pa.array([1, 2, None], pa.decimal128(5, 2)),
        "flag": [True, None, False],
        "day": [dt.date(2026, 1, 31)] * 3,
        "at": pa.array([0, 3600, None], pa.timestamp("s", "Europe/Berlin")),
        "clock": pa.array([0, 61, None], pa.time32("s")),
    }
    frame = read(parquet(columns)).frame
    assert frame["text"].isna().tolist() == [False, True, True]
    assert frame["word"].tolist() == ["x", "y", "x"]
    assert frame["price"].tolist()[:2] == [1.0, 2.0]
    assert frame["flag"].tolist() == [True, None, False]
    assert str(frame["day"].iloc[0]) == "2026-01-31 00:00:00"
    assert str(frame["at"].iloc[1]) == "1970-01-01 02:00:00"  # as clocks in Berlin showed it
    assert frame["clock"].tolist()[:2] == ["00:00:00.000", "00:01:01.000"]


def test_lists_and_binary_columns_are_ignored_by_name():
    columns = {"v": [["x"], ["y"]], "text": ["a", "b"], "s": [[{"x": 1}]] * 2, "raw": [b"\xff", b""]}
    nested = read(parquet(columns))
    assert nested.columns == ["text"]
    assert nested.ignored == {"v": "lists of text", "s": "lists", "raw": "binary data"}
    assert error_of(parquet({"v": [["x"], ["y"]]})).kind == "no_text_column"


def test_the_index_of_a_filtered_pandas_frame_is_not_a_column():
    nested = read(parquet({"text": ["a", "b"], "__index_level_0__": [4, 7]}))
    assert (nested.columns, nested.ignored) == (["text"], {})


def test_several_row_groups_are_one_table():
    numbers = list(range(1000))
    nested = read(parquet({"n": numbers}, row_group_size=90))
    assert nested.frame["n"].tolist() == numbers


@pytest.mark.parametrize("kept", [3, 4, 11, 200, -1])
def test_truncated_files(kept):
    error = error_of(parquet(TEXTS)[:kept])
    assert error.kind == "broken_parquet"


def test_files_of_another_format():
    assert "not .parquet but text" in error_of(b"id,text\n1,a\n2,b\n").message
    assert "not Parquet" in error_of(bytes(100)).message
    content = parquet(TEXTS)
    assert error_of(content[:20] + b"\xff" * 40 + content[60:]).kind == "broken_parquet"
    assert error_of(b"").kind == "empty_file"
    assert error_of(gzip.compress(content)).message == "the file is not .parquet but gzip data: unpack it"


def test_strings_that_are_not_utf8():
    offsets = pa.array([0, 2, 4], pa.int32()).buffers()[1]
    texts = pa.StringArray.from_buffers(2, offsets, pa.py_buffer(b"\xff\xfeab"))
    assert error_of(parquet({"text": texts})).kind == "broken_parquet"


def test_files_of_no_rows_and_of_one():
    empty = pa.table(TEXTS).slice(0, 0)
    assert error_of(parquet(empty)).kind == "no_rows"
    assert error_of(parquet(pa.table(TEXTS).slice(0, 1))).kind == "too_few_rows"


def test_duplicate_and_too_many_columns():
    twice = pa.table([[1, 2], [3, 4]], names=["a", "a"])
    assert error_of(parquet(twice)).kind == "duplicate_column"
    assert error_of(parquet(TEXTS), max_columns=1).kind == "too_many_columns"


@pytest.mark.parametrize("dictionary", [True, False])
def test_the_error_about_a_long_cell_names_its_record(dictionary):
    texts = pa.array(["a"] * 300 + ["x" * 101] + ["b"] * 10)
    content = parquet({"text": texts.dictionary_encode() if dictionary else texts})
    error = error_of(content, max_cell_characters=100)
    assert (error.kind, error.row, error.column) == ("cell_too_long", 301, "text")


@pytest.mark.parametrize("dictionary", [True, False])
def test_a_small_file_cannot_unpack_without_limit(dictionary):
    texts = pa.array(["x" * 1000] * 100_000)
    content = parquet({"text": texts.dictionary_encode() if dictionary else texts})
    assert len(content) < 100_000
    error = error_of(content, max_bytes=1_000_000)
    assert error.kind == "file_too_large"
    assert "after unpacking" in error.message


def test_the_number_of_missing_cells_is_limited():
    content = parquet({"n": pa.nulls(2_000_000)})
    error = error_of(content, max_cells=1_000_000)
    assert error.kind == "file_too_large"
    assert error.message.startswith("2000000 rows of 1 columns have 2000000 cells; at most 10")
    assert "DRIFTLINE_MAX_CELLS" in error.message


def test_string_views_are_text():
    content = parquet({"text": pa.array(["a cat", "", "a dog"], pa.string_view()), "k": [1, 2, 3]})
    frame = read(content).frame
    assert frame["text"].fillna("missing").tolist() == ["a cat", "missing", "a dog"]


@pytest.mark.parametrize(("part", "limits"), [("_read", {}), ("_read_sample", {"whole_bytes": 100})])
def test_want_of_memory_is_no_fault_of_the_file(monkeypatch, part, limits):
    def hungry(*_, **__):
        raise pa.ArrowMemoryError

    monkeypatch.setattr(reader, part, hungry)
    with pytest.raises(MemoryError):
        read(parquet({"text": ["a", "b"] * 100}), **limits)
