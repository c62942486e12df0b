"""From a stored file to typed columns: every format, every limit, and an error that says where.

stored      the object's bytes, bounded, unpacked
encoding    bytes to text
delimited   CSV and TSV (delimiter, records: which character, which row)
json_lines  JSON Lines
parquet     Parquet (parquet_pages: what of it has to be unpacked at once)
frames      the frame that every format ends in
kinds       what a column holds
columns     which columns are text, and their texts
portions    large files, portion by portion
text_formats  which records a portion holds
reservoir   the random sample of them (row_sample: of a Parquet file's)

A file of up to 64 MiB is held whole. A larger one passes by in portions, and a random sample of its rows is
held (portions, text_formats, reservoir, row_sample), so that memory does not grow with the file.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from common import keys
from common.errors import BatchError
from functions.score.batch import delimited, encoding, frames, json_lines, parquet, stored
from functions.score.batch.columns import COMPARED_KINDS, Texts, check_columns_present, kinds_of, texts
from functions.score.batch.kinds import Kind, kind_of
from functions.score.batch.limits import MIN_ROWS, Limits
from functions.score.batch.wording import nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import pyarrow as pa

    from functions.score.batch.portions import Sampled

__all__ = [
    "COMPARED_KINDS",
    "Batch",
    "Kind",
    "Limits",
    "SampledRows",
    "Texts",
    "check_columns_present",
    "kind_of",
    "kinds_of",
    "read",
    "texts",
]


class SampledRows(NamedTuple):
    """Rows of a file that were drawn at random: the number of each, from 0, and how many the file has."""

    numbers: "Sequence[int]"
    total: int


@dataclass(frozen=True, eq=False)
class Batch:
    """The rows of one file.

    Parameters
    ----------
    frame : at least two rows; text, numbers, booleans and datetime64, missing cells as pandas has them.
    key : object key of the file.
    ignored : names of the columns that were not read: nested or binary ones.
    sample : of a file too large to be held, which of its rows these are; None: all of them.
    """

    frame: "pd.DataFrame"
    key: str
    ignored: tuple[str, ...] = ()
    sample: "SampledRows | None" = None

    @property
    def rows(self) -> int:
        """Number of data rows that are held, and compared."""
        return len(self.frame)

    @property
    def total_rows(self) -> int:
        """Number of data rows in the file."""
        return self.sample.total if self.sample else len(self.frame)

    def row_numbers(self, places: "Sequence[int]") -> list[int]:
        """Return the numbers that held rows have in the file, counted from 0."""
        return [self.sample.numbers[place] for place in places] if self.sample else list(places)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in the file's order."""
        return list(self.frame.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the file."""
        return (self.total_rows, len(self.frame.columns))

    @property
    def size_bytes(self) -> int:
        """Memory that the rows take."""
        return int(self.frame.memory_usage(deep=True).sum())

    def digest(self) -> bytes:
        """Return 32 bytes that every change of a name or a cell changes: what seeds the statistics."""
        return self._digest

    @cached_property
    def _digest(self) -> bytes:
        import pandas as pd

        said = hashlib.sha256("\0".join(self.columns).encode(errors="surrogatepass"))
        said.update(pd.util.hash_pandas_object(self.frame, index=False).to_numpy().tobytes())
        return said.digest()


def read(key: str, stream: BinaryIO, limits: Limits) -> Batch:
    """Read a file whose format its key's extension names.

    Parameters
    ----------
    key : object key, ending in one of keys.EXTENSIONS.
    stream : the object as stored; only read, never closed.
    limits : the largest file that is read.

    Raises BatchError, its `key` filled in, for every file that cannot be scored; what `stream` itself
    raises passes through.
    """
    try:
        table, sample = _read(key, stream, limits)
        frame, ignored = frames.to_frame(table)
        _check_rows(len(frame))
    except BatchError as error:
        error.key = key
        raise
    return Batch(frame, key, ignored, sample)


def _read(key: str, stream: BinaryIO, limits: Limits) -> "tuple[pa.Table, SampledRows | None]":
    extension = keys.extension_of(key)
    if extension is None:
        ending = PurePosixPath(key).suffix
        message = (
            f"files ending in {quoted(ending)} cannot be read, only {', '.join(keys.EXTENSIONS)}"
            f"{nearest(ending, keys.EXTENSIONS)}"
        )
        raise BatchError("unknown_extension", message)
    source = stored.open_stored(stream, limits.max_bytes, gzipped=extension.endswith(".gz"))
    start = stored.read_start(source, limits.whole_bytes + 1)
    kind = extension.removesuffix(".gz")
    if len(start) <= limits.whole_bytes and (whole := _whole_table(kind, start, limits)) is not None:
        return whole, None
    table, numbers, total = _sampled(kind, start, source, limits)
    return table, SampledRows(numbers, total)


def _whole_table(kind: str, content: bytes, limits: Limits) -> "pa.Table | None":
    """Return the table of a file of up to `whole_bytes`; None where only its rows pass by in portions."""
    match kind:
        case ".parquet":
            return parquet.read_table(content, limits)
        case ".jsonl" | ".ndjson":
            return json_lines.read_table(encoding.decode(content), limits)
        case ".tsv":
            return delimited.read_table(encoding.decode(content), limits, delimiter="\t")
        case _:
            return delimited.read_table(encoding.decode(content), limits)


def _sampled(kind: str, start: bytes, source: BinaryIO, limits: Limits) -> "Sampled":
    from functions.score.batch.portions import read_portions
    from functions.score.batch.text_formats import DelimitedText, JsonLinesText

    match kind:
        case ".parquet":
            return parquet.read_sample(start, source, limits)
        case ".jsonl" | ".ndjson":
            return read_portions(start, source, JsonLinesText(limits), limits)
        case ".tsv":
            return read_portions(start, source, DelimitedText(limits, "\t"), limits)
        case _:
            return read_portions(start, source, DelimitedText(limits), limits)


def _check_rows(rows: int) -> None:
    if rows == 0:
        raise BatchError("no_rows", "the file names its columns but has no rows")
    if rows < MIN_ROWS:
        message = f"the file has {rows} row; at least {MIN_ROWS} are needed to compare"
        raise BatchError("too_few_rows", message)
