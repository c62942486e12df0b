"""Reads the parts of a folder one after the other into one batch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from common import folders, keys
from common.errors import BatchError, ObjectGone, WriteConflict
from common.extensions import unsupported
from common.stores.store import StoredObject
from functions.score.batch import frames, nested, reading
from functions.score.batch.folder.columns import Columns
from functions.score.batch.folder.members import MAX_PARTS, Folder
from functions.score.batch.folder.partitions import partition_columns
from functions.score.batch.folder.sample import FolderSample
from functions.score.batch.limits import Limits
from functions.score.batch.read_table import ReadTable
from functions.score.batch.rows import Batch
from functions.score.batch.text.encoding import Asked, nothing_asked
from functions.score.batch.wording import listed, quoted

if TYPE_CHECKING:
    import pyarrow as pa

MOST_NOTES = 20  # about columns that the parts do not agree on


def read(folder: Folder, limits: Limits, asked: Asked = nothing_asked) -> Batch:
    """Read a folder.

    The limits are those of one file: on the sum of all stored bytes, on the columns of all parts, on all
    cells. Of more than `whole_bytes`, a random sample of all rows is kept.

    Raises BatchError, its key the marker's, for a folder that cannot be scored; a message about one part
    begins with the path of the part. Raises WriteConflict if a part was written or removed meanwhile.
    """
    try:
        _check_size(folder, limits)
        return _read(folder, limits, asked)
    except BatchError as error:
        error.key = folder.info.key
        raise


def _check_size(folder: Folder, limits: Limits) -> None:
    if not folder.parts:
        message = (
            f"the folder {folder.name!r} has no data files: only names that begin with '_' or '.', or none"
        )
        raise BatchError("no_rows", message)
    if len(folder.parts) > MAX_PARTS:
        message = f"the folder {folder.name!r} has more than {MAX_PARTS:,} files: write fewer and larger ones"
        raise BatchError("file_too_large", message)
    size = sum(part.size for part in folder.parts)
    if size > limits.max_bytes:
        message = f"the {len(folder.parts)} files have {size} bytes; at most {limits.max_bytes} are allowed"
        raise BatchError("file_too_large", message)


def _read(folder: Folder, limits: Limits, asked: Asked) -> Batch:
    data = [place for place, part in enumerate(folder.parts) if _is_data(part)]
    if not data:
        raise BatchError("unknown_extension", unsupported(folder.parts[0].key))
    columns, rows = Columns(), FolderSample(limits)
    stored = sum(part.size for part in folder.parts)
    how: dict[str, None] = {}
    for number, place in enumerate(data):
        part = _part(folder, folder.parts[place], limits, asked)
        if part is None:
            continue
        table, sample, _ = part
        how.update(dict.fromkeys(part.notes))
        if folder.columns is not None:
            table = table.select([name for name in table.column_names if name in folder.columns])
        table = nested.flat(table)  # not all parts have the same keys
        columns.add(table)
        frames.check_columns(list(columns.types), limits)
        rows.offer(number, table, sample)
        limits.check_cells(rows.total, len(columns.types), stored)
        rows.columns = len(columns.types)
    sampled = rows.finish()
    if not rows.kept:
        raise BatchError("no_rows", f"the {_count(len(data))} of the folder have no rows")
    table = columns.table_of([kept.table for kept in rows.kept])
    table = _with_partitions([folder.values_of(place) for place in data], table, rows, limits)
    others = [folder.path_of(part) for part in folder.parts if not _is_data(part)]
    whole = reading.batch_of(
        folder.info.key,
        ReadTable(table, sampled, (*_notes(folder.what, columns, len(data)), *how, *_not_read(others))),
        optional=("",) if any(reading.has_json_objects(folder.parts[place].key) for place in data) else (),
        missing_words=columns.missing_words,
    )
    files = [len(kept.table) for kept in rows.kept] if folder.has_batches and not sampled else []
    return replace(whole, files=tuple(files))


def _is_data(part: StoredObject) -> bool:
    return keys.extension_of(part.key) is not None or folders.is_part(part.key)


def _notes(what: str, columns: Columns, files: int) -> Iterator[str]:
    yield f"{what} {_count(files)}"
    for name in columns.incomplete[:MOST_NOTES]:
        some = f"{columns.counts[name]:,} of {columns.parts:,} files"
        yield f"only {some} have column {quoted(name)}; in the others it is missing"
    for name in list(columns.as_text)[:MOST_NOTES]:
        yield f"column {quoted(name)} is text, because the types of its cells differ between files"


def _not_read(paths: Sequence[str]) -> Iterator[str]:
    if paths:
        yield f"not read, because their names have no supported extension: {listed(paths)}"


def _count(files: int) -> str:
    return "1 file" if files == 1 else f"{files:,} files"


def _part(folder: Folder, part: StoredObject, limits: Limits, asked: Asked) -> ReadTable | None:
    """Read one part, or None if it is empty; raises BatchError with the part's path in the message."""
    try:
        with folder.store.open(part.key) as opened:
            _check_unchanged(part, opened.info)
            return reading.read_table(part.key, opened.stream, limits, asked)
    except ObjectGone as error:
        if not part.etag:
            message = f"{folder.path_of(part)}: the table refers to this file, but it was removed"
            raise BatchError("broken_file", message) from error
        raise WriteConflict(f"{part.key!r} was removed while its folder was read") from error
    except BatchError as error:
        if error.kind == "empty_file":  # gzip of nothing, as Spark writes for no rows
            return None
        message = f"{folder.path_of(part)}: {error.message}"
        raise BatchError(error.kind, message, row=error.row, column=error.column) from error


def _check_unchanged(part: StoredObject, now: StoredObject) -> None:
    if part.etag and now.etag != part.etag:
        raise WriteConflict(f"{part.key!r} was overwritten while its folder was read")


def _with_partitions(
    values: Sequence[Mapping[str, str | None]], table: "pa.Table", rows: FolderSample, limits: Limits
) -> "pa.Table":
    """Return a table with the columns that the names of folders give; they replace those of the same name."""
    import numpy as np
    import pyarrow as pa

    given = partition_columns(values)
    columns = {name: table[name] for name in table.column_names if name not in given}
    frames.check_columns([*columns, *given], limits)
    lengths = [len(kept.table) for kept in rows.kept]
    part_of_row = pa.array(np.repeat([kept.part for kept in rows.kept], lengths))
    return pa.table(columns | {name: cells.take(part_of_row) for name, cells in given.items()})
