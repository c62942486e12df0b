"""Reads a stored file into typed columns, in every format, within limits, with errors that name the row.

opening     opens a stored batch, a file or a folder: the entry point
reading     reads one file, in the format that its extension names
formats     the reader of each format
contents    recognises files of another format than their names say
read_table  what a reader returns
folder/     reads a folder that a marker has completed
snapshots/  reads a version of a table (Delta, Iceberg)
unpacking   the object's bytes, size-limited and unpacked
compressions  how each compression is unpacked
text/       CSV, TSV, JSON Lines and JSON
parquet/    Parquet
binary/     Arrow, ORC, Avro and workbooks
packages    packages that only some formats need
large/      files over 64 MiB: read in chunks, reduced to a random sample of rows
tables      converts a DataFrame or an Arrow table that a program holds
frames      checks and converts an Arrow table, which every reader returns, into a pandas frame
coordinates splits columns of latitude and longitude
cell_types  Arrow's types of cells: which are read
nested      takes objects apart: each key becomes a column
vectors     columns of vectors, such as embeddings
rows        the batch: the frame, with the file's key and size
kinds/      which kind of values each column holds, and why
cell_forms/ the ways in which cells write values
texts       the texts of a column
limits      how large a file may be
wording     quotes names and values in error messages

A file of up to 64 MiB is read into memory whole. Of a larger one, only a random sample of rows stays in
memory, so that memory does not grow with the file.
"""

from common.verdict.column import Kind
from functions.score.batch.kinds import COMPARED_KINDS, ColumnKind, decided_kinds, kind_of
from functions.score.batch.limits import MIN_ROWS, Limits
from functions.score.batch.nested import is_below, taken_apart, with_keys
from functions.score.batch.opening import Opened, batch_key, nearest_beside, open_stored, read_opened, stat
from functions.score.batch.reading import read
from functions.score.batch.rows import Batch, SampledRows
from functions.score.batch.tables import from_dataframe, from_table
from functions.score.batch.texts import Texts, texts, too_few_texts

__all__ = [
    "COMPARED_KINDS",
    "MIN_ROWS",
    "Batch",
    "ColumnKind",
    "Kind",
    "Limits",
    "Opened",
    "SampledRows",
    "Texts",
    "batch_key",
    "decided_kinds",
    "from_dataframe",
    "from_table",
    "is_below",
    "kind_of",
    "nearest_beside",
    "open_stored",
    "read",
    "read_opened",
    "stat",
    "taken_apart",
    "texts",
    "too_few_texts",
    "with_keys",
]
