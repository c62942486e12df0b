"""ORC."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.orc
import pytest

from common.errors import BatchError
from functions.score import batch

ROWS = 3000


def orc(table, **options):
    stored = io.BytesIO()
    pyarrow.orc.write_table(table, stored, **options)
    return stored.getvalue()


def read(content, **limits):
    return batch.read("a.orc", io.BytesIO(content), batch.Limits(**limits))


def error_of(content, **limits):
    with pytest.raises(BatchError) as caught:
        read(content, **limits)
    return caught.value


TABLE = pa.table(
    {
        "id": range(ROWS),
        "text": [f"text {row}" for row in range(ROWS)],
        "price": pa.array([Decimal("1.25")] * ROWS, pa.decimal128(9, 2)),
        "at": pa.array([datetime(2026, 1, 1, tzinfo=UTC)] * ROWS, pa.timestamp("ns", "UTC")),
        "list": [["x"] for _ in range(ROWS)],
    }
)


@pytest.mark.parametrize("compression", ["uncompressed", "zlib", "snappy", "lz4", "zstd"])
def test_every_compression(compression):
    content = orc(TABLE, compression=compression)
    whole, few = read(content), read(content, whole_bytes=1000, sample_rows=20)
    assert whole.frame["text"].tolist() == TABLE["text"].to_pylist()
    assert whole.frame["price"].tolist() == [1.25] * ROWS
    assert whole.frame["at"].iloc[0] == datetime(2026, 1, 1)  # noqa: DTZ001 - without a zone, as in Parquet
    assert "list" in whole.ignored
    assert few.frame["id"].tolist() == list(few.sample.numbers)


@pytest.mark.parametrize("kept", [3, 100, -1, -20])
def test_a_truncated_file(kept):
    error = error_of(orc(TABLE)[:kept])
    assert (error.kind, "truncated or damaged" in error.message) == ("broken_file", True)


def test_a_file_of_another_format():
    assert "not .orc but a Parquet file" in error_of(b"PAR1" + bytes(50)).message


def test_a_file_without_rows_and_with_too_many_columns():
    assert error_of(orc(TABLE.slice(0, 0))).kind == "no_rows"
    assert error_of(orc(TABLE), max_columns=3).kind == "too_many_columns"


def test_many_rows_in_few_bytes_are_limited():
    bomb = orc(
        pa.table({"text": ["x" * 1000] * 50_000}), compression="zlib", dictionary_key_size_threshold=1.0
    )
    assert len(bomb) < 10_000
    assert read(bomb, whole_bytes=10**6, sample_bytes=10**6).total_rows == 50_000
    assert "after unpacking" in error_of(bomb, max_bytes=10**7).message


def test_a_long_cell_has_its_record():
    error = error_of(orc(pa.table({"text": ["a", "b" * 200]})), max_cell_characters=100)
    assert (error.kind, error.row) == ("cell_too_long", 2)
