"""Drift files that no verdict speaks for yet: what a watcher starts with and a reconciler is after."""

from collections.abc import Iterator

from common import keys
from common.events import ObjectCreated
from common.store import ObjectStore, StoredObject
from functions.score.results import settles, standing_verdict


def event_of(store: ObjectStore, info: StoredObject) -> ObjectCreated:
    """Return the event that announces an object as it stands now.

    Its sequencer is the modification time in nanoseconds, as MinIO's own.
    """
    nanoseconds = round(info.modified.timestamp() * 1e6) * 1000
    return ObjectCreated(
        bucket=store.bucket,
        key=info.key,
        etag=info.etag,
        sequencer=f"{nanoseconds:016X}",
        version_id=info.version_id,
        time=info.modified,
    )


def missed(store: ObjectStore, under: str = keys.DRIFTS) -> Iterator[ObjectCreated]:
    """Yield an event for every drift file under a prefix whose present version has no verdict."""
    for info in store.list(under):
        if keys.is_folder_marker(info.key):
            continue
        event = event_of(store, info)
        if not settles(standing_verdict(store, info.key).verdict, event):
            yield event
