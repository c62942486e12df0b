"""Which baseline a drift file is compared with."""

from common import keys
from common.errors import BaselineMissing, ObjectGone
from common.events import ObjectCreated
from common.store import ObjectStore, StoredObject


def find_baseline(store: ObjectStore, event: ObjectCreated, drift: StoredObject) -> StoredObject:
    """Return the baseline of a drift file.

    What the event or the drift object's user metadata `baseline` names, and nothing else. Where
    neither names one, the first that exists of the same path under `baselines/`, then from the
    nearest folder up: the folder's `baseline`, the file named like the folder.

    Any supported extension matches, the drift file's own first. Raises BaselineMissing with the
    places that were looked at.
    """
    named = drift.metadata.get("baseline")
    asked = event.baseline_key or (keys.asked_baseline(named) if named else None)
    if asked:
        return _asked(store, asked)
    stems = keys.baseline_stems(event.key)
    for stem in stems:
        found = [info for info in store.list(f"{stem}.") if keys.stem_matches(stem, info.key)]
        if found:
            return min(found, key=lambda info: keys.preference(event.key, info.key))
    places = ", ".join(f"{stem}.*" for stem in stems)
    raise BaselineMissing(
        f"no baseline for {event.key!r}; put one at the first of these that suits: {places}"
    )


def _asked(store: ObjectStore, key: str) -> StoredObject:
    try:
        return store.stat(key)
    except ObjectGone:
        raise BaselineMissing(f"the baseline asked for, {key!r}, does not exist") from None
