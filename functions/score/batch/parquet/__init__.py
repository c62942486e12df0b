"""Reads Parquet files: all rows of a small one, a random sample of the rows of a large one.

reader      reads Parquet with pyarrow in chunks
row_sample  a random sample of rows
pages       reads the headers of pages: what they unpack to, and how many values they have
costs       decides how many rows are unpacked at once
thrift      reads the encoding of footers and page headers
"""

from functions.score.batch.parquet.reader import read_sample, read_table

__all__ = ["read_sample", "read_table"]
