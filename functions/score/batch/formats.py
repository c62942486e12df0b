"""The reader of each format: the one place that knows them all.

A reader has two functions. `read_table` returns the table of a file of up to `limits.whole_bytes`, or None if
it unpacks to more. `read_sample` returns a random sample of the rows of a larger file. `asked` returns the
encoding that settings name; text formats call it for a file that is not UTF-8.
"""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Protocol

from functions.score.batch import parquet
from functions.score.batch.binary.arrow_stream import ARROW
from functions.score.batch.binary.avro import AVRO
from functions.score.batch.binary.excel import EXCEL
from functions.score.batch.binary.orc import ORC
from functions.score.batch.large.chunks import TextFormat, read_chunks
from functions.score.batch.large.text_formats import DelimitedText, JsonLinesText, JsonText
from functions.score.batch.limits import Limits, TooMuchAtOnce
from functions.score.batch.read_table import ReadTable
from functions.score.batch.rows import SampledRows
from functions.score.batch.text import delimited, json_array, json_lines
from functions.score.batch.text.encoding import Asked, decode

# Bytes that each byte of a text may take once it is decoded: one rare character makes all of them four.
WIDEST = 2


class Format(Protocol):
    """How files of a format are read; both functions raise BatchError for a file that is at fault."""

    def read_table(self, content: bytes, limits: Limits, asked: Asked) -> ReadTable | None:
        """Return the table of a file that fits in memory; None if it does not once it is unpacked."""
        ...

    def read_sample(self, start: bytes, source: BinaryIO, limits: Limits, asked: Asked) -> ReadTable:
        """Return a sample of the rows of a file that begins with `start` and continues in `source`."""
        ...


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text format.

    Attributes
    ----------
    read : returns the table of a decoded file; raises TooMuchAtOnce if that takes too much memory.
    chunks : returns what splits a large file into records.
    """

    read: Callable[[str, Limits], ReadTable]
    chunks: Callable[[Limits], TextFormat]

    def read_table(self, content: bytes, limits: Limits, asked: Asked) -> ReadTable | None:
        """Return the table of a file; None if it takes too much memory at once."""
        text, notes = decode(content, asked)
        if sys.getsizeof(text) > WIDEST * limits.whole_bytes:
            return None
        try:
            read = self.read(text, limits)
        except TooMuchAtOnce:
            return None
        return read._replace(notes=notes + read.notes)

    def read_sample(self, start: bytes, source: BinaryIO, limits: Limits, asked: Asked) -> ReadTable:
        """Return a sample of the rows of a large file."""
        read = read_chunks(start, source, self.chunks(limits), limits, asked)
        return ReadTable(read.table, SampledRows(read.numbers, read.total), read.notes)


class Parquet:
    """Parquet."""

    def read_table(self, content: bytes, limits: Limits, asked: Asked) -> ReadTable | None:
        """Return the table of a file; None if it does not fit in memory once it is unpacked."""
        del asked
        table = parquet.read_table(content, limits)
        return None if table is None else ReadTable(table)

    def read_sample(self, start: bytes, source: BinaryIO, limits: Limits, asked: Asked) -> ReadTable:
        """Return a sample of the rows of a large file."""
        del asked
        table, numbers, total, notes = parquet.read_sample(start, source, limits)
        return ReadTable(table, SampledRows(numbers, total), notes)


def _json_lines(text: str, limits: Limits) -> ReadTable:
    return ReadTable(json_lines.read_table(text, limits))


def _json(text: str, limits: Limits) -> ReadTable:
    """Read JSON; of an array whose columns take too much memory at once, a sample of its objects."""
    try:
        lines, notes = json_array.lines_of(text, limits)
        try:
            return ReadTable(json_lines.read_table(lines, limits), notes=notes)
        except TooMuchAtOnce:
            read = read_chunks(lines.encode(), io.BytesIO(), JsonLinesText(limits), limits)
    except TooMuchAtOnce as error:  # an array cannot be read in smaller parts
        raise error.final from error
    return ReadTable(read.table, SampledRows(read.numbers, read.total), notes)


CSV = TextFile(delimited.read_table, DelimitedText)
TSV = TextFile(partial(delimited.read_table, tabs=True), partial(DelimitedText, tabs=True))
JSON_LINES = TextFile(_json_lines, JsonLinesText)
JSON = TextFile(_json, JsonText)

# By the extension without compression; `common/file_formats.py` has them all.
FORMATS: dict[str, Format] = {
    ".csv": CSV,
    ".tsv": TSV,
    ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES,
    ".json": JSON,
    ".parquet": Parquet(),
    ".feather": ARROW,
    ".arrow": ARROW,
    ".ipc": ARROW,
    ".orc": ORC,
    ".avro": AVRO,
    ".xlsx": EXCEL,
    ".xlsb": EXCEL,
    ".xls": EXCEL,
    ".ods": EXCEL,
}
