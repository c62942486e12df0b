"""Opens Avro: fastavro decodes the records, which become batches of rows."""

import io
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from common.errors import BatchError
from common.file_formats import MAGIC
from functions.score.batch.binary.avro_blocks import SYNC_BYTES, blocks, unpacked
from functions.score.batch.binary.avro_types import Cells, cells_of, is_empty
from functions.score.batch.binary.record_batches import BatchFormat, Opened
from functions.score.batch.limits import Limits
from functions.score.batch.packages import required

if TYPE_CHECKING:
    import pyarrow as pa

# An item of an array takes one byte or more in a file, and may be an object of this size in memory.
ITEM_BYTES = 300
BATCH_ROWS, BATCH_BYTES = 1000, 1024**2
HEADER = {
    "type": "record",
    "name": "header",
    "fields": [
        {"name": "magic", "type": {"type": "fixed", "name": "magic", "size": 4}},
        {"name": "meta", "type": {"type": "map", "values": "bytes"}},
        {"name": "sync", "type": {"type": "fixed", "name": "sync", "size": SYNC_BYTES}},
    ],
}


def open_avro(file: BinaryIO, limits: Limits) -> Opened:
    """Open an Avro file; its blocks are read twice: to count the records, and to decode them."""
    fastavro = required("fastavro", "avro")
    if not file.read(4).startswith(MAGIC[".avro"]):
        raise BatchError("broken_file", "the file is not Avro: rename it to match its format")
    try:
        file.seek(0)
        header = fastavro.schemaless_reader(file, fastavro.parse_schema(HEADER), None)
        meta, begin = header["meta"], file.tell()
        named: dict[str, Any] = {}
        schema = fastavro.parse_schema(json.loads(meta["avro.schema"]), named)
        rows = sum(block.records for block in blocks(file, header["sync"]))
        columns = _columns(schema, named)
    except (fastavro.schema.SchemaParseException, LookupError, TypeError, EOFError, RecursionError) as error:
        raise ValueError("the header cannot be read") from error
    nested = any(kind in meta["avro.schema"] for kind in (b'"array"', b'"map"'))
    codec = meta.get("avro.codec", b"null").decode()

    def batches() -> "Iterator[pa.RecordBatch]":
        file.seek(begin)
        for block in blocks(file, header["sync"]):
            content = io.BytesIO(unpacked(block.packed, codec))
            if nested:
                size = ITEM_BYTES * content.getbuffer().nbytes
                limits.check_at_once(size, "a block of the Avro file", "write blocks of at most 1 MiB")
            if block.records > content.getbuffer().nbytes:
                raise ValueError(f"{block.records} records cannot have so few bytes")
            yield from _batches(_records(content, block.records, schema), columns, content)

    import pyarrow as pa

    return Opened(pa.schema({name: cells.type for name, cells in columns.items()}), rows, batches)


def _columns(schema: Any, named: Mapping[str, Any]) -> dict[str, Cells]:
    """Return the cells of each column; raises BatchError if the file's values are not records."""
    if not isinstance(schema, dict) or schema["type"] != "record":
        raise BatchError(
            "broken_file", "the values of the Avro file are not records, so they have no columns"
        )
    for each in (schema, *named.values()):
        _check_items(each, named)
    return {field["name"]: cells_of(field["type"], named, (schema["name"],)) for field in schema["fields"]}


def _check_items(schema: Any, named: Mapping[str, Any]) -> None:
    """Raise ValueError if an array or map has items of no bytes: it could have any number of them."""
    if isinstance(schema, list):
        for branch in schema:
            _check_items(branch, named)
    elif isinstance(schema, dict):
        for part in ("items", "values"):
            if part in schema and is_empty(schema[part], named):
                raise ValueError("an array or map has items without a value")
        for inner in (schema.get("items"), schema.get("values"), schema["type"]):
            _check_items(inner, named)
        for field in schema.get("fields", ()):
            _check_items(field["type"], named)


def _records(content: BinaryIO, count: int, schema: Any) -> Iterator[Mapping[str, Any]]:
    import fastavro

    try:
        for _ in range(count):
            yield cast("Mapping[str, Any]", fastavro.schemaless_reader(content, schema, None))
    except (LookupError, TypeError, EOFError, ArithmeticError, RecursionError) as error:
        raise ValueError("a record cannot be decoded") from error
    if content.read(1):
        raise ValueError("a block has more bytes than its records")


def _batches(
    records: Iterator[Mapping[str, Any]], columns: Mapping[str, Cells], content: BinaryIO
) -> "Iterator[pa.RecordBatch]":
    """Yield batches of limited size; `content`: what the records are read from."""
    import pyarrow as pa

    while rows := list(islice(records, 1)):
        begin = content.tell()
        while len(rows) < BATCH_ROWS and content.tell() < begin + BATCH_BYTES:
            if (record := next(records, None)) is None:
                break
            rows.append(record)
        yield pa.RecordBatch.from_arrays(
            [pa.array([cells(row[name]) for row in rows], cells.type) for name, cells in columns.items()],
            list(columns),
        )


AVRO = BatchFormat("Avro", open_avro)
