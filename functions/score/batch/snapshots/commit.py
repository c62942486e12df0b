"""A commit of a table: the table's version that it made is one batch."""

from dataclasses import dataclass
from datetime import datetime

from common import folders
from common.errors import BatchError
from common.stores.store import ObjectStore, StoredObject
from functions.score.batch import folder
from functions.score.batch.limits import Limits
from functions.score.batch.rows import Batch
from functions.score.batch.snapshots import delta, iceberg


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, whose table is listed only when it is read.

    Attributes
    ----------
    info : the commit's object. It is never overwritten, so it describes the version of the table. Its key is
        what a person calls the table, if somebody named it.
    store : the bucket.
    key : of the commit in the bucket.
    """

    info: StoredObject
    store: ObjectStore
    key: str


def read(commit: Commit, limits: Limits) -> Batch:
    """Read the version of the table that a commit made.

    Raises BatchError, its key the commit's, for a version that cannot be scored, or is no longer there.
    """
    try:
        files = iceberg.files if folders.is_iceberg(commit.key) else delta.files
        return folder.read(files(commit.store, commit.key, commit.info), limits)
    except BatchError as error:
        error.key = commit.info.key
        raise


def latest_commit(store: ObjectStore, folder: str) -> StoredObject | None:
    """Return the latest commit of the table in a folder, which is "" or ends in "/"; None without a table."""
    for log in ("_delta_log/", "metadata/"):
        listed = [info for info in store.list(folder + log) if folders.is_commit(info.key)]
        if listed:
            return max(listed, key=_order)
    return None


def _order(commit: StoredObject) -> tuple[int, datetime]:
    """Return a sort key: if two writers tried the same version, the last of their commits is valid."""
    return iceberg.version_of(commit.key), commit.modified
