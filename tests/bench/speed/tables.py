"""Large tables with an identifier, two numbers, a category, a date and a text, written fast.

A block of rows is generated once. A file repeats that block with new identifiers and amounts, so that no two
rows are equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from speed.files import texts

if TYPE_CHECKING:
    from pathlib import Path

BLOCK_ROWS = 100_000
BASELINE_ROWS = 5_000
BASELINE_IDS = 2_000_000_000  # no file has so many rows; negative ids would have another format
SEED = 20261126
PART, BASELINE_PART = 900_000, 900_001
COUNTRIES = ("de", "es", "fr", "it", "pl", "se")
FIRST_DAY = np.datetime64("2026-01-01")


class Block:
    """The rows of large files; `cache` has the corpora from which their texts are drawn."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._columns = self._table(BLOCK_ROWS, PART)
        self._bytes = len(self._csv(0))

    def rows_of(self, size: int) -> int:
        """Return the number of rows of a CSV file of `size` bytes: whole blocks, at least one."""
        return BLOCK_ROWS * max(1, round(size / self._bytes))

    def write_baseline(self, path: Path) -> Path:
        """Write a CSV file with other rows of the same kind."""
        table = self._table(BASELINE_ROWS, BASELINE_PART)
        csv.write_csv(self._numbered(table, BASELINE_IDS), path)
        return path

    def write(self, path: Path, size: int) -> None:
        """Write a CSV file of about `size` bytes."""
        with path.open("wb") as file:
            self.write_into(file, size)

    def write_into(self, file: BinaryIO, size: int) -> None:
        """Write about `size` bytes of CSV."""
        file.writelines(self._csv(first) for first in range(0, self.rows_of(size), BLOCK_ROWS))

    def write_parquet(self, path: Path, size: int) -> None:
        """Write the rows of a CSV file of `size` bytes as Parquet, one row group per block."""
        schema = self._numbered(self._columns, 0).schema
        with parquet.ParquetWriter(path, schema) as writer:
            for first in range(0, self.rows_of(size), BLOCK_ROWS):
                writer.write_table(self._numbered(self._columns, first))

    def _csv(self, first: int) -> bytes:
        sink = pa.BufferOutputStream()
        options = csv.WriteOptions(include_header=first == 0)
        csv.write_csv(self._numbered(self._columns, first), sink, options)
        written: bytes = sink.getvalue().to_pybytes()
        return written

    def _table(self, rows: int, part: int) -> pa.Table:
        random = np.random.default_rng([SEED, part])
        return pa.table(
            {
                "items": random.poisson(3, rows),
                "country": np.array(COUNTRIES)[random.integers(len(COUNTRIES), size=rows)],
                "day": pa.array(FIRST_DAY + random.integers(300, size=rows)),
                "text": list(texts(rows, self._cache, part=part)),
            }
        )

    def _numbered(self, table: pa.Table, first: int) -> pa.Table:
        random = np.random.default_rng([SEED, first + BASELINE_ROWS])
        amounts = random.normal(100, 15, len(table)).round(5)
        numbers = np.arange(first, first + len(table))
        return table.add_column(0, "amount", pa.array(amounts)).add_column(0, "id", pa.array(numbers))
