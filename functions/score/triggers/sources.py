"""What `score` compares: files and folders on disk, standard input, objects and folders of a store."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from common import folders, keys
from common.errors import (
    ObjectGone,
    SetupError,
    StoreRefused,
    StoreUnavailable,
)
from common.settings import Settings
from common.stores.addresses import CLOUD_STORAGE, is_cloud_storage
from common.stores.store import ObjectStore, OpenedObject, StoredObject
from functions.score import batch, wiring
from functions.score.baseline.settings import NONE, StoredSettings, load, parse
from functions.score.batch.wording import nearest
from functions.score.triggers.file_type import FileType
from functions.score.triggers.source_folders import GS, NO_BUCKET, S3, LocalFolder, StoredFolder

STANDARD_INPUT = "-"
MOST_NAMES = 1_000  # names among which the nearest is looked for


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on disk."""

    path: Path
    bucket: str = NO_BUCKET

    @contextmanager
    def open(self) -> Iterator[OpenedObject]:
        """Open the file; raises SetupError if that fails."""
        if not self.path.exists():
            raise SetupError(f"there is no file {str(self.path)!r}{_nearest_to(self.path)}")
        with wiring.local_file(self.path) as opened:
            yield opened

    def dataset(self) -> StoredSettings:
        """Read the dataset settings beside the file."""
        path = Path(keys.dataset_settings(str(self.path)))
        if not path.is_file():
            return NONE
        return StoredSettings(parse(str(path), path.read_bytes()), etag="")


@dataclass(frozen=True, slots=True)
class StandardInput:
    """The bytes that another program sends."""

    type: FileType
    bucket: str = NO_BUCKET

    @contextmanager
    def open(self) -> Iterator[OpenedObject]:
        """Open standard input; raises SetupError if it is closed."""
        if sys.stdin is None:
            raise SetupError("standard input is closed")
        info = StoredObject(f"stdin.{self.type}", etag="", size=0, modified=datetime.now(UTC))
        yield OpenedObject(info, sys.stdin.buffer)

    def dataset(self) -> StoredSettings:
        """Return that there are no dataset settings."""
        return NONE


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An object of the configured store, or of Cloud Storage."""

    store: ObjectStore
    key: str
    endpoint: str
    scheme: str = S3

    @property
    def bucket(self) -> str:
        """The object's bucket."""
        return self.store.bucket

    @contextmanager
    def open(self) -> Iterator[OpenedObject]:
        """Open the object, its address being its key; raises SetupError if that fails."""
        address = f"{self.scheme}{self.bucket}/{self.key}"
        with ExitStack() as stack:
            try:
                opened = stack.enter_context(self.store.open(self.key))
            except ObjectGone as error:
                raise SetupError(
                    f"there is no object {address!r}{batch.nearest_beside(self.store, self.key)}"
                ) from error
            except (StoreRefused, StoreUnavailable) as error:
                raise SetupError(
                    f"cannot open {address!r} (DRIFTLINE_STORE_ENDPOINT is {self.endpoint}): {error}"
                ) from error
            yield replace(opened, info=replace(opened.info, key=address))

    def dataset(self) -> StoredSettings:
        """Read the dataset settings beside the object."""
        return load(self.store, self.key)


Source = LocalFile | LocalFolder | StandardInput | StoredFile | StoredFolder


def sources(
    baseline: str | Path, drift: str | Path, settings: Settings, file_type: FileType | None = None
) -> tuple[Source, Source]:
    """Return what two arguments name: paths, "-" for standard input, or addresses.

    `file_type` is the format of standard input. Raises SetupError if an argument names nothing that can be
    opened.
    """
    inputs = [argument for argument in (baseline, drift) if argument == STANDARD_INPUT]
    if len(inputs) > 1:
        raise SetupError("only one of the two files can be '-' (standard input)")
    if inputs and file_type is None:
        raise SetupError(f"'-' (standard input) needs --type: one of {', '.join(FileType)}")
    if file_type and not inputs:
        raise SetupError(f"--type {file_type} is for '-' (standard input); a file's name tells its format")
    return source(baseline, settings, file_type), source(drift, settings, file_type)


def source(argument: str | Path, settings: Settings, file_type: FileType | None = None) -> Source:
    """Return what one argument names; "-" is standard input if `file_type` tells its format."""
    if argument == STANDARD_INPUT and file_type:
        return StandardInput(file_type)
    if argument == "":
        raise SetupError("the path is empty")
    if isinstance(argument, str) and "://" in argument:
        return _stored(argument, settings)
    try:
        str(argument).encode()
    except UnicodeEncodeError as error:
        raise SetupError(f"{str(argument)!r}: the file name is not UTF-8; rename the file") from error
    path = Path(argument)
    if path.is_dir():
        return LocalFolder(path)
    return LocalFolder(path.parent) if folders.is_marker(path.name) else LocalFile(path)


def _stored(address: str, settings: Settings) -> StoredFile | StoredFolder:
    scheme = next((scheme for scheme in (S3, GS) if address.startswith(scheme)), None)
    if scheme is None:
        raise SetupError(
            f"cannot read {address!r}: only files, '-', {S3}bucket/key and {GS}bucket/key can be read"
        )
    bucket, _, key = address.removeprefix(scheme).partition("/")
    if not bucket or not key.strip("/"):
        raise SetupError(f"{address!r} names no object; write {scheme}bucket/key")
    if scheme == GS and not is_cloud_storage(settings.store_endpoint):  # the settings are about another store
        own = {"store_endpoint": CLOUD_STORAGE, "store_access_key": None, "store_secret_key": None}
        settings = settings.model_copy(update=own)
    try:
        store = wiring.bucket_store(settings.model_copy(update={"bucket": bucket}))
    except SetupError as error:
        raise SetupError(f"cannot open {address!r}: {error}") from error
    if keys.is_folder_marker(key) or folders.is_marker(key):
        return StoredFolder(store, folders.marked_folder(key), scheme)
    return StoredFile(store, key, settings.store_endpoint, scheme)


def _nearest_to(path: Path) -> str:
    """Return a hint at the missing folder, or at the file with the nearest name."""
    if not path.parent.is_dir():
        return f": there is no folder {str(path.parent)!r}"
    with suppress(OSError):
        return nearest(path.name, [other.name for other in islice(path.parent.iterdir(), MOST_NAMES)])
    return ""
