"""Reads a stored file into a batch, in the format that the file's extension names."""

from typing import TYPE_CHECKING, Any, BinaryIO

from common import keys
from common.errors import BatchError
from common.extensions import unsupported
from functions.score.batch import frames, parquet, unpacking
from functions.score.batch.limits import MIN_ROWS, Limits
from functions.score.batch.rows import Batch, SampledRows
from functions.score.batch.text import delimited, encoding, json_lines
from functions.score.batch.text.as_written import missing_words

if TYPE_CHECKING:
    import pyarrow as pa

    from functions.score.batch.large.chunks import SampledTable


def read(key: str, stream: BinaryIO, limits: Limits) -> Batch:
    """Read a file.

    Parameters
    ----------
    key : object key; its extension, one of keys.EXTENSIONS, names the format.
    stream : the object as stored; it is read but not closed.
    limits : the largest file that is read.

    Raises BatchError with its `key` for every file that cannot be scored. Errors of `stream` are raised
    unchanged.
    """
    try:
        table, sample = read_table(key, stream, limits)
        optional = ("",) if has_json_objects(key) else ()
        return batch_of(key, table, sample, optional=optional, missing_words=missing_words(table))
    except BatchError as error:
        error.key = key
        raise


def batch_of(key: str, table: "pa.Table", sample: SampledRows | None, **more: Any) -> Batch:
    """Return the batch of a table that was read; `more` are further parameters of `Batch`.

    Raises BatchError if it cannot be scored.
    """
    columns = frames.to_frame(table)
    _check_rows(len(columns.frame))
    return Batch(columns.frame, key, columns.unread, sample, columns.vectors, **more)


def read_table(key: str, stream: BinaryIO, limits: Limits) -> "tuple[pa.Table, SampledRows | None]":
    """Return the table of a file, which may have any number of rows, and which rows of the file it has."""
    extension = keys.extension_of(key)
    if extension is None:
        raise BatchError("unknown_extension", unsupported(key))
    source = unpacking.open_stored(stream, limits.max_bytes, gzipped=extension.endswith(".gz"))
    start = unpacking.read_start(source, limits.whole_bytes + 1)
    extension = extension.removesuffix(".gz")
    if len(start) <= limits.whole_bytes and (whole := _whole_table(extension, start, limits)) is not None:
        return whole, None
    table, numbers, total = _sampled_table(extension, start, source, limits)
    return table, SampledRows(numbers, total)


def _whole_table(extension: str, content: bytes, limits: Limits) -> "pa.Table | None":
    """Return the table of a file of up to `whole_bytes`; None if it unpacks to more."""
    match extension:
        case ".parquet":
            return parquet.read_table(content, limits)
        case ".jsonl" | ".ndjson":
            return json_lines.read_table(encoding.decode(content), limits)
        case ".tsv":
            return delimited.read_table(encoding.decode(content), limits, delimiter="\t")
        case _:
            return delimited.read_table(encoding.decode(content), limits)


def _sampled_table(extension: str, start: bytes, source: BinaryIO, limits: Limits) -> "SampledTable":
    from functions.score.batch.large.chunks import read_chunks
    from functions.score.batch.large.text_formats import DelimitedText, JsonLinesText

    match extension:
        case ".parquet":
            return parquet.read_sample(start, source, limits)
        case ".jsonl" | ".ndjson":
            return read_chunks(start, source, JsonLinesText(limits), limits)
        case ".tsv":
            return read_chunks(start, source, DelimitedText(limits, "\t"), limits)
        case _:
            return read_chunks(start, source, DelimitedText(limits), limits)


def has_json_objects(key: str) -> bool:
    """Tell whether rows of a file leave out the columns that they have no value of."""
    return str(keys.extension_of(key)).removesuffix(".gz") in (".jsonl", ".ndjson")


def _check_rows(rows: int) -> None:
    if rows == 0:
        raise BatchError("no_rows", "the file has column names but no rows")
    if rows < MIN_ROWS:
        message = f"the file has {rows} row; at least {MIN_ROWS} are needed to compare"
        raise BatchError("too_few_rows", message)
