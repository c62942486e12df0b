"""The verdict on the current version of a drift file."""

from common import client_names, keys
from common.errors import ObjectGone
from common.stores.store import ObjectStore
from common.verdict.document import MAX_VERDICT_BYTES
from common.verdict.subject import subject_of


def current_verdict(store: ObjectStore, drift_key: str) -> bytes | None:
    """Return the stored verdict on the current version of a drift file, or None if there is none yet.

    Only what the verdict is about is parsed, so the score function may be newer.

    Raises ObjectGone if there is no such drift file.
    """
    if not (keys.is_drift(drift_key) and client_names.is_well_formed(drift_key)):
        raise ObjectGone(drift_key)
    drift = store.stat(drift_key)
    try:
        with store.open(keys.verdict(drift_key)) as opened:
            data = opened.stream.read(MAX_VERDICT_BYTES + 1)
    except ObjectGone:
        return None
    if len(data) > MAX_VERDICT_BYTES:
        return None
    subject = subject_of(data)
    return data if subject and subject.is_put(drift) else None
