"""Folders that `score` compares: all their data files are one batch, with or without a marker.

Of the folder of a table, the batch is its latest version.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from common import keys
from common.errors import SetupError, StoreRefused, StoreUnavailable, WriteConflict
from common.folders import marker_of
from common.stores.store import ObjectStore, StoredObject
from functions.score import wiring
from functions.score.baseline.settings import NONE, StoredSettings, load, parse
from functions.score.batch.folder import MAX_PARTS, Folder, unmarked_folder
from functions.score.batch.snapshots import Commit, latest_commit

# What verdicts name as the bucket of files that are in none.
NO_BUCKET = "local files"
S3 = "s3://"
GS = "gs://"
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)  # a folder is as old as its newest file


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder on disk."""

    path: Path
    bucket: str = NO_BUCKET

    @contextmanager
    def open(self) -> Iterator[Folder | Commit]:
        """List the folder; raises SetupError if it cannot be read, is too large, or changes meanwhile."""
        self._check_size()
        with _opened(wiring.local_folder(self.path), "", str(self.path)) as folder:
            yield folder

    def _check_size(self) -> None:
        """Raise SetupError if there are too many files, as below "/": listing all of them would take long."""
        count = 0
        for _, below, names in os.walk(self.path):
            below[:] = [name for name in below if not name.startswith(".")]
            count += len(names)
            if count > MAX_PARTS:
                message = (
                    f"{str(self.path)!r} is a folder of more than {MAX_PARTS:,} files; name a file in it"
                )
                raise SetupError(message)

    def dataset(self) -> StoredSettings:
        """Read the dataset settings beside the folder."""
        path = Path(keys.dataset_settings(marker_of(str(self.path))))
        return StoredSettings(parse(str(path), path.read_bytes()), etag="") if path.is_file() else NONE


@dataclass(frozen=True, slots=True)
class StoredFolder:
    """A folder of the configured store; its prefix ends in "/"."""

    store: ObjectStore
    prefix: str
    scheme: str = S3

    @property
    def bucket(self) -> str:
        """The folder's bucket."""
        return self.store.bucket

    @contextmanager
    def open(self) -> Iterator[Folder | Commit]:
        """List the folder; raises SetupError if it cannot be read, or changes meanwhile."""
        with _opened(self.store, self.prefix, f"{self.scheme}{self.bucket}/{self.prefix}") as folder:
            yield folder

    def dataset(self) -> StoredSettings:
        """Read the dataset settings beside the folder."""
        return load(self.store, marker_of(self.prefix))


@contextmanager
def _opened(store: ObjectStore, prefix: str, name: str) -> Iterator[Folder | Commit]:
    try:
        if commit := latest_commit(store, prefix):
            yield Commit(replace(commit, key=name), store, commit.key)
            return
        yield unmarked_folder(store, prefix, StoredObject(name, etag="", size=0, modified=OLDEST))
    except (StoreRefused, StoreUnavailable) as error:
        raise SetupError(f"cannot read the folder {name!r}: {error}") from error
    except WriteConflict as error:
        raise SetupError(f"{error}: score it again") from error
