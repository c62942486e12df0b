"""Pairs every drift file with its verdict, from two sorted listings, in memory that does not grow."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from common import folders, keys
from common.errors import ObjectGone
from common.stores.store import ObjectStore, StoredObject
from functions.score import batch

# How many listed objects that are no drift file may follow each other before the caller gets a turn: a page.
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A drift file, and the object under its verdict's key; None if the listings have none."""

    drift: StoredObject
    verdict: StoredObject | None

    @property
    def is_settled(self) -> bool:
        """Whether the verdict was written after the drift file, by the store's clock."""
        return self.verdict is not None and self.verdict.modified > self.drift.modified


def pairs(store: ObjectStore, prefix: str = keys.DRIFTS) -> Iterator[Pair | None]:
    """Yield every drift file under a prefix with its verdict, and None from time to time between them.

    A verdict that is written, or removed, while this runs may be missed, and so is every verdict of a store
    that does not sort its listings: the handler looks again before it scores. Verdicts with hashed names
    are not looked for; see `completed`. A part of a folder has no verdict of its own; the folder's marker has
    the time of the latest write in the folder. Raises StoreUnavailable and StoreRefused as `store.list` does.
    """
    verdicts = store.list(keys.RESULTS + keys.path_of(prefix))
    verdict = next(verdicts, None)
    listed = 0
    for listed_drift in _by_verdict(store.list(prefix)):
        if keys.is_folder_marker(listed_drift.key) or folders.is_part(listed_drift.key):
            yield None
            continue
        drift = _described(store, listed_drift)
        if keys.has_hashed_verdict(drift.key):
            yield Pair(drift, None)
            continue
        wanted = keys.verdict(drift.key)
        while verdict and verdict.key < wanted:
            verdict = next(verdicts, None)
            listed += 1
            if listed % PAGE == 0:
                yield None
        yield Pair(drift, verdict if verdict and verdict.key == wanted else None)


def _described(store: ObjectStore, drift: StoredObject) -> StoredObject:
    if not folders.is_marker(drift.key):
        return drift
    try:
        return batch.stat(store, drift.key)
    except ObjectGone:
        return drift


def completed(store: ObjectStore, pair: Pair) -> Pair:
    """Return a pair with its verdict, also if that has a hashed name.

    A listing has its time as exactly as that of the drift file; `stat` would round it to seconds.
    """
    if not keys.has_hashed_verdict(pair.drift.key):
        return pair
    key = keys.verdict(pair.drift.key)
    return Pair(pair.drift, next((info for info in store.list(key) if info.key == key), None))


def _by_verdict(drifts: Iterator[StoredObject]) -> Iterator[StoredObject]:
    """Sort drift files by the names of their verdicts.

    `a`, `a!` and `a.csv` are sorted, but `a.json`, `a!.json` and `a.csv.json` are not. Every file that waits
    here has a key with which that of the next file begins, so they are few.
    """
    waiting: list[tuple[str, int, StoredObject]] = []
    order = count()  # a store that lists a key twice does not end the sweep
    for drift in drifts:
        while waiting and waiting[0][0] < drift.key:  # all later keys, and their verdicts', sort after it
            yield heapq.heappop(waiting)[2]
        heapq.heappush(waiting, (drift.key + keys.VERDICT_ENDING, next(order), drift))
    while waiting:
        yield heapq.heappop(waiting)[2]
