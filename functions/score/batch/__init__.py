"""From a stored file to typed columns: every format, every limit, and an error that says where.

reading     the way in: picks the format
unpacking   the object's bytes, bounded and unpacked
text/       CSV, TSV and JSON Lines
parquet/    Parquet
large/      files of more than 64 MiB, chunk by chunk; a random sample of their rows is kept
tables      DataFrames and Arrow tables that a program holds
frames      the pandas frame that every format ends in
rows        the batch: this frame, its file's name and size
kinds       what kind of value each column holds
texts       the texts of a column
limits      how large a file may be
wording     names and values as error messages quote them

A file of up to 64 MiB is held in memory whole. Of a larger one only a random sample of rows is held, so that
memory does not grow with the file.
"""

from common.verdict.column import Kind
from functions.score.batch.kinds import COMPARED_KINDS, kind_of, kinds_of
from functions.score.batch.limits import MIN_ROWS, Limits
from functions.score.batch.reading import read
from functions.score.batch.rows import Batch, SampledRows
from functions.score.batch.tables import from_dataframe, from_table
from functions.score.batch.texts import Texts, texts, too_few_texts

__all__ = [
    "COMPARED_KINDS",
    "MIN_ROWS",
    "Batch",
    "Kind",
    "Limits",
    "SampledRows",
    "Texts",
    "from_dataframe",
    "from_table",
    "kind_of",
    "kinds_of",
    "read",
    "texts",
    "too_few_texts",
]
