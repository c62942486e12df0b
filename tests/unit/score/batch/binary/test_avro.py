"""Avro: types, codecs, and what a hostile file may cost."""

import io
import json
import zlib
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import fastavro
import pytest

from common.errors import BatchError
from functions.score import batch
from functions.score.batch.binary import avro_blocks

ROWS = 3000
SYNC = bytes(range(16))


def avro(fields, rows, **options):
    schema = {"type": "record", "name": "Row", "fields": [{"name": n, "type": t} for n, t in fields.items()]}
    stored = io.BytesIO()
    fastavro.writer(stored, fastavro.parse_schema(schema), rows, **options)
    return stored.getvalue()


def read(content, **limits):
    return batch.read("a.avro", io.BytesIO(content), batch.Limits(**limits))


def error_of(content, **limits):
    with pytest.raises(BatchError) as caught:
        read(content, **limits)
    return caught.value


SIMPLE = {"id": "long", "text": ["null", "string"]}
SIMPLE_ROWS = [{"id": row, "text": f"text {row}" if row % 3 else None} for row in range(ROWS)]


def number(value):
    """Return a number as Avro writes it."""
    value, out = value << 1, b""
    while value >= 0x80:
        value, out = value >> 7, out + bytes([value & 0x7F | 0x80])
    return out + bytes([value])


def container(schema, blocks, codec="null"):
    """Return a file with these blocks: the number of records, and the packed bytes."""
    meta = {"avro.schema": json.dumps(schema).encode(), "avro.codec": codec.encode()}
    head = b"Obj\x01" + number(len(meta))
    head += b"".join(number(len(k)) + k.encode() + number(len(v)) + v for k, v in meta.items())
    body = b"".join(number(count) + number(len(data)) + data + SYNC for count, data in blocks)
    return head + b"\0" + SYNC + body


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2", "xz"])
def test_codecs_of_the_library(codec):
    content = avro(SIMPLE, SIMPLE_ROWS, codec=codec)
    whole, few = read(content), read(content, whole_bytes=1000, sample_rows=20)
    assert whole.frame["id"].tolist() == list(range(ROWS))
    assert whole.frame["text"].isna().sum() == ROWS // 3
    assert few.frame["id"].tolist() == list(few.sample.numbers)


@pytest.mark.parametrize("codec", ["snappy", "zstandard"])
def test_codecs_that_need_no_further_package(codec):
    import pyarrow as pa

    plain = b"".join(number(row) for row in range(50))
    packed = pa.compress(plain, {"snappy": "snappy", "zstandard": "zstd"}[codec], asbytes=True)
    if codec == "snappy":
        packed += zlib.crc32(plain).to_bytes(4, "big")
    schema = {"type": "record", "name": "r", "fields": [{"name": "id", "type": "long"}]}
    assert read(container(schema, [(50, packed)], codec)).frame["id"].tolist() == list(range(50))


def test_types():
    fields = {
        "at": {"type": "long", "logicalType": "timestamp-micros"},
        "day": ["null", {"type": "int", "logicalType": "date"}],
        "clock": {"type": "int", "logicalType": "time-millis"},
        "price": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
        "key": {"type": "string", "logicalType": "uuid"},
        "kind": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]},
        "number": ["null", "int", "double"],
        "mixed": ["null", "int", "string"],
        "map": {"type": "map", "values": "int"},
        "list": {"type": "array", "items": "string"},
        "raw": "bytes",
    }
    row = {
        "at": datetime(2026, 1, 2, 3, tzinfo=UTC), "day": date(2026, 1, 2), "clock": time(3, 4),
        "price": Decimal("1.25"), "key": UUID(int=7), "kind": "B", "number": 1.5, "mixed": 4, "map": {"a": 1},
        "list": ["x"], "raw": b"x",
    }  # fmt: skip
    result = read(avro(fields, [row, {**row, "number": 2, "mixed": "four", "day": None}]))
    first = result.frame.iloc[0]
    assert first["at"] == datetime(2026, 1, 2, 3)  # noqa: DTZ001 - without a zone, as in Parquet
    assert (first["clock"], first["price"], first["key"]) == ("03:04:00.000000", 1.25, str(UUID(int=7)))
    assert result.frame["number"].tolist() == [1.5, 2.0]
    assert result.frame["mixed"].tolist() == ["4", "four"]
    assert result.frame["day"].isna().tolist() == [False, True]
    assert set(result.ignored) >= {"map", "list", "raw"}


def test_records_that_contain_themselves_and_named_types():
    node = {
        "type": "record",
        "name": "Node",
        "fields": [{"name": "value", "type": "int"}, {"name": "next", "type": ["null", "Node"]}],
    }
    row = {"id": 1, "node": {"value": 1, "next": {"value": 2, "next": None}}, "again": None}
    assert (
        read(avro({"id": "int", "node": node, "again": ["null", "Node"]}, [row] * 3)).frame["id"].sum() == 3
    )


@pytest.mark.parametrize("kept", [2, 30, 3000, -1])
def test_a_truncated_file(kept):
    assert error_of(avro(SIMPLE, SIMPLE_ROWS)[:kept]).kind == "broken_file"


def test_a_file_without_rows_or_without_columns():
    assert error_of(avro(SIMPLE, [])).kind == "no_rows"
    assert "not records" in error_of(container("string", [(2, b"\x02a\x02b")])).message


RECORD = {"type": "record", "name": "r", "fields": [{"name": "text", "type": "string"}]}


@pytest.mark.parametrize(
    ("schema", "blocks"),
    [
        (RECORD, [(2**50, b"\x02a")]),  # more records than bytes
        (RECORD, [(1, number(2**40))]),  # a text longer than the block
        (RECORD, [(1, b"\x02a\x02b")]),  # fewer records than there are
        (RECORD, [(-1, b"")]),
        ({"type": "record", "name": "r", "fields": [{"name": "a", "type": "null"}]}, [(2**50, b"")]),
        (
            {
                "type": "record",
                "name": "r",
                "fields": [{"name": "a", "type": {"type": "array", "items": "null"}}],
            },
            [(1, number(2**50) + b"\0")],
        ),
        ({"type": "record", "name": "r", "fields": [{"name": "a", "type": "unknown"}]}, [(1, b"a")]),
        ({"type": "record", "name": "r"}, [(1, b"a")]),
    ],
)
def test_hostile_blocks_and_schemas_are_refused_at_once(schema, blocks):
    stored = container(schema, [(count & (2**62 - 1), data) for count, data in blocks])
    assert error_of(stored).kind in ("broken_file", "file_too_large")


def test_a_block_that_unpacks_to_much_is_refused(monkeypatch):
    monkeypatch.setattr(avro_blocks, "MAX_BLOCK_BYTES", 10**6)
    bomb = container(RECORD, [(1, zlib.compress(bytes(10**7), wbits=-15))], "deflate")
    assert len(bomb) < 20_000
    assert error_of(bomb).kind == "file_too_large"


def test_an_unknown_codec():
    assert error_of(container(RECORD, [(1, b"\x02a")], "brotli")).kind == "broken_file"
