"""Reads the headers of a Parquet file's pages, which say what reading its columns takes.

A row group may have any size, because its columns are read page by page. A page is the smallest part that
can be unpacked. Only the header before it has its size and its number of values; what the footer says of them
is not used.

This module reads footer and headers itself. pyarrow does not expose the headers, and it aborts the whole
process if a damaged footer lists a column without its position.
Field numbers: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

import os
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from functions.score.batch.parquet.thrift import Reader

# Bytes to read for a page's header. Nearly all headers have less than 100, but they may quote two cells.
FIRST_READ, LONGEST_HEADER = 512, 16 * 1024**2
END_BYTES = 8  # after the footer: its length in 4 bytes, and PAR1

# Field numbers of the footer, of a row group, of a column of a row group, and of a page's header.
ROW_GROUPS = 4
COLUMNS, GROUP_BYTES, GROUP_ROWS = 1, 2, 3
METADATA = 3
PATH, PACKED_BYTES, FIRST_PAGE, DICTIONARY_PAGE = 3, 7, 9, 11
TYPE, PAGE_UNPACKED, PAGE_PACKED = 1, 2, 3
VALUES = 1  # in the header of each type of page
# Types of pages, and where their header has the one of their type. A dictionary has the values that the
# column's other pages refer to by number.
DATA, DICTIONARY, DATA_2 = 0, 2, 3
OWN_HEADER = {DATA: 5, DICTIONARY: 7, DATA_2: 8}
ENCODING = {DATA: 2, DATA_2: 4}
DELTA_BYTE_ARRAY = 7  # the encoding in which a value may repeat the one before it

Struct = dict[int, Any]


class Page(NamedTuple):
    """A page.

    Attributes
    ----------
    kind : its type.
    packed, unpacked, header : bytes of the page as stored and unpacked, and of its header.
    values : number of values, missing ones included.
    repeats : whether values may be longer than the bytes that they take.
    """

    kind: int
    packed: int
    unpacked: int
    header: int
    values: int = 0
    repeats: bool = False


class ColumnPages(NamedTuple):
    """The pages of a column of a row group; `packed`: its bytes as stored."""

    pages: list[Page]
    packed: int


class RowGroup(NamedTuple):
    """A row group: what the footer says about it, and its columns by their number."""

    number: int
    rows: int
    columns: dict[int, ColumnPages]


def row_groups(file: BinaryIO, paths: list[str], wanted: Sequence[int]) -> Iterator[RowGroup]:
    """Yield the row groups of a file.

    Parameters
    ----------
    paths : of all columns of the schema, keys and lists taken apart. pyarrow knows the columns of a row group
        by their order alone, so the names in the footer have to agree.
    wanted : numbers of the columns whose pages are returned.

    Raises ValueError if the footer or a page's header cannot be read, or if the parts cannot be all in the
    file.
    """
    size = file.seek(0, os.SEEK_END)
    packed = 0
    try:
        for number, group in enumerate(_footer(file).structs(ROW_GROUPS), start=1):
            named = [".".join(part.decode() for part in column[METADATA][PATH]) for column in group[COLUMNS]]
            if named != paths:
                raise ValueError("a row group has other columns than the file")
            columns = {}
            for place in wanted:
                column = group[COLUMNS][place][METADATA]
                packed += column[PACKED_BYTES]
                if not column[PACKED_BYTES] >= 0 or packed > size:
                    raise ValueError("the columns have more bytes than the file")
                columns[place] = ColumnPages(list(pages(file, column)), column[PACKED_BYTES])
            yield RowGroup(number, group[GROUP_ROWS], columns)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError("the footer does not describe a Parquet file") from error


def _footer(file: BinaryIO) -> Reader:
    end = file.seek(-END_BYTES, os.SEEK_END)
    size = int.from_bytes(file.read(4), "little")
    file.seek(max(0, end - size))
    return Reader(file.read(size))


def pages(file: BinaryIO, column: Struct) -> Iterator[Page]:
    """Yield the pages of a column of a row group; `column`: its metadata."""
    # A position of 0, where the file has PAR1, means none. Writers use it for columns without rows.
    position = min(filter(None, (column[FIRST_PAGE], column.get(DICTIONARY_PAGE))), default=0)
    end = position + column[PACKED_BYTES]
    while position < end:
        page = _page(file, position)
        yield page
        position += page.header + page.packed


def _page(file: BinaryIO, position: int) -> Page:
    size = FIRST_READ
    while True:
        file.seek(position)
        start = file.read(size)
        reader = Reader(start)
        try:
            header = reader.struct()
        except IndexError:  # the header is longer, or the file ends
            if len(start) < size or size > LONGEST_HEADER:
                raise ValueError(f"there is no page at byte {position}") from None
            size *= 4
        else:
            break
    kind, packed, unpacked = header[TYPE], header[PAGE_PACKED], header[PAGE_UNPACKED]
    own = header[OWN_HEADER[kind]] if kind in OWN_HEADER else {}
    values = own.get(VALUES, 0)
    if min(packed, unpacked, values) < 0:
        raise ValueError(f"the page at byte {position} has {packed} bytes, {unpacked} unpacked")
    repeats = kind in ENCODING and own.get(ENCODING[kind]) == DELTA_BYTE_ARRAY
    return Page(kind, packed, unpacked, reader.position, values, repeats)
