"""Chooses the baseline that a drift file is compared with."""

from dataclasses import dataclass
from itertools import takewhile

from common import keys
from common.errors import BaselineMissing, ObjectGone
from common.stores.store import ObjectStore, StoredObject


@dataclass(frozen=True, slots=True)
class ChosenBaseline:
    """The baseline of a drift file.

    Attributes
    ----------
    info : the baseline's key and etag.
    without_settings : whether a listing has shown that the baseline has no settings file. False if there
        may be one.
    """

    info: StoredObject
    without_settings: bool


def find_baseline(store: ObjectStore, drift: StoredObject, asked: str | None = None) -> ChosenBaseline:
    """Return the baseline of a drift file.

    If a job asks for one, or the drift object's user metadata `baseline` names one, only that is used.
    Otherwise the first that exists of `keys.baseline_candidates`: the same path under `baselines/`, then for
    each folder from the nearest up, the file `baseline` in it and the file named like it.

    Any supported extension matches; the drift file's own has priority. Raises BaselineMissing with the paths
    that were checked.
    """
    named = drift.metadata.get("baseline")
    requested = asked or (keys.asked_baseline(named) if named else None)
    if requested:
        return ChosenBaseline(_requested(store, requested), without_settings=False)
    candidates = keys.baseline_candidates(drift.key)
    for candidate in candidates:
        listed = list(
            store.list(f"{candidate}.")
        )  # includes the settings, whose key begins with the baseline's
        baselines = [info for info in listed if keys.stem_matches(candidate, info.key)]
        if baselines:
            chosen = min(baselines, key=lambda info: keys.preference(drift.key, info.key))
            settings = keys.dataset_settings(chosen.key)
            return ChosenBaseline(chosen, without_settings=all(info.key != settings for info in listed))
    paths = ", ".join(f"{candidate}.*" for candidate in candidates)
    raise BaselineMissing(
        f"no baseline for {drift.key!r}; upload one to any of these paths (checked in this order): {paths}"
    )


def reason_for(drift: StoredObject, baseline_key: str) -> str:
    """Return why `find_baseline` chose a baseline for a drift file without a job, for a person."""
    if drift.metadata.get("baseline"):
        return "the file's metadata `baseline` names it"
    candidates = keys.baseline_candidates(drift.key)
    nearer = list(takewhile(lambda stem: not keys.stem_matches(stem, baseline_key), candidates))
    if not nearer:
        return "it has the file's own path"
    return f"there is none at {', '.join(f'{stem}.*' for stem in nearer)}"


def _requested(store: ObjectStore, key: str) -> StoredObject:
    try:
        return store.stat(key)
    except ObjectGone:
        raise BaselineMissing(f"the requested baseline {key!r} does not exist") from None
