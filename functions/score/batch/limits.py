"""How large a file may be, and how much of it stays in memory."""

from dataclasses import dataclass

MIN_ROWS = 2  # one row has no spread, so nothing can be compared


@dataclass(frozen=True)
class Limits:
    """The largest file that is read, and the memory that reading may take.

    Parameters
    ----------
    max_bytes : size of the file as stored. The same number limits its unpacked size (gzip content, the
        columns of a Parquet file) and, in formats that store a missing cell in no bytes, the number of
        cells (rows x columns).
    max_cell_characters : length of one cell.
    max_columns : columns of one file.
    whole_bytes : files up to this size, unpacked, are read into memory whole. Larger files are read in
        chunks of `chunk_bytes`, and a random sample of their rows is kept.
    sample_rows, sample_bytes : size of that sample.
    """

    max_bytes: int = 8 * 1024**3
    max_cell_characters: int = 100_000
    max_columns: int = 10_000
    whole_bytes: int = 64 * 1024**2
    chunk_bytes: int = 4 * 1024**2  # of 2, 4, 6, 8 and 16 MiB the fastest: what is copied stays in caches
    sample_rows: int = 100_000
    sample_bytes: int = 64 * 1024**2
