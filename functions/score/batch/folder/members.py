"""The parts of a marked folder, and what describes all of them together."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from common import folders
from common.errors import IgnoreEvent, ObjectGone
from common.stores.store import ObjectStore, StoredObject

# A listing of so many keys takes a second. No real batch has more files: Spark writes one for each task.
MAX_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as one batch.

    Attributes
    ----------
    info : describes all of it, under the key of its marker. The etag is a digest of the etags of marker and
        parts, the size is their sum, and `modified` is the time of the latest write.
    parts : the data files below the folder, as the numbers in their keys count; one more than MAX_PARTS if
        there are too many. The etags are "" if a table lists them, whose files are never overwritten.
    prefix : with which the keys of the parts begin.
    store : the bucket.
    what : the beginning of a note about how many files were read.
    values : the columns that each part has outside of its file; None if the names of its folders tell.
    columns : the columns of its files that count; None if all do.
    """

    info: StoredObject
    parts: tuple[StoredObject, ...]
    prefix: str
    store: ObjectStore
    what: str = "a folder of"
    values: tuple[Mapping[str, str | None], ...] | None = None
    columns: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """What messages call the folder."""
        return folders.triggered_folder(self.info.key)

    @property
    def has_batches(self) -> bool:
        """Whether each file is a batch of a stream: by its name, a drift file would be scored alone."""
        return self.values is None and not any(folders.is_part(self.path_of(part)) for part in self.parts)

    def values_of(self, place: int) -> Mapping[str, str | None]:
        """Return the columns, and their values, that the part at a place has outside of its file."""
        return (
            folders.partitions(self.path_of(self.parts[place])) if self.values is None else self.values[place]
        )

    def path_of(self, part: StoredObject) -> str:
        """Return the path of a part below the folder."""
        return part.key.removeprefix(self.prefix)


def open_folder(store: ObjectStore, marker: str) -> Folder:
    """List a folder; raises ObjectGone if its marker does not exist."""
    described = store.stat(marker)  # a listing has neither user metadata nor the version
    prefix = folders.marked_folder(marker)
    listed = {info.key: info for info in islice(_members(store, prefix, marker), MAX_PARTS + 2)}
    # Most stores give whole seconds in `stat`, and milliseconds in listings, as for the parts.
    exact = replace(described, modified=listed.pop(marker, described).modified)
    parts = _in_order(listed.values())
    return Folder(_description(exact, parts), parts, prefix, store)


def marker_for(store: ObjectStore, part: str) -> str:
    """Return the marker of the nearest complete folder that a part belongs to, if it was written last there.

    Otherwise the event about that later write, usually the marker's, is the one that scores the folder.

    Raises IgnoreEvent if there is nothing to do about the part now, and the errors of the store.
    """
    for marker in folders.markers_of(part):
        with suppress(ObjectGone):
            folder = open_folder(store, marker)
            written = next((info.modified for info in folder.parts if info.key == part), None)
            if written == folder.info.modified:
                return marker
            raise IgnoreEvent(f"{part!r} is scored with its folder, which has changed since: see {marker!r}")
    raise IgnoreEvent(
        f"{part!r} is a part of a folder, and not scored alone: once the folder is complete, put the marker "
        f"{folders.expected_marker(part)!r}"
    )


def unmarked_folder(store: ObjectStore, prefix: str, described: StoredObject) -> Folder:
    """List a folder that somebody names, whether it has a marker or not; `described` names it in verdicts."""
    parts = _in_order(islice(_members(store, prefix), MAX_PARTS + 1))
    return Folder(_description(described, parts), parts, prefix, store)


def _members(store: ObjectStore, prefix: str, marker: str | None = None) -> Iterator[StoredObject]:
    """Yield the marker and the data files; an empty file, as Spark writes for no rows, is none."""
    for info in store.list(prefix):
        if info.key == marker or (info.size and folders.is_data(info.key.removeprefix(prefix))):
            yield info


def _in_order(parts: Iterable[StoredObject]) -> tuple[StoredObject, ...]:
    return tuple(sorted(parts, key=lambda info: folders.in_counting_order(info.key)))


def _description(marker: StoredObject, parts: tuple[StoredObject, ...]) -> StoredObject:
    digest = hashlib.sha256(marker.etag.encode())
    for part in parts:
        digest.update(f"\0{part.key}\0{part.etag}".encode(errors="surrogatepass"))
    return replace(
        marker,
        etag=digest.hexdigest(),
        size=marker.size + sum(part.size for part in parts),
        modified=max(info.modified for info in (marker, *parts)),
    )
