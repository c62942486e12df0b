"""One hostile file of each kind; each function returns the name of the file and its content."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import ipc, orc

from attack.footers import NUM_ROWS, Footer, get, parquet, put

if TYPE_CHECKING:
    from collections.abc import Callable

File = tuple[str, bytes]
MEGABYTE = 10**6
PATH = 3  # of a column, in its metadata


def shared_value() -> File:
    """256 rows share one value of 7 MB of a dictionary, in four columns."""
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * 256, pa.int32()), ["x" * 7 * MEGABYTE])
    columns = {f"c{number}": cells for number in range(4)}
    return "shared.parquet", parquet(columns, compression="zstd", dictionary_pagesize_limit=2**30)


def shared_allowed_value() -> File:
    """256 rows share a value of an allowed length, in 100 columns."""
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * 256, pa.int32()), ["x" * 99_000])
    columns = {f"c{number}": cells for number in range(100)}
    return "allowed.parquet", parquet(columns, compression="zstd")


def shared_prefix() -> File:
    """256 rows repeat a value of 7 MB without a dictionary."""
    options = {"use_dictionary": False, "column_encoding": "DELTA_BYTE_ARRAY", "compression": "zstd"}
    columns = {f"c{number}": ["x" * 7 * MEGABYTE] * 60 for number in range(1)}
    return "prefix.parquet", parquet(columns, **options)


def long_pages() -> File:
    """Each page has one value of 7 MB, so that no page is large."""
    options = {"use_dictionary": False, "data_page_size": 1, "write_batch_size": 1, "compression": "zstd"}
    return "pages.parquet", parquet({"c": ["x" * 7 * MEGABYTE] * 60, "n": range(60)}, **options)


def renamed_path() -> File:
    """The footer names another column than the one whose pages are large."""
    options = {"data_page_size": 2**30, "use_dictionary": False, "compression": "zstd"}
    if int(pa.__version__.partition(".")[0]) >= 23:  # the first pyarrow that limits the rows of a page
        options["max_rows_per_page"] = 2**30
    honest = Footer.of(parquet({"column": ["x" * 70_000] * 4000}, **options))
    kind, _ = get(honest.columns[0], PATH)
    put(honest.columns[0], PATH, [kind, [b"another"]])
    return "renamed.parquet", honest.file()


def lying_rows() -> File:
    """A list whose file claims 1.5 billion rows."""
    honest = Footer.of(parquet({"l": [[1, 2], [3]]}))
    put(honest.struct, NUM_ROWS, 1_500_000_000)
    return "rows.parquet", honest.file()


def null_rows() -> File:
    """Five million rows without a value."""
    rows = 5 * MEGABYTE
    return "nulls.parquet", parquet({"a": pa.nulls(rows, pa.int32()), "t": pa.nulls(rows, pa.bool_())})


def more_null_rows() -> File:
    """Sixty million rows without a value, in one column."""
    return "more-nulls.parquet", parquet({"a": pa.nulls(60 * MEGABYTE, pa.bool_())})


def one_list() -> File:
    """One row has a list of 30 million missing numbers."""
    values = pa.nulls(30 * MEGABYTE, pa.int8())
    lists = pa.ListArray.from_arrays(pa.array([0, len(values), len(values)], pa.int32()), values)
    return "list.parquet", parquet({"l": lists})


def digits() -> File:
    """Cells of many digits that end with a letter, or begin with a quarter of a date."""
    cells = (f"{'1' * 90_000}x{row},{'9' * 50_000}:{row}" for row in range(8))
    return "digits.csv", ("a,b\n" + "\n".join(cells) + "\n").encode()


def sparse() -> File:
    """One row of 10,000 keys, and 20,000 rows without one."""
    row = {f"c{number}": 1 for number in range(10_000)}
    return "sparse.jsonl", (json.dumps(row) + "\n" + "{}\n" * 20_000).encode()


def sparse_keys_below() -> File:
    """The same, with the keys in objects."""
    row = {f"c{number}": {f"k{key}": {"x": 1} for key in range(199)} for number in range(50)}
    return "below.jsonl", (json.dumps(row) + "\n" + "{}\n" * 20_000).encode()


def sparse_array() -> File:
    """The same, as one array."""
    row = {f"c{number}": 1 for number in range(10_000)}
    return "sparse.json", ("[" + json.dumps(row) + ",{}" * 20_000 + "]").encode()


def empty_objects() -> File:
    """22 million rows without a key."""
    return "objects.jsonl.gz", gzip.compress(b'{"t":"a"}\n' + b"{}\n" * 22 * MEGABYTE)


def nested_objects() -> File:
    """A row with millions of objects."""
    row = b'{"t":"a","a":[' + b'{"":0},' * 9 * MEGABYTE + b"0]}\n"
    return "nested.jsonl.gz", gzip.compress(row + b'{"t":"b"}\n')


def nested_array() -> File:
    """The same, as one array."""
    return "nested.json.gz", gzip.compress(b'[{"a":[' + b"[]," * 20 * MEGABYTE + b"0]}]\n")


def numbers_array() -> File:
    """Two rows with lists of 16 million numbers."""
    row = b'{"v":[' + b"0," * 16 * MEGABYTE + b"0]}\n"
    return "numbers.jsonl.gz", gzip.compress(row * 2)


def damaged_utf8() -> File:
    """66 MB of letters with accents, and a byte that is none."""
    line = "é".encode() * 98_400
    return "utf8.csv.gz", gzip.compress(b"text,b\n" + (line + b",1\n") * 339 + b"\xff,2\n")


def wide_character() -> File:
    """66 MB of ASCII text with one emoji, which makes each character four bytes."""
    lines = b"the cat sat on the mat,1\n" * 2_600_000
    return "emoji.csv.gz", gzip.compress("text,n\n😀,2\n".encode() + lines)


def no_cells() -> File:
    """A table of delimiters alone."""
    return "commas.csv.gz", gzip.compress(b"a,b,c,d,e,f,g,h\n" + b",,,,,,,\n" * 8 * MEGABYTE)


def short_cells() -> File:
    """A table of 30 million cells of one digit."""
    return "short.csv.gz", gzip.compress(b"a,b,c,d,e,f,g,h\n" + b"1,2,3,4,5,6,7,8\n" * 4 * MEGABYTE)


def wide_table() -> File:
    """A table of 9,000 columns, none of which has values of another."""
    head = ",".join(f"c{number}" for number in range(9000))
    row = ",".join("7" for _ in range(9000))
    return "wide.csv.gz", gzip.compress((head + "\n" + (row + "\n") * 300).encode())


def wide_dictionaries() -> File:
    """A Parquet table of 4,000 columns with a dictionary each."""
    columns = {f"c{number}": ["red", "green", "a longer word"] * 8 for number in range(4000)}
    return "wide.parquet", parquet(columns, compression="zstd")


def wide_lines() -> File:
    """300 lines of JSON with 9,000 keys each."""
    line = json.dumps({f"c{number}": number % 7 + 0.5 for number in range(9000)})
    return "wide.jsonl.gz", gzip.compress((line + "\n").encode() * 300)


def marks() -> File:
    """600 cells of 99,000 marks, each of which is a token."""
    rows = "".join(f"{row},{'!?' * 49_500}\n" for row in range(600))
    return "marks.csv.gz", gzip.compress(f"n,text\n{rows}".encode())


def text_columns() -> File:
    """20 columns of 300 different texts."""
    return "texts.csv", _texts(20, 300)


def more_text_columns() -> File:
    """1,000 columns of 40 different texts."""
    return "more-texts.csv", _texts(1000, 40)


def _texts(columns: int, rows: int) -> bytes:
    words = [
        "the",
        "cat",
        "sat",
        "on",
        "a",
        "warm",
        "red",
        "mat",
        "beside",
        "our",
        "old",
        "green",
        "house",
        "and",
        "looked",
        "at",
        "seven",
        "birds",
    ]
    lines = [",".join(f"text_{column}" for column in range(columns))]
    for row in range(rows):
        cells = (
            " ".join(words[(row * 7 + column * 3 + place * (row + 2)) % len(words)] for place in range(12))
            + f" {row * columns + column}"
            for column in range(columns)
        )
        lines.append(",".join(cells))
    return ("\n".join(lines) + "\n").encode()


def arrow_shared_value() -> File:
    """Arrow: a value of an allowed length that many rows share, in 100 columns."""
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), ["x" * 99_000])
    return "shared.arrow", _arrow(pa.table({f"c{number}": cells for number in range(100)}))


def arrow_nulls() -> File:
    """Arrow: two billion rows of the type null."""
    return "nulls.arrow", _arrow(pa.table({"n": pa.nulls(2_000_000_000)}))


def arrow_dictionaries() -> File:
    """Arrow: twenty dictionaries of 100 MB, packed."""
    cells = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), ["a", "x" * 100 * MEGABYTE])
    return "dictionaries.arrow", _arrow(pa.table({f"c{number}": cells for number in range(20)}))


def arrow_sizes() -> File:
    """Arrow: lists of a fixed size of a billion, all of them null."""
    kind = pa.list_(pa.null(), 1_000_000_000)
    return "sizes.arrow", _arrow(pa.table({"t": ["a", "b"], "l": pa.nulls(2, kind)}))


def _arrow(table: pa.Table) -> bytes:
    stored = io.BytesIO()
    with ipc.new_file(stored, table.schema, options=ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    return stored.getvalue()


def orc_shared_value() -> File:
    """ORC: 256 rows share one value of 5 MB."""
    stored = io.BytesIO()
    table = pa.table({"c": ["x" * 5 * MEGABYTE] * 256, "n": range(256)})
    orc.write_table(table, stored, compression="zstd", dictionary_key_size_threshold=1.0)
    return "shared.orc", stored.getvalue()


def avro_objects() -> File:
    """Avro: a record with an array of millions of small records."""
    import fastavro

    item = {"type": "record", "name": "item", "fields": [{"name": "x", "type": "boolean"}]}
    fields = [
        {"name": "t", "type": "string"},
        {"name": "l", "type": {"type": "array", "items": item}},
    ]
    schema = fastavro.parse_schema({"type": "record", "name": "row", "fields": fields})
    many = [{"x": True}] * 8 * MEGABYTE
    stored = io.BytesIO()
    records = [{"t": "a", "l": many}, {"t": "b", "l": []}]
    fastavro.writer(stored, schema, records, codec="deflate", sync_interval=2**30)
    return "objects.avro", stored.getvalue()


# By the row of the table of hostile input that each file belongs to.
FILES: dict[str, tuple[Callable[[], File], ...]] = {
    "1": (shared_value, shared_allowed_value, shared_prefix, long_pages, arrow_shared_value,
          arrow_dictionaries, orc_shared_value),
    "2": (renamed_path,),
    "3": (lying_rows, one_list, arrow_nulls, arrow_sizes),
    "5": (digits,),
    "6": (sparse, sparse_keys_below, sparse_array),
    "7": (marks,),
    "16": (damaged_utf8, wide_character, empty_objects, nested_objects, nested_array, numbers_array,
           avro_objects, no_cells, short_cells),
    "17": (null_rows, more_null_rows),
    "18": (text_columns, more_text_columns, wide_table, wide_dictionaries, wide_lines),
}  # fmt: skip
