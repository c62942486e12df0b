"""Parquet files whose footer or page headers are changed, field by field."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from attack.thrift import Reader, written

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC, LENGTH_BYTES = b"PAR1", 4
# Of the footer, a row group, a column and its metadata.
NUM_ROWS, ROW_GROUPS, COLUMNS, METADATA, FIRST_PAGE, DICTIONARY_PAGE, PACKED = 3, 4, 1, 3, 9, 11, 7


def parquet(table: pa.Table | dict[str, Any], **options: Any) -> bytes:
    """Return a table as a Parquet file."""
    stored = io.BytesIO()
    pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), stored, **options)
    return stored.getvalue()


def get(struct: list[list[Any]], number: int) -> Any:
    """Return the value of a field of a struct."""
    return next(value for field, _, value in struct if field == number)


def put(struct: list[list[Any]], number: int, value: Any) -> None:
    """Replace the value of a field."""
    for field in struct:
        if field[0] == number:
            field[2] = value


@dataclass
class Footer:
    """A Parquet file taken apart: its pages, and its footer as a struct that can be changed."""

    pages: bytes
    struct: list[list[Any]]

    @classmethod
    def of(cls, content: bytes) -> Footer:
        """Take a file apart."""
        size = int.from_bytes(content[-len(MAGIC) - LENGTH_BYTES : -len(MAGIC)], "little")
        begin = len(content) - len(MAGIC) - LENGTH_BYTES - size
        return cls(content[:begin], Reader(content, begin).struct())

    @property
    def columns(self) -> list[list[list[Any]]]:
        """The metadata of each column of the first row group."""
        first = get(self.struct, ROW_GROUPS)[1][0]
        return [get(column, METADATA) for column in get(first, COLUMNS)[1]]

    def file(self) -> bytes:
        """Put the file together."""
        footer = written(self.struct)
        return self.pages + footer + len(footer).to_bytes(LENGTH_BYTES, "little") + MAGIC


def page_headers(content: bytes) -> Iterator[tuple[int, int, list[list[Any]]]]:
    """Yield where each page's header begins and ends, and the header."""
    for column in Footer.of(content).columns:
        fields = {number: value for number, _, value in column}
        position = min(filter(None, (fields[FIRST_PAGE], fields.get(DICTIONARY_PAGE))))
        end = position + fields[PACKED]
        while position < end:
            reader = Reader(content, position)
            header = reader.struct()
            yield position, reader.position, header
            position = reader.position + get(header, 3)


def with_header(content: bytes, begin: int, end: int, header: list[list[Any]]) -> bytes:
    """Return a file with another page header in the place of one.

    A header of another length moves what follows, and the footer is adapted.
    """
    new = written(header)
    moved = len(new) - (end - begin)
    changed = Footer.of(content)
    changed.pages = content[:begin] + new + changed.pages[end:]
    for column in changed.columns:
        fields = {number: value for number, _, value in column}
        first = min(filter(None, (fields[FIRST_PAGE], fields.get(DICTIONARY_PAGE))))
        if first <= begin < first + fields[PACKED]:
            put(column, PACKED, fields[PACKED] + moved)
        for place in (FIRST_PAGE, DICTIONARY_PAGE):
            if fields.get(place, 0) > begin:
                put(column, place, fields[place] + moved)
    return changed.file()
