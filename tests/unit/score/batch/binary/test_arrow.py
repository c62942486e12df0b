"""Feather and Arrow IPC: files and streams, packed or not, and what a hostile one may cost."""

import io

import pyarrow as pa
import pytest

from common.errors import BatchError
from functions.score import batch
from functions.score.batch.binary import arrow_messages

ROWS = 3000
TABLE = pa.table(
    {
        "id": range(ROWS),
        "word": pa.array(["a", "b", None] * (ROWS // 3)).dictionary_encode(),
        "text": [f"text {row}" for row in range(ROWS)],
        "view": pa.array([f"v {row}" for row in range(ROWS)], pa.string_view()),
        "list": [["x"]] * ROWS,
    }
)


def read(content, name="a.arrow", **limits):
    return batch.read(name, io.BytesIO(content), batch.Limits(**limits))


def error_of(content, name="a.arrow", **limits):
    with pytest.raises(BatchError) as caught:
        read(content, name, **limits)
    return caught.value


def file(table=TABLE, *, stream=False, chunk=700, **options):
    stored = io.BytesIO()
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with new(stored, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=chunk)
    return stored.getvalue()


@pytest.mark.parametrize("name", ["a.feather", "a.arrow", "a.ipc"])
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_files_and_streams_under_each_name(name, stream, compression):
    content = file(stream=stream, compression=compression)
    whole, few = read(content, name), read(content, name, whole_bytes=1000, sample_rows=20)
    assert whole.frame["text"].tolist() == TABLE["text"].to_pylist()
    assert whole.frame["word"].isna().sum() == ROWS // 3
    assert "list" in whole.ignored
    assert few.total_rows == ROWS
    assert few.frame["view"].tolist() == [f"v {number}" for number in few.sample.numbers]


def test_feather_of_version_1_is_refused():
    assert "version 1" in error_of(b"FEA1" + bytes(100), "a.feather").message


def test_a_parquet_file_named_arrow():
    assert "rename it" in error_of(b"PAR1" + bytes(100)).message


@pytest.mark.parametrize("kept", [6, 8, 100, 5000, -1])
def test_a_truncated_file(kept):
    error = error_of(file()[:kept])
    assert error.kind == "broken_file"
    assert "truncated" in error.message


@pytest.mark.parametrize("kept", [5, 100, 5000])
def test_a_truncated_stream(kept):
    assert error_of(file(stream=True)[:kept]).kind == "broken_file"


def test_a_file_without_rows():
    assert error_of(file(TABLE.slice(0, 0))).kind == "no_rows"


def test_two_columns_of_one_name():
    table = pa.table([pa.array([1, 2]), pa.array([3, 4])], ["a", "a"])
    assert error_of(file(table)).kind == "duplicate_column"


def test_too_many_columns_and_too_long_cells():
    assert error_of(file(), max_columns=3).kind == "too_many_columns"
    long = pa.table({"text": ["a", "b" * 200]})
    error = error_of(file(long), max_cell_characters=100)
    assert (error.kind, error.row, error.column) == ("cell_too_long", 2, "text")


@pytest.mark.parametrize("compression", ["lz4", "zstd"])
def test_a_batch_that_unpacks_to_much_is_refused_before_it_is_unpacked(compression, monkeypatch):
    monkeypatch.setattr(arrow_messages, "MAX_BATCH_BYTES", 10**6)
    bomb = file(pa.table({"text": ["x" * 1000] * 5000}), chunk=5000, compression=compression)
    assert len(bomb) < 500_000
    error = error_of(bomb)
    assert error.kind == "file_too_large"
    assert "write smaller batches" in error.message


def test_the_sum_of_all_batches_is_limited():
    content = file(pa.table({"text": ["x" * 1000] * 5000}), compression="zstd")
    assert "after unpacking" in error_of(content, max_bytes=2_000_000).message


def test_a_dictionary_is_not_unpacked_at_once():
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["long" * 1000]))
    content = file(pa.table({"text": words}), chunk=200_000)
    sampled = read(content, whole_bytes=10**7, sample_bytes=10**6)
    assert sampled.total_rows == 200_000
    assert 0 < sampled.rows < 1000
