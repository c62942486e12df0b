"""From a stored file to its rows: picks the format by the file name's extension."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from common import keys
from common.errors import BatchError
from functions.score.batch import frames, parquet, unpacking
from functions.score.batch.limits import MIN_ROWS, Limits
from functions.score.batch.rows import Batch, SampledRows
from functions.score.batch.text import delimited, encoding, json_lines
from functions.score.batch.wording import nearest, quoted

if TYPE_CHECKING:
    import pyarrow as pa

    from functions.score.batch.large.chunks import Sampled


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
    source = unpacking.open_stored(stream, limits.max_bytes, gzipped=extension.endswith(".gz"))
    start = unpacking.read_start(source, limits.whole_bytes + 1)
    kind = extension.removesuffix(".gz")
    if len(start) <= limits.whole_bytes and (whole := _whole_table(kind, start, limits)) is not None:
        return whole, None
    table, numbers, total = _sampled(kind, start, source, limits)
    return table, SampledRows(numbers, total)


def _whole_table(kind: str, content: bytes, limits: Limits) -> "pa.Table | None":
    """Return the table of a file of up to `whole_bytes`; None where only its rows pass by in chunks."""
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
    from functions.score.batch.large.chunks import read_chunks
    from functions.score.batch.large.text_formats import DelimitedText, JsonLinesText

    match kind:
        case ".parquet":
            return parquet.read_sample(start, source, limits)
        case ".jsonl" | ".ndjson":
            return read_chunks(start, source, JsonLinesText(limits), limits)
        case ".tsv":
            return read_chunks(start, source, DelimitedText(limits, "\t"), limits)
        case _:
            return read_chunks(start, source, DelimitedText(limits), limits)


def _check_rows(rows: int) -> None:
    if rows == 0:
        raise BatchError("no_rows", "the file names its columns but has no rows")
    if rows < MIN_ROWS:
        message = f"the file has {rows} row; at least {MIN_ROWS} are needed to compare"
        raise BatchError("too_few_rows", message)
