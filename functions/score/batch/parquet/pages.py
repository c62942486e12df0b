"""Checks how much of a Parquet file must be unpacked at once: the size of its pages.

A row group may have any size, because its columns are read page by page. A page is the smallest part that
can be unpacked. Only the header before it has its size; the file's footer has the sizes of whole columns.

This module reads footer and headers itself. pyarrow does not expose the headers, and it aborts the whole
process if a damaged footer lists a column without its position.
Field numbers: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

import os
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO, NamedTuple

from common.errors import BatchError
from functions.score.batch.parquet.thrift import Reader
from functions.score.batch.wording import quoted

# Largest total of the pages in memory at once: a page and the dictionary of each column, packed and unpacked.
# Usual pages have 1 MiB, so this allows about two hundred columns. A few writers put a column into one page.
MAX_PAGE_BYTES = 512 * 1024**2
# Bytes to read for a page's header. Nearly all headers have less than 100, but they may quote two cells.
FIRST_READ, LONGEST_HEADER = 512, 16 * 1024**2
END_BYTES = 8  # after the footer: its length in 4 bytes, and PAR1

# Field numbers of the footer, of a row group, of a column of a row group, and of a page's header.
ROW_GROUPS = 4
COLUMNS, GROUP_BYTES, GROUP_ROWS = 1, 2, 3
METADATA = 3
PATH, PACKED_BYTES, FIRST_PAGE, DICTIONARY_PAGE = 3, 7, 9, 11
TYPE, PAGE_UNPACKED, PAGE_PACKED = 1, 2, 3
DICTIONARY = 2  # the type of a page with the values that the column's other pages refer to by number

Struct = dict[int, Any]


class Page(NamedTuple):
    """A page's type, its stored and unpacked size, and the size of its header, in bytes."""

    kind: int
    packed: int
    unpacked: int
    header: int


def check_pages(file: BinaryIO, columns: Collection[str]) -> None:
    """Raise BatchError("file_too_large") if reading these columns would unpack too much at once.

    `columns`: names of columns, or dotted paths of keys in them.
    Raises ValueError if the footer or a page's header cannot be read.
    """
    try:
        for number, group in enumerate(_footer(file)[ROW_GROUPS], start=1):
            _check_group(file, number, group, columns)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError("the footer does not describe a Parquet file") from error


def _footer(file: BinaryIO) -> Struct:
    end = file.seek(-END_BYTES, os.SEEK_END)
    size = int.from_bytes(file.read(4), "little")
    file.seek(max(0, end - size))
    return Reader(file.read(size)).struct()


def _check_group(file: BinaryIO, number: int, group: Struct, columns: Collection[str]) -> None:
    sizes: dict[str, int] = {}
    for column in group[COLUMNS]:
        name = _read_as([part.decode() for part in column[METADATA][PATH]], columns)
        if name:
            sizes[name] = sizes.get(name, 0) + _bytes_at_once(file, column[METADATA])
    total = sum(sizes.values())
    if total > MAX_PAGE_BYTES:
        name = max(sizes, key=sizes.__getitem__)
        message = (
            f"row group {number} ({group[GROUP_ROWS]} rows, {group[GROUP_BYTES]} bytes) has large pages: "
            f"reading it takes {total} bytes at once, {sizes[name]} of them for column {quoted(name)}; "
            f"at most {MAX_PAGE_BYTES} are allowed: write pages of 1 MiB, or more and smaller row groups"
        )
        raise BatchError("file_too_large", message, column=name)


def _read_as(path: list[str], columns: Collection[str]) -> str | None:
    """Return the column that a stored column is read for: its path, or a beginning of it (lists, objects)."""
    beginnings = (".".join(path[: count + 1]) for count in range(len(path)))
    return next((name for name in beginnings if name in columns), None)


def _bytes_at_once(file: BinaryIO, column: Struct) -> int:
    """Return the bytes that reading a column of a row group needs: its dictionary and its largest page."""
    dictionary = largest = 0
    for page in _pages(file, column):
        size = page.packed + page.unpacked
        if page.kind == DICTIONARY:
            dictionary += size
        else:
            largest = max(largest, size)
    return dictionary + largest


def _pages(file: BinaryIO, column: Struct) -> Iterator[Page]:
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
    packed, unpacked = header[PAGE_PACKED], header[PAGE_UNPACKED]
    if min(packed, unpacked) < 0:
        raise ValueError(f"the page at byte {position} has {packed} bytes, {unpacked} unpacked")
    return Page(header[TYPE], packed, unpacked, reader.position)
