"""Drift files that no verdict speaks for yet: what a reconciler is after."""

from collections.abc import Iterator

from common import keys
from common.events import ObjectCreated
from common.stores.store import ObjectStore, StoredObject
from functions.score.verdict.stored import settles, stored_verdict


def event_of(store: ObjectStore, info: StoredObject) -> ObjectCreated:
    """Return the event that announces an object as it stands now.

    It bears no sequencer: a time that we made up would not order with those of the store's events.
    """
    return ObjectCreated(store.bucket, info.key, etag=info.etag, version_id=info.version_id)


def missed(store: ObjectStore) -> Iterator[ObjectCreated]:
    """Yield an event for every drift file whose present version has no verdict, or only a provisional one."""
    for info in store.list(keys.DRIFTS):
        if keys.is_folder_marker(info.key):
            continue
        event = event_of(store, info)
        if not settles(stored_verdict(store, info.key).verdict, event):
            yield event
