"""Which baseline a drift file is compared with."""

from dataclasses import dataclass

from common import keys
from common.errors import BaselineMissing, ObjectGone
from common.events import ObjectCreated
from common.stores.store import ObjectStore, StoredObject


@dataclass(frozen=True, slots=True)
class FoundBaseline:
    """A baseline in the bucket.

    Attributes
    ----------
    info : the baseline's key and etag.
    without_settings : the listing that showed it shows none of its owner's settings; where nothing was
        listed, they have to be asked for.
    """

    info: StoredObject
    without_settings: bool


def find_baseline(store: ObjectStore, event: ObjectCreated, drift: StoredObject) -> FoundBaseline:
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
        return FoundBaseline(_asked(store, asked), without_settings=False)
    stems = keys.baseline_stems(event.key)
    for stem in stems:
        listed = list(store.list(f"{stem}."))  # with the settings, whose key is the baseline's and more
        found = [info for info in listed if keys.stem_matches(stem, info.key)]
        if found:
            chosen = min(found, key=lambda info: keys.preference(event.key, info.key))
            settings = keys.dataset_settings(chosen.key)
            return FoundBaseline(chosen, without_settings=all(info.key != settings for info in listed))
    places = ", ".join(f"{stem}.*" for stem in stems)
    raise BaselineMissing(
        f"no baseline for {event.key!r}; put one at the first of these that suits: {places}"
    )


def _asked(store: ObjectStore, key: str) -> StoredObject:
    try:
        return store.stat(key)
    except ObjectGone:
        raise BaselineMissing(f"the baseline asked for, {key!r}, does not exist") from None
