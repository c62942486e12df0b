"""Reads Parquet files: all rows of a small one, a random sample of the rows of a large one."""

from functions.score.batch.parquet.reader import read_sample, read_table

__all__ = ["read_sample", "read_table"]
