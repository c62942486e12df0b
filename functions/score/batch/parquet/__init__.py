"""Parquet files: the rows of a small one, a random sample of a large one's."""

from functions.score.batch.parquet.reader import read_sample, read_table

__all__ = ["read_sample", "read_table"]
