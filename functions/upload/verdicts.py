"""The verdict on the current version of a drift file."""

import json

from common import client_names, keys
from common.errors import ObjectGone
from common.stores.store import ObjectStore
from common.verdict.document import MAX_VERDICT_BYTES


def current_verdict(store: ObjectStore, drift_key: str) -> bytes | None:
    """Return the stored verdict on the current version of a drift file, or None if there is none yet.

    Only the verdict's etag is parsed, so a newer score function may add fields.

    Raises ObjectGone if there is no such drift file.
    """
    if not (keys.is_drift(drift_key) and client_names.is_well_formed(drift_key)):
        raise ObjectGone(drift_key)
    etag = store.stat(drift_key).etag
    try:
        with store.open(keys.latest_verdict(drift_key)) as opened:
            data = opened.stream.read(MAX_VERDICT_BYTES + 1)
    except ObjectGone:
        return None
    return data if len(data) <= MAX_VERDICT_BYTES and _scored_etag(data) == etag else None


def _scored_etag(data: bytes) -> str | None:
    """Return the etag of the scored version; None if `data` is not a verdict."""
    try:
        etag = json.loads(data)["drift"]["etag"]
    except (ValueError, LookupError, TypeError):
        return None
    return etag if isinstance(etag, str) else None
