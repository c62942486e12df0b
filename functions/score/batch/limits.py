"""How large a file may be; whatever is larger gets an error that names the limit."""

from dataclasses import dataclass

MIN_ROWS = 2  # one row has no spread: nothing can be said about it


@dataclass(frozen=True)
class Limits:
    """The largest file that is read.

    Parameters
    ----------
    max_bytes : bytes of the file as stored; the same number again bounds what it unpacks to (gzip
        content, the columns of a Parquet file) and the number of cells (rows x columns) of the
        formats that can state a cell in no bytes at all.
    max_cell_characters : characters of one cell.
    max_columns : columns of one file.
    """

    max_bytes: int = 256 * 1024**2
    max_cell_characters: int = 100_000
    max_columns: int = 10_000
