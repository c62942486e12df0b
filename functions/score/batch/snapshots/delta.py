"""The files of a version of a Delta table, as delta-rs finds them in a copy of the table's log."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from shutil import copyfileobj
from typing import Any
from urllib.parse import unquote

from common import folders
from common.errors import BatchError
from common.stores.store import ObjectStore, StoredObject
from functions.score.batch.folder import MAX_PARTS, Folder
from functions.score.batch.packages import required
from functions.score.batch.snapshots.outside import check_inside

COMMIT = re.compile(r"(\d{20})\.json")
CHECKPOINT = re.compile(r"(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet")
# Writers put a checkpoint after 10 to 100 commits; a log of more, or larger, files is no real one.
MAX_LOG_FILES = 2_000
MAX_LOG_BYTES = 512 * 1024**2


def files(store: ObjectStore, key: str, commit: StoredObject) -> Folder:
    """Return the data files of the version that a commit made; `commit` describes them in a verdict.

    Only those parts of the log that describe this version are copied to a temporary folder; delta-rs needs no
    access to the bucket. Raises BatchError if the log does not tell the files, or if reading them alone would
    give other rows than the table has.
    """
    import pyarrow as pa

    deltalake = required("deltalake", "delta")
    prefix = folders.triggered_folder(key)
    version = int(key.removeprefix(prefix).removeprefix("_delta_log/").removesuffix(".json"))
    with _log(store, prefix, version) as copied:
        try:
            table = deltalake.DeltaTable(copied, version=version)
            _check_readable(table)
            added = pa.table(table.get_add_actions()).to_pydict()
        except (deltalake.exceptions.DeltaError, OSError, ValueError) as error:
            raise _broken(version, str(error).splitlines()[0]) from error
    if not added["path"]:
        raise BatchError("no_rows", f"version {version} of the Delta table has no files")
    if len(added["path"]) > MAX_PARTS:
        message = f"version {version} of the Delta table has more than {MAX_PARTS:,} files: compact it"
        raise BatchError("file_too_large", message)
    parts, values = _parts(prefix, commit, added)
    return Folder(commit, parts, prefix, store, f"version {version} of a Delta table:", values)


def _parts(
    prefix: str, commit: StoredObject, added: dict[str, list[Any]]
) -> tuple[tuple[StoredObject, ...], tuple[dict[str, str | None], ...]]:
    """Return the data files, sorted by path, and the values of partitions that the log has for each."""
    values = added.get("partition") or [{}] * len(added["path"])
    rows = sorted(
        zip(map(unquote, added["path"]), added["size_bytes"], values, strict=True), key=itemgetter(0)
    )
    for path, *_ in rows:
        check_inside(path, path)
    parts = (
        StoredObject(prefix + path, etag="", size=size, modified=commit.modified) for path, size, _ in rows
    )
    given = ({name: None if cell is None else str(cell) for name, cell in row.items()} for *_, row in rows)
    return tuple(parts), tuple(given)


def _check_readable(table: Any) -> None:
    """Raise BatchError if the rows of the table are not those of its files."""
    import pyarrow as pa

    if table.metadata().configuration.get("delta.columnMapping.mode", "none") != "none":
        raise BatchError(
            "broken_file", "the table renames columns (delta.columnMapping.mode), which is not read"
        )
    if pa.table(table.deletion_vectors()).num_rows:
        message = "the table marks deleted rows in deletion vectors, which are not read: purge it"
        raise BatchError("broken_file", message)


@contextmanager
def _log(store: ObjectStore, prefix: str, version: int) -> Iterator[str]:
    """Copy the part of a table's log that describes a version, and yield the folder of the copy."""
    needed = _needed(list(store.list(f"{prefix}_delta_log/")), version)
    size = sum(info.size for info in needed)
    if len(needed) > MAX_LOG_FILES or size > MAX_LOG_BYTES:
        message = (
            f"the log of the Delta table has {len(needed):,} files of {size:,} bytes: write a checkpoint"
        )
        raise BatchError("file_too_large", message)
    with tempfile.TemporaryDirectory() as copied:
        log = Path(copied, "_delta_log")
        log.mkdir()
        for info in needed:
            with store.open(info.key) as opened, (log / Path(info.key).name).open("wb") as file:
                copyfileobj(opened.stream, file)
        yield copied


def _needed(listed: Sequence[StoredObject], version: int) -> list[StoredObject]:
    """Return the latest complete checkpoint up to a version, and the commits from it on, of a table's log."""
    names = {Path(info.key).name: info for info in listed}
    commits = {int(match[1]): name for name in names if (match := COMMIT.fullmatch(name))}
    checkpoints: dict[int, list[str]] = {}
    for name in names:
        match = CHECKPOINT.fullmatch(name)
        if match and int(match[1]) <= version:
            checkpoints.setdefault(int(match[1]), []).append(name)
    complete = [number for number, parts in checkpoints.items() if len(parts) == _parts_of(parts[0])]
    first = max(complete, default=0)
    chosen = [commits[number] for number in sorted(commits) if first <= number <= version]
    return [names[name] for name in (*checkpoints.get(first, ()), *chosen)]


def _parts_of(checkpoint: str) -> int:
    match = CHECKPOINT.fullmatch(checkpoint)
    return int(match[3] or 1) if match else 0


def _broken(version: int, reason: str) -> BatchError:
    return BatchError(
        "broken_file", f"version {version} of the Delta table cannot be read from its log: {reason}"
    )
