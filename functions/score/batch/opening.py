"""Opens what is stored under the key of a batch: a file, a folder with its marker, a version of a table."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice

from common import folders
from common.errors import DriftlineError
from common.stores.store import ObjectStore, OpenedObject, StoredObject
from functions.score.batch import folder, reading, snapshots
from functions.score.batch.folder import Folder
from functions.score.batch.limits import Limits
from functions.score.batch.rows import Batch
from functions.score.batch.snapshots import Commit
from functions.score.batch.text.encoding import Asked, nothing_asked
from functions.score.batch.wording import nearest

Opened = OpenedObject | Folder | Commit

MOST_NAMES = 1_000  # among which the nearest is looked for


def stat(store: ObjectStore, key: str) -> StoredObject:
    """Describe a batch; raises ObjectGone if there is none, and the errors of the store.

    The etag of a folder changes with each part, and its time is that of the latest write of a part or of the
    marker. A file takes one request; a folder two, and one more for each thousand parts.
    """
    return folder.open_folder(store, key).info if folders.is_marker(key) else store.stat(key)


def batch_key(store: ObjectStore, key: str) -> str:
    """Return the key of the batch that an event about a drift file may be about.

    That is the file's own, or the marker of the folder that it is a part of. Only a part takes requests.
    Raises IgnoreEvent if a part has no batch yet, or another event is the one that scores it.
    """
    return folder.marker_for(store, key) if folders.is_part(key) else key


def nearest_beside(store: ObjectStore, key: str) -> str:
    """Return "; did you mean 'a.csv'?" for the object of the most similar name in the same folder, or ""."""
    beginning, slash, name = key.rpartition("/")
    with suppress(DriftlineError):  # who may read one object need not be allowed to list
        found = islice(store.list(beginning + slash), MOST_NAMES)
        return nearest(name, [info.key.removeprefix(beginning + slash) for info in found])
    return ""


@contextmanager
def open_stored(store: ObjectStore, key: str) -> Iterator[Opened]:
    """Open a batch; raises like `stat`."""
    if folders.is_marker(key):
        yield folder.open_folder(store, key)
        return
    if folders.is_commit(key):
        yield Commit(store.stat(key), store, key)
        return
    with store.open(key) as opened:
        yield opened


def read_opened(opened: Opened, limits: Limits, asked: Asked = nothing_asked) -> Batch:
    """Read an opened batch; arguments and errors are those of `read`.

    Raises WriteConflict, too, if a part of a folder changes meanwhile.
    """
    if isinstance(opened, Folder):
        return folder.read(opened, limits, asked)
    if isinstance(opened, Commit):
        return snapshots.read(opened, limits)
    return reading.read(opened.info.key, opened.stream, limits, asked)
