"""Decides how many rows of a Parquet file are unpacked at once, by the sizes of its pages and values.

A value of a dictionary is one value in the file, and as many in memory as there are rows with it. So what a
number of rows takes is counted from the longest value that they may repeat, and from the pages that they are
in.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, BinaryIO

from functions.score.batch.large.whole_file import COPY_BYTES
from functions.score.batch.limits import Limits
from functions.score.batch.parquet.pages import DICTIONARY, ColumnPages, RowGroup, row_groups
from functions.score.batch.wording import quoted

if TYPE_CHECKING:
    from pyarrow import parquet

# How many rows may be unpacked at once; of these numbers, the first with which they take no more than
# CHUNK_BYTES.
ROWS = (2048, 256, 64, 16, 4, 1)
NESTED_ROWS = ROWS[1:]  # how many values these have is unknown
CHUNK_BYTES = 64 * 1024**2
POINTER_BYTES = 16  # pyarrow's, for each value of a dictionary
WRITE = "write pages of 1 MiB, or more and smaller row groups"


class Costs:
    """What reading some columns of a Parquet file takes.

    Parameters
    ----------
    file : the file.
    opened : the same, for its schema.
    columns : names of the columns, or dotted paths of keys in them.
    """

    def __init__(
        self, file: BinaryIO, opened: "parquet.ParquetFile", columns: Collection[str], limits: Limits
    ) -> None:
        schema = opened.schema
        self._file, self._opened, self._limits = file, opened, limits
        self._leaves = [schema.column(place) for place in range(len(schema))]
        self._paths = [leaf.path for leaf in self._leaves]
        read_as = {place: _read_as(path, columns) for place, path in enumerate(self._paths)}
        self._names = {place: name for place, name in read_as.items() if name is not None}

    def rows_at_once(self, size: int) -> int:
        """Return how many rows may be unpacked at once.

        `size`: of the file in bytes. Raises BatchError("file_too_large") if even one row takes too much, or
        if there are too many cells; ValueError if the footer or a page's header cannot be read.
        """
        rows, values = ROWS[0], dict.fromkeys(self._names, 0)
        for group in row_groups(self._file, self._paths, list(self._names)):
            for place, column in group.columns.items():
                values[place] += sum(page.values for page in column.pages if page.kind != DICTIONARY)
            self._limits.check_cells(sum(values.values()), 1, size)
            rows = min(rows, self._rows_of(group))
        return rows

    def _rows_of(self, group: RowGroup) -> int:
        self._check_pages(group)
        nested = any(self._leaves[place].max_repetition_level for place in group.columns)
        choices = NESTED_ROWS if nested else ROWS
        texts = {
            place: column
            for place, column in group.columns.items()
            if self._leaves[place].physical_type == "BYTE_ARRAY"
        }
        shared = {place: _longest_shared(column) for place, column in texts.items()}
        if ROWS[1] * sum(shared.values()) > CHUNK_BYTES:
            shared |= self._longest_in_dictionaries(group, texts)
        per_row = sum(shared.values())
        least = sum(_window(column, 1) for column in texts.values())
        self._limits.check_at_once(per_row + least, f"a row of row group {group.number}", WRITE)
        return next(
            rows
            for rows in choices
            if rows == 1
            or (
                rows * per_row <= CHUNK_BYTES
                and sum(_window(column, rows) for column in texts.values()) <= max(CHUNK_BYTES, 2 * least)
            )
        )

    def _check_pages(self, group: RowGroup) -> None:
        """Raise BatchError if dictionaries and largest pages are too large."""
        sizes = {place: _bytes_at_once(column) for place, column in group.columns.items()}
        if not sizes:
            return
        place = max(sizes, key=sizes.__getitem__)
        name = self._names[place]
        what = f"row group {group.number} ({group.rows} rows) has large pages, {sizes[place]} bytes for "
        what += f"column {quoted(name)} alone; reading it"
        self._limits.check_at_once(sum(sizes.values()), what, WRITE, name)

    def _longest_in_dictionaries(self, group: RowGroup, texts: dict[int, ColumnPages]) -> dict[int, int]:
        """Return the length of the longest value of each dictionary.

        Where pages repeat values without a dictionary, the size of the page stays the limit.
        """
        known = [
            place
            for place, column in texts.items()
            if column.pages and not any(page.repeats for page in column.pages)
        ]
        return dict(zip(known, self._lengths(group, known), strict=True))

    @cached_property
    def _keeping_dictionaries(self) -> "parquet.ParquetFile":
        """The file, opened once more: so that pyarrow does not replace dictionaries by their values."""
        import pyarrow as pa
        from pyarrow import parquet

        return parquet.ParquetFile(  # not closed, because that would close the file
            pa.PythonFile(self._file, mode="r"),
            metadata=self._opened.metadata,
            read_dictionary=[self._paths[place] for place in self._names],
            buffer_size=COPY_BYTES,
            pre_buffer=False,
        )

    def _lengths(self, group: RowGroup, places: list[int]) -> Iterator[int]:
        import pyarrow as pa
        import pyarrow.compute as pc

        for place in places:
            batches = self._keeping_dictionaries.iter_batches(
                batch_size=1, row_groups=[group.number - 1], columns=[self._paths[place]]
            )
            column = next(batches).column(0)
            while pa.types.is_struct(column.type):
                column = column.field(0)
            if pa.types.is_decimal(column.type):  # written as bytes, and read without a dictionary
                yield column.type.byte_width
            else:
                yield pc.max(pc.binary_length(column.dictionary)).as_py() or 0


def _read_as(path: str, columns: Collection[str]) -> str | None:
    """Return the column that a path is read for: the path, or a beginning of it (lists, objects)."""
    parts = path.split(".")
    beginnings = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return next((name for name in beginnings if name in columns), None)


def _bytes_at_once(column: ColumnPages) -> int:
    """Return the bytes that reading a column of a row group needs: its dictionary and its largest page."""
    dictionary = largest = 0
    for page in column.pages:
        size = page.packed + page.unpacked
        if page.kind == DICTIONARY:
            dictionary += size + POINTER_BYTES * page.values
        else:
            largest = max(largest, size)
    return dictionary + largest


def _longest_shared(column: ColumnPages) -> int:
    """Return the most bytes of a value that rows may share, by the sizes of pages alone."""
    shared = (page.unpacked for page in column.pages if page.kind == DICTIONARY or page.repeats)
    return max(shared, default=0)


def _window(column: ColumnPages, rows: int) -> int:
    """Return the most unpacked bytes of the pages that so many rows, one after the other, are in."""
    data = [page for page in column.pages if page.kind != DICTIONARY]
    sizes = list(accumulate((page.unpacked for page in data), initial=0))
    ends = list(accumulate(page.values for page in data))
    last = [min(bisect_left(ends, end + rows - 1), len(data) - 1) for end in ends]
    return max((sizes[after + 1] - sizes[first] for first, after in enumerate(last)), default=0)
