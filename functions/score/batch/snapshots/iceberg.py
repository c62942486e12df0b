"""The files of a version of an Iceberg table, which pyiceberg finds through its metadata in the bucket."""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from common import folders
from common.errors import BatchError, ObjectGone
from common.stores.store import ObjectStore, StoredObject
from functions.score.batch.folder import MAX_PARTS, Folder
from functions.score.batch.packages import required
from functions.score.batch.snapshots.outside import check_inside

if TYPE_CHECKING:
    from pyiceberg.manifest import DataFile
    from pyiceberg.table.metadata import TableMetadata

SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:/*", re.IGNORECASE)
MAX_METADATA_BYTES = 64 * 1024**2  # of one file; real ones have kilobytes
MAX_MANIFESTS = 1_000
VERSION = re.compile(r"v?(\d+)")


def files(store: ObjectStore, key: str, commit: StoredObject) -> Folder:
    """Return the data files of the version that a commit made; `commit` describes them in a verdict.

    All files are read from the bucket, whatever address the table's metadata has for them. Raises BatchError
    if they do not tell the data files, or if reading these alone would give other rows than the table has.
    """
    required("pyiceberg", "iceberg")
    from pyiceberg.exceptions import ValidationError

    prefix = folders.triggered_folder(key)
    version = version_of(key)
    try:
        metadata = _metadata(store, key)
        _check_names(metadata)
        files = list(_data_files(store, prefix, metadata))
    except ObjectGone as error:
        raise _broken(version, f"it refers to {error.key!r}, but that was removed") from error
    except (ValidationError, ValueError, TypeError, LookupError, EOFError, OSError) as error:
        raise _broken(version, f"{type(error).__name__}: {str(error).splitlines()[0]}") from error
    if not files:
        raise BatchError("no_rows", f"version {version} of the Iceberg table has no files")
    if len(files) > MAX_PARTS:
        message = f"version {version} of the Iceberg table has more than {MAX_PARTS:,} files: compact it"
        raise BatchError("file_too_large", message)
    parts = tuple(
        StoredObject(prefix + path, etag="", size=size, modified=commit.modified)
        for path, size in sorted(files)
    )
    what = f"version {version} of an Iceberg table:"
    columns = tuple(field.name for field in metadata.schema().fields)
    return Folder(commit, parts, prefix, store, what, ({},) * len(parts), columns)


def version_of(key: str) -> int:
    """Return the number in the name of a metadata file.

    >>> version_of("t/metadata/v12.metadata.json")
    12
    """
    match = VERSION.match(key.rpartition("/")[2])
    return int(match[1]) if match else 0


def _metadata(store: ObjectStore, key: str) -> "TableMetadata":
    from pyiceberg.table.metadata import TableMetadataUtil

    return TableMetadataUtil.parse_raw(_read(store, key).decode())


def _check_names(metadata: "TableMetadata") -> None:
    """Raise BatchError if a column was renamed or replaced: files know only the names of their time."""
    ids: dict[str, set[int]] = {}
    names: dict[int, set[str]] = {}
    for schema in metadata.schemas:
        for field in schema.fields:
            ids.setdefault(field.name, set()).add(field.field_id)
            names.setdefault(field.field_id, set()).add(field.name)
    changed = [*filter(_several, names.values()), *({name} for name in ids if _several(ids[name]))]
    if changed:
        listed = ", ".join(sorted(set().union(*changed)))
        raise BatchError(
            "broken_file", f"the table renamed or replaced columns ({listed}), which is not read"
        )


def _several(values: "set[Any]") -> bool:
    return len(values) > 1


def _data_files(store: ObjectStore, prefix: str, metadata: "TableMetadata") -> Iterator[tuple[str, int]]:
    """Yield the path below the table's folder, and the size, of each data file of the current version."""
    from pyiceberg.manifest import DataFileContent

    snapshot = metadata.current_snapshot()
    if snapshot is None:
        return
    files = _file_io(store, prefix, metadata.location)
    manifests = snapshot.manifests(files)
    if len(manifests) > MAX_MANIFESTS:
        message = f"the Iceberg table has {len(manifests):,} manifests: rewrite them"
        raise BatchError("file_too_large", message)
    for manifest in manifests:
        for entry in manifest.fetch_manifest_entry(files, discard_deleted=True):
            file: DataFile = entry.data_file
            if file.content != DataFileContent.DATA:
                message = "the table has deleted rows in files of their own, which are not read: compact it"
                raise BatchError("broken_file", message)
            yield _path(file.file_path, metadata.location), file.file_size_in_bytes


def _path(location: str, table: str) -> str:
    """Return the path of a file below a table's folder; s3:// and s3a:// are names of the same store."""
    root = SCHEME.sub("", table, count=1).strip("/") + "/"
    path = SCHEME.sub("", location, count=1).lstrip("/")
    check_inside(location, inside=path.startswith(root), path=path.removeprefix(root))
    return path.removeprefix(root)


def _file_io(store: ObjectStore, prefix: str, table: str) -> Any:
    """Return what pyiceberg reads files with: from the bucket, below the table's folder."""
    from pyiceberg.io import FileIO, InputFile

    class StoredFile(InputFile):
        """A file of the table, which is read whole."""

        def __len__(self) -> int:
            return len(self._content())

        def exists(self) -> bool:
            return True

        def open(self, seekable: bool = True) -> Any:  # noqa: FBT001, FBT002 - pyiceberg's signature
            del seekable
            return io.BytesIO(self._content())

        def _content(self) -> bytes:
            return _read(store, prefix + _path(self.location, table))

    class BucketIO(FileIO):
        """The table's files; none is written."""

        def new_input(self, location: str) -> InputFile:
            return StoredFile(location)

        def new_output(self, location: str) -> Any:
            raise NotImplementedError(location)

        def delete(self, location: Any) -> None:
            raise NotImplementedError(location)

    return BucketIO()


def _read(store: ObjectStore, key: str) -> bytes:
    with store.open(key) as opened:
        content = opened.stream.read(MAX_METADATA_BYTES + 1)
    if len(content) > MAX_METADATA_BYTES:
        raise BatchError("file_too_large", f"{key!r} has more than {MAX_METADATA_BYTES} bytes")
    return content


def _broken(version: int, reason: str) -> BatchError:
    return BatchError("broken_file", f"version {version} of the Iceberg table cannot be read: {reason}")
