"""Reads a stored file into a batch, in the format that the file's extension names."""

from collections.abc import Mapping
from typing import BinaryIO

from common import file_formats, keys
from common.errors import BatchError
from common.extensions import unsupported
from functions.score.batch import coordinates, frames, unpacking
from functions.score.batch.contents import check_content
from functions.score.batch.formats import FORMATS
from functions.score.batch.limits import MIN_ROWS, Limits
from functions.score.batch.read_table import ReadTable
from functions.score.batch.rows import Batch
from functions.score.batch.text import as_written
from functions.score.batch.text.encoding import Asked, nothing_asked


def read(key: str, stream: BinaryIO, limits: Limits, asked: Asked = nothing_asked) -> Batch:
    """Read a file.

    Parameters
    ----------
    key : object key; its extension, one of file_formats.EXTENSIONS, names the format.
    stream : the object as stored; it is read but not closed.
    limits : the largest file that is read.
    asked : returns the encoding that the dataset's settings name; called only for text that is not UTF-8.

    Raises BatchError with its `key` for every file that cannot be scored. Errors of `stream` are raised
    unchanged.
    """
    try:
        read = read_table(key, stream, limits, asked)
        optional = ("",) if has_json_objects(key) else ()
        return batch_of(key, read, optional=optional, missing_words=as_written.missing_words(read.table))
    except BatchError as error:
        error.key = key
        raise


def batch_of(
    key: str, read: ReadTable, *, optional: tuple[str, ...], missing_words: Mapping[str, str]
) -> Batch:
    """Return the batch of a table that was read; the last two parameters are those of `Batch`.

    Raises BatchError if it cannot be scored.
    """
    columns = frames.to_frame(read.table)
    _check_rows(len(columns.frame))
    return Batch(
        coordinates.split(columns.frame),
        key,
        columns.unread,
        read.sample,
        columns.vectors,
        optional,
        read.notes,
        missing_words,
    )


def read_table(key: str, stream: BinaryIO, limits: Limits, asked: Asked = nothing_asked) -> ReadTable:
    """Return the table of a file with any number of rows; arguments and errors are those of `read`."""
    extension = keys.extension_of(key)
    if extension is None:
        raise BatchError("unknown_extension", unsupported(key))
    ending, compression = file_formats.split(extension)
    reader = FORMATS[ending]
    with unpacking.opened(stream, limits, compression) as source:
        start = unpacking.read_start(source, limits.whole_bytes + 1)
        check_content(start, ending)
        if len(start) <= limits.whole_bytes:
            whole = reader.read_table(start, limits, asked)
            if whole is not None:
                return whole
        return reader.read_sample(start, source, limits, asked)


def has_json_objects(key: str) -> bool:
    """Tell whether rows of a file leave out the columns that they have no value of."""
    return file_formats.split(keys.extension_of(key) or "")[0] in (".jsonl", ".ndjson", ".json")


def _check_rows(rows: int) -> None:
    if rows == 0:
        raise BatchError("no_rows", "the file has column names but no rows")
    if rows < MIN_ROWS:
        message = f"the file has {rows} row; at least {MIN_ROWS} are needed to compare"
        raise BatchError("too_few_rows", message)
