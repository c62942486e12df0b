"""Drift files without a final verdict, such as those of missed events."""

from collections.abc import Iterator

from common import keys
from common.events import ObjectCreated
from common.stores.store import ObjectStore, StoredObject
from functions.score.verdict.stored import is_up_to_date, read_stored


def event_of(store: ObjectStore, info: StoredObject) -> ObjectCreated:
    """Return an event for an object."""
    return ObjectCreated(store.bucket, info.key, etag=info.etag)


def missed(store: ObjectStore) -> Iterator[ObjectCreated]:
    """Yield an event for every drift file that has no verdict, or only a provisional one."""
    for info in store.list(keys.DRIFTS):
        if keys.is_folder_marker(info.key):
            continue
        if not is_up_to_date(read_stored(store, info.key, with_page=False), info):
            yield event_of(store, info)
