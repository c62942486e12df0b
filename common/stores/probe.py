"""A look at a store that tells whether its trouble is about one key, or about every key."""

import io
from contextlib import suppress

from common import keys
from common.errors import ObjectGone
from common.stores.store import ObjectStore

CONTENT = b"written by Driftline to find out whether it may write\n"
# A name in each folder that a worker reads; no object needs to have it.
ABSENT = ".probe"


def check_answers(store: ObjectStore) -> None:
    """Send the cheapest request; raises StoreUnavailable or StoreRefused if the store does not serve it."""
    next(store.list(keys.NOTHING), None)


def check_serves(store: ObjectStore) -> None:
    """List, look into every folder that scoring reads, and write an object.

    Raises StoreUnavailable or StoreRefused if the store does not serve all of that: then no file is at fault.
    """
    check_answers(store)
    for prefix in (keys.BASELINES, keys.DRIFTS, keys.RESULTS):
        with suppress(ObjectGone):
            store.stat(prefix + ABSENT)
    check_writes(store)


def check_writes(store: ObjectStore) -> None:
    """Write an object; raises StoreUnavailable or StoreRefused if the store does not accept it."""
    store.put(keys.PROBE, io.BytesIO(CONTENT), len(CONTENT), content_type="text/plain")
