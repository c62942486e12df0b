"""Chooses the baseline that a drift file is compared with."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, takewhile

from common import folders, keys
from common.errors import BaselineMissing, ObjectGone
from common.file_formats import EXTENSIONS
from common.stores.store import ObjectStore, StoredObject
from functions.score import batch
from functions.score.baseline import permission
from functions.score.batch.snapshots import latest_commit

MOST_LISTED = 100  # keys of a folder that are looked at for one that could be a part of a baseline


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


def find_baseline(
    store: ObjectStore, drift: StoredObject, asked: str | None = None, shared: Collection[str] = ()
) -> ChosenBaseline:
    """Return the baseline of a drift file, or of a folder.

    If a job asks for one, or the drift object's user metadata `baseline` names one, only that is used.
    Otherwise the first that exists of `keys.baseline_candidates`: the same path under `baselines/`, then for
    each folder from the nearest up, the file `baseline` in it and the file named like it.

    Any supported extension matches; the drift file's own has priority. A folder with a marker may be in place
    of each of these files. For a drift file that is looked up last, and only if none of the files exists: it
    takes further requests.

    Parameters
    ----------
    shared : what the metadata of every file may name: keys of baselines, and folders.

    Raises BaselineMissing with the paths that were checked, and BatchError if the metadata names a baseline
    that the file may not use.
    """
    if asked:
        return ChosenBaseline(_requested(store, asked), without_settings=False)
    if named := drift.metadata.get("baseline"):
        key = keys.asked_baseline(named)
        permission.check_named(store, drift.key, key, shared)
        return ChosenBaseline(_requested(store, key), without_settings=False)
    candidates = keys.baseline_candidates(drift.key)
    of_folder = folders.is_trigger(drift.key)
    for candidate in candidates:
        chosen = _file(store, candidate, drift) or (of_folder and _folder(store, candidate))
        if chosen:
            return chosen
    if not of_folder:
        for candidate in candidates:
            if chosen := _folder(store, candidate):
                return chosen
    paths = ", ".join(f"{candidate}.*" for candidate in candidates)
    if of_folder:
        paths = ", ".join(f"{candidate}.*, {folders.marker_of(candidate)}" for candidate in candidates)
    raise BaselineMissing(
        f"no baseline for {drift.key!r}; upload one to any of these paths (checked in this order): {paths}"
        f"{_incomplete(store, candidates)}"
    )


def reason_for(drift: StoredObject, baseline_key: str) -> str:
    """Return why `find_baseline` chose a baseline for a drift file without a job, for a person."""
    if drift.metadata.get("baseline"):
        return "the file's metadata `baseline` names it"
    candidates = keys.baseline_candidates(drift.key)
    nearer = list(takewhile(lambda stem: not _is_at(stem, baseline_key), candidates))
    if not nearer:
        return "it has the file's own path"
    return f"there is none at {', '.join(f'{stem}.*' for stem in nearer)}"


def _is_at(stem: str, baseline_key: str) -> bool:
    of_folder = folders.is_trigger(baseline_key) and folders.triggered_folder(baseline_key) == f"{stem}/"
    return keys.stem_matches(stem, baseline_key) or of_folder


def _file(store: ObjectStore, stem: str, drift: StoredObject) -> ChosenBaseline | None:
    listed = list(store.list(f"{stem}."))  # includes the settings, whose key begins with the baseline's
    baselines = [info for info in listed if keys.stem_matches(stem, info.key)]
    if not baselines:
        return None
    chosen = min(baselines, key=lambda info: _preference(drift.key, info.key))
    settings = keys.dataset_settings(chosen.key)
    return ChosenBaseline(chosen, without_settings=all(info.key != settings for info in listed))


def _preference(drift_key: str, baseline_key: str) -> tuple[bool, int]:
    """Return a sort key for baselines with the same stem: the drift file's own extension comes first."""
    extension = keys.extension_of(baseline_key) or ""
    return (extension != keys.extension_of(drift_key), EXTENSIONS.index(extension))


def _folder(store: ObjectStore, stem: str) -> ChosenBaseline | None:
    with suppress(ObjectGone):
        return ChosenBaseline(batch.stat(store, folders.marker_of(stem)), without_settings=False)
    commit = latest_commit(store, f"{stem}/")
    return ChosenBaseline(commit, without_settings=False) if commit else None


def _requested(store: ObjectStore, key: str) -> StoredObject:
    try:
        return batch.stat(store, folders.marker_of(key) if keys.is_folder_marker(key) else key)
    except ObjectGone:
        folder = _incomplete(store, [folders.marked_folder(key).removesuffix("/")])
        raise BaselineMissing(f"the requested baseline {key!r} does not exist{folder}") from None


def _incomplete(store: ObjectStore, candidates: Collection[str]) -> str:
    """Return what an error adds about the nearest folder with files, which only lacks its marker."""
    for candidate in candidates:
        folder = f"{candidate}/"
        if any(_is_member(info.key, folder) for info in islice(store.list(folder), MOST_LISTED)):
            marker = folders.marker_of(folder)
            return (
                f"; {folder!r} has files but no marker {keys.MARKER!r}: if these files are the baseline, put "
                f"an empty file {marker!r}"
            )
    return ""


def _is_member(key: str, folder: str) -> bool:
    """Tell whether a key is that of a data file right in a folder, or of a part below it."""
    path = key.removeprefix(folder)
    if "/" in path:
        return folders.is_part(path) and folders.is_data(path)
    return keys.extension_of(path) is not None or folders.is_part(path)
