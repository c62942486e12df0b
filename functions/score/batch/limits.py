"""How large a file may be, how much of it stays in memory, and what reading it may take."""

from dataclasses import dataclass

from common.errors import BatchError

MIN_ROWS = 2  # one row has no spread, so nothing can be compared
# Cells for which each byte of a file accounts. Real tables have one in two bytes or fewer; compressed, a few
# in one byte.
CELLS_PER_BYTE = 20


@dataclass(frozen=True)
class Limits:
    """The budget of one file: its size, and the memory and the work that reading it may take.

    All is counted from what a reader really hands out, and before memory is taken for it. A file says about
    itself what it likes.

    Parameters
    ----------
    max_bytes : size of the file as stored. The same number limits its unpacked size (gzip content, the
        columns of a Parquet file).
    max_cell_characters : length of one cell.
    max_columns : columns of one file.
    max_cells : cells (rows x columns, elements of lists) beyond those for which the bytes of the file
        account, because some formats store any number of missing or repeated cells in no bytes. This
        number is also that of the cells in memory at once.
    max_bytes_at_once : what the smallest part of a file that can be read may take in memory: a page, a batch
        of rows, a row.
    whole_bytes : files up to this size, unpacked, are read into memory whole. Larger files are read in
        chunks of `chunk_bytes`, and a random sample of their rows is kept.
    sample_rows, sample_bytes : size of that sample.
    """

    max_bytes: int = 8 * 1024**3
    max_cell_characters: int = 100_000
    max_columns: int = 10_000
    max_cells: int = 20_000_000
    max_bytes_at_once: int = 384 * 1024**2
    whole_bytes: int = 64 * 1024**2
    chunk_bytes: int = 4 * 1024**2  # of 2, 4, 6, 8 and 16 MiB the fastest: what is copied stays in caches
    sample_rows: int = 100_000
    sample_bytes: int = 64 * 1024**2

    def check_cells(self, rows: int, columns: int, stored: int = 0) -> None:
        """Raise BatchError if there are too many cells; `stored`: bytes of the file that has them."""
        most = self.max_cells + CELLS_PER_BYTE * stored
        if rows * columns > most:
            what = f"{rows} rows of {columns} columns have {rows * columns} cells"
            raise beyond(what, most, "DRIFTLINE_MAX_CELLS")

    def check_cells_at_once(self, cells: int) -> None:
        """Raise TooMuchAtOnce if a part of a file has too many cells, or at least so many."""
        if cells > self.max_cells:
            what = f"rows with {cells} cells or more have to be read at once"
            raise TooMuchAtOnce(beyond(what, self.max_cells, "DRIFTLINE_MAX_CELLS"))

    def rows_whole(self, columns: int) -> int:
        """Return how many rows of so many columns are read into memory whole; of more, a sample is."""
        return self.max_cells // max(1, columns)

    def rows_in_sample(self, columns: int) -> int:
        """Return how many rows of so many columns a sample may have."""
        return max(MIN_ROWS, min(self.sample_rows, self.rows_whole(columns)))

    def check_at_once(
        self, size: int, what: str, advice: str = "split it", column: str | None = None
    ) -> None:
        """Raise TooMuchAtOnce if a part of a file, `what`, takes too many bytes of memory."""
        if size > self.max_bytes_at_once:
            what = f"{what} takes {size} bytes of memory at once"
            setting = "DRIFTLINE_MAX_BYTES_AT_ONCE"
            raise TooMuchAtOnce(beyond(what, self.max_bytes_at_once, setting, advice, column))


class TooMuchAtOnce(BatchError):  # noqa: N818 - named for what is done about it
    """A part of a file takes too much memory; a smaller part of it may not."""

    def __init__(self, error: BatchError) -> None:
        super().__init__(error.kind, error.message, row=error.row, column=error.column)
        self.final = error


def beyond(
    what: str, most: int, setting: str, advice: str = "split the file", column: str | None = None
) -> BatchError:
    """Return the error about a file beyond a limit that a setting can raise."""
    message = f"{what}; at most {most} are allowed: {advice}, or ask for a higher {setting}"
    return BatchError("file_too_large", message, column=column)
