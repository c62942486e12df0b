"""How much of a Parquet file has to be unpacked at once: its pages, as the headers before them say.

A row group may have any size, for its columns are read page by page. A page is the smallest part that can be
unpacked, and nothing but its own header says how large it is: the file's end knows whole columns only.

Both are read here, not by pyarrow, which does not show the headers, and which ends the whole process where
the end of a damaged file names a column without saying where it is.
The fields' numbers: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

import os
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO, NamedTuple

from common.errors import BatchError
from functions.score.batch.parquet.thrift import Reader
from functions.score.batch.wording import quoted

# Bytes of the pages that are held at once, one of each column and its dictionary, packed and unpacked.
# Writers make pages of 1 MiB: this is room for some two hundred columns. A few write a column as one page.
MOST_PAGE_BYTES = 512 * 1024**2
# Read to find a page's header in: nearly all have less than a hundred bytes, but they may quote two cells.
FIRST_READ, LONGEST_HEADER = 512, 16 * 1024**2
END_BYTES = 8  # behind the description of the file: its length in 4 bytes, and PAR1

# Fields: of the file's description, of a row group, of a column of a row group, of a page's header.
ROW_GROUPS = 4
COLUMNS, GROUP_BYTES, GROUP_ROWS = 1, 2, 3
DESCRIPTION = 3
PATH, PACKED_BYTES, FIRST_PAGE, DICTIONARY_PAGE = 3, 7, 9, 11
TYPE, PAGE_UNPACKED, PAGE_PACKED = 1, 2, 3
DICTIONARY = 2  # the type of a page that holds the values which the column's other pages number

Struct = dict[int, Any]


class Page(NamedTuple):
    """A page's type, its bytes as stored and unpacked, and the bytes of its header."""

    kind: int
    packed: int
    unpacked: int
    header: int


def check_pages(file: BinaryIO, columns: Collection[str]) -> None:
    """Raise BatchError("file_too_large") where these columns of a row group have to be unpacked at once.

    Raises ValueError where the file's end, or what stands at a page's place, cannot be read.
    """
    try:
        for place, group in enumerate(_description(file)[ROW_GROUPS], start=1):
            _check_group(file, place, group, columns)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError("the file's end does not describe a file") from error


def _description(file: BinaryIO) -> Struct:
    end = file.seek(-END_BYTES, os.SEEK_END)
    size = int.from_bytes(file.read(4), "little")
    file.seek(max(0, end - size))
    return Reader(file.read(size)).struct()


def _check_group(file: BinaryIO, place: int, group: Struct, columns: Collection[str]) -> None:
    sizes = {}
    for column in group[COLUMNS]:
        name = b".".join(column[DESCRIPTION][PATH]).decode()
        if name in columns:
            sizes[name] = _held(file, column[DESCRIPTION])
    held = sum(sizes.values())
    if held > MOST_PAGE_BYTES:
        name = max(sizes, key=sizes.__getitem__)
        message = (
            f"row group {place}, of {group[GROUP_ROWS]} rows and {group[GROUP_BYTES]} bytes, has pages of "
            f"which {held} bytes have to be held at once, {sizes[name]} of them of column {quoted(name)}; at "
            f"most {MOST_PAGE_BYTES} are: write pages of 1 MiB, or more and smaller row groups"
        )
        raise BatchError("file_too_large", message, column=name)


def _held(file: BinaryIO, column: Struct) -> int:
    """Return the bytes that reading a column of a row group holds: its dictionary and its largest page."""
    dictionary = largest = 0
    for page in _pages(file, column):
        size = page.packed + page.unpacked
        if page.kind == DICTIONARY:
            dictionary += size
        else:
            largest = max(largest, size)
    return dictionary + largest


def _pages(file: BinaryIO, column: Struct) -> Iterator[Page]:
    # A place of 0 is none: there the file begins with PAR1. Writers say so of columns without a row.
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
                raise ValueError(f"no page at byte {position}") from None
            size *= 4
        else:
            break
    packed, unpacked = header[PAGE_PACKED], header[PAGE_UNPACKED]
    if min(packed, unpacked) < 0:
        raise ValueError(f"a page of {packed} bytes, {unpacked} unpacked")
    return Page(header[TYPE], packed, unpacked, reader.position)
