"""How large a file may be, and how much of it is held; an error names the limit that a file exceeds."""

from dataclasses import dataclass

MIN_ROWS = 2  # one row has no spread: nothing can be said about it


@dataclass(frozen=True)
class Limits:
    """The largest file that is read, and what memory reading it may take.

    Parameters
    ----------
    max_bytes : bytes of the file as stored; the same number again bounds what it unpacks to (gzip
        content, the columns of a Parquet file) and the number of cells (rows x columns) of the
        formats that can state a cell in no bytes at all.
    max_cell_characters : characters of one cell.
    max_columns : columns of one file.
    whole_bytes : a file of up to so many bytes, unpacked, is held whole; a larger one is read in chunks of
        `chunk_bytes`, and a random sample of its rows is held.
    held_rows, held_bytes : what the sample of a larger file may take.
    """

    max_bytes: int = 8 * 1024**3
    max_cell_characters: int = 100_000
    max_columns: int = 10_000
    whole_bytes: int = 64 * 1024**2
    chunk_bytes: int = 16 * 1024**2
    held_rows: int = 100_000
    held_bytes: int = 64 * 1024**2
