"""Drift files without a final verdict, such as those of missed events."""

from collections.abc import Iterator

from common import keys
from common.events import ObjectCreated
from common.stores.store import ObjectStore, StoredObject
from functions.score.verdict.stored import is_up_to_date, stored_verdict


def event_of(store: ObjectStore, info: StoredObject) -> ObjectCreated:
    """Return an event for an object as it is now.

    It has no sequencer: one that we made up could not be compared with those of the store.
    """
    return ObjectCreated(store.bucket, info.key, etag=info.etag, version_id=info.version_id)


def missed(store: ObjectStore) -> Iterator[ObjectCreated]:
    """Yield an event for every drift file whose current version has no verdict, or only a provisional one."""
    for info in store.list(keys.DRIFTS):
        if keys.is_folder_marker(info.key):
            continue
        event = event_of(store, info)
        if not is_up_to_date(stored_verdict(store, info.key).verdict, event):
            yield event
