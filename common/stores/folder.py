"""A folder as the bucket, without any server."""

import fcntl
import io
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from common.errors import BatchError, ObjectGone, SetupError, StoreRefused, StoreUnavailable, WriteConflict
from common.keys import MAX_PART_BYTES
from common.stores.folder_errors import refuse, translated
from common.stores.folder_metadata import FolderMetadata
from common.stores.store import OpenedObject, StoredObject

# The subfolder for everything except objects: user metadata, the lock, files that are being written.
PRIVATE = ".driftline"


def etag_of(status: os.stat_result) -> str:
    """Return the etag of a file: modification time in nanoseconds and size in bytes, in hexadecimal."""
    return f"{status.st_mtime_ns:x}-{status.st_size:x}"


@contextmanager
def open_file(path: Path) -> Iterator[OpenedObject]:
    """Open one file on disk; its key is its path.

    Raises SetupError if it cannot be opened, and at the end if it was written to in the meantime.
    """
    try:
        stream = path.open("rb")
        status = os.fstat(stream.fileno())
    except OSError as error:
        raise SetupError(f"cannot open {str(path)!r}: {error.strerror}") from error
    modified = datetime.fromtimestamp(status.st_mtime, tz=UTC)
    with stream:
        yield OpenedObject(StoredObject(str(path), etag_of(status), status.st_size, modified), stream)
        # A pipe has no version: it changes with every read.
        if stat.S_ISREG(status.st_mode) and etag_of(os.fstat(stream.fileno())) != etag_of(status):
            raise SetupError(f"{str(path)!r} was written to while it was read: score it again")


class FolderStore:
    """The files below one folder; a key is the path relative to it.

    An etag consists of modification time and size, so listing a folder does not read its files. Files whose
    name begins with a dot are not objects, and neither is what a link leads to outside of the folder.
    """

    def __init__(self, root: Path, bucket: str = "ml-drift-datasets") -> None:
        self.root = root.resolve()
        self._bucket = bucket
        self._metadata = FolderMetadata(self.root / PRIVATE / "metadata")

    @property
    def bucket(self) -> str:
        """The name of this folder in verdicts."""
        return self._bucket

    def stat(self, key: str) -> StoredObject:
        """Describe one object."""
        with translated(key):
            return self._describe(key, self._path(key).stat(), self._metadata.read(key))

    @contextmanager
    def open(self, key: str) -> Iterator[OpenedObject]:
        """Open one object; raises StoreUnavailable at the end if it was written to in the meantime."""
        with translated(key):
            stream = self._path(key).open("rb")
        with stream:
            with translated(key):
                info = self._describe(key, os.fstat(stream.fileno()), self._metadata.read(key))
            try:
                yield OpenedObject(info, stream)
            except BatchError:
                _check_unchanged(
                    info, stream
                )  # half a file may have a fault that the whole file does not have
                raise
            _check_unchanged(info, stream)

    def put(
        self,
        key: str,
        stream: BinaryIO,
        size: int,
        *,
        content_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> StoredObject:
        """Write one object."""
        del content_type
        del size  # the file has the size of the stream
        return self._put(key, stream, metadata)

    def replace(self, key: str, data: bytes, *, expected: str | None, content_type: str) -> StoredObject:
        """Write one object if its etag is as expected; writers wait for each other."""
        del content_type
        with translated(key), self._locked():
            etag = None
            with suppress(ObjectGone):
                etag = self.stat(key).etag
            if etag != expected:
                raise WriteConflict(f"{key!r} was {'written' if etag else 'removed'} by somebody else")
            time = int(etag.partition("-")[0], 16) if etag else 0
            return self._put(key, io.BytesIO(data), later_than=time)

    def _put(
        self, key: str, stream: BinaryIO, metadata: Mapping[str, str] | None = None, later_than: int = 0
    ) -> StoredObject:
        with translated(key):
            path = self._path(key)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except (FileExistsError, NotADirectoryError) as error:
                raise StoreRefused(
                    f"{key!r} cannot be a file: one of its folders is already a file"
                ) from error
            if path.is_dir():  # for a reader there is no object, as in a bucket
                raise StoreRefused(f"{key!r} cannot be a file: it is a folder; rename or remove the folder")
            self._metadata.write(key, metadata)
            self._write(path, stream, later_than)
            return self._describe(key, path.stat(), metadata or {})

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Describe all objects under a prefix."""
        with translated(prefix):
            objects = list(self._find(prefix))
        yield from sorted(objects, key=lambda info: info.key)

    def _find(self, prefix: str) -> Iterator[StoredObject]:
        top = self.root / prefix.rpartition("/")[0]
        if not self._is_inside(top):
            return
        for folder, below, names in os.walk(top, onerror=partial(refuse, self.root)):  # follows no links
            below[:] = [name for name in below if not name.startswith(".")]
            for name in names:
                path = Path(folder, name)
                key = path.relative_to(self.root).as_posix()
                if key.startswith(prefix) and not name.startswith("."):
                    with suppress(OSError, ObjectGone):  # removed in the meantime; a pipe, a link out of here
                        status = path.lstat()
                        is_link = stat.S_ISLNK(status.st_mode)
                        if not is_link or self._is_inside(path):
                            yield self._describe(key, path.stat() if is_link else status)

    def _is_inside(self, path: Path) -> bool:
        """Tell whether a path, with its links followed, is in this folder."""
        return Path(os.path.realpath(path)).is_relative_to(self.root)

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if "\0" in key or any(part == "" or part.startswith(".") for part in parts):
            raise StoreRefused(f"{key!r} cannot be a file: a part of it is empty or begins with a dot")
        try:
            longest = max(len(part.encode()) for part in parts)
        except UnicodeEncodeError as error:
            raise StoreRefused(f"{key!r} cannot be a key: its name is not UTF-8") from error
        if longest > MAX_PART_BYTES:
            raise StoreRefused(
                f"{key!r} cannot be a file: a part of it has {longest} bytes, the limit is {MAX_PART_BYTES}"
            )
        path = self.root.joinpath(*parts)
        if not self._is_inside(path):
            raise StoreRefused(
                f"{key!r} is no file of this folder: a link leads out of it; copy the file here"
            )
        return path

    def _describe(
        self, key: str, status: os.stat_result, metadata: Mapping[str, str] | None = None
    ) -> StoredObject:
        if not stat.S_ISREG(status.st_mode):
            raise ObjectGone(key)
        return StoredObject(
            key=key,
            etag=etag_of(status),
            size=status.st_size,
            modified=datetime.fromtimestamp(status.st_mtime_ns / 1e9, tz=UTC),
            metadata={name.lower(): value for name, value in (metadata or {}).items()},
        )

    def _write(self, path: Path, stream: BinaryIO, later_than: int) -> None:
        """Write a temporary file, then rename it, so that readers never see half a file.

        Its time is later than `later_than`, in nanoseconds: file systems count in steps of milliseconds, and
        two versions of one size and one time would have one etag.
        """
        folder = self.root / PRIVATE / "writing"
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as written:
                shutil.copyfileobj(stream, written)
            Path(name).chmod(0o644)
            if Path(name).stat().st_mtime_ns <= later_than:
                os.utime(name, ns=(later_than + 1, later_than + 1))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @contextmanager
    def _locked(self) -> Iterator[None]:
        (self.root / PRIVATE).mkdir(parents=True, exist_ok=True)
        with (self.root / PRIVATE / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _check_unchanged(info: StoredObject, stream: BinaryIO) -> None:
    if etag_of(os.fstat(stream.fileno())) != info.etag:
        raise StoreUnavailable(f"{info.key!r} was written to while it was read")
