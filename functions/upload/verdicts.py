"""The verdict on the drift file that stands in the store now."""

import json

from common import keys
from common.errors import ObjectGone
from common.stores.store import ObjectStore
from common.verdict.document import MAX_VERDICT_BYTES


def current_verdict(store: ObjectStore, drift_key: str) -> bytes | None:
    """Return the verdict on a drift file as it is stored, or None while there is none.

    A verdict on an older version of the file is none. It is not read further than that, so that a
    score function newer than this one may have added to it.

    Raises ObjectGone when there is no such drift file.
    """
    if not (keys.is_drift(drift_key) and keys.is_well_formed(drift_key)):
        raise ObjectGone(drift_key)
    etag = store.stat(drift_key).etag
    try:
        with store.open(keys.latest_verdict(drift_key)) as opened:
            data = opened.stream.read(MAX_VERDICT_BYTES + 1)
    except ObjectGone:
        return None
    return data if len(data) <= MAX_VERDICT_BYTES and _judged(data) == etag else None


def _judged(data: bytes) -> str | None:
    """Return the etag of the version that a verdict is on; None where `data` is no verdict."""
    try:
        judged = json.loads(data)["drift"]["etag"]
    except (ValueError, LookupError, TypeError):
        return None
    return judged if isinstance(judged, str) else None
