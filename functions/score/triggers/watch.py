"""The folder trigger: a directory is the bucket, and no server is needed."""

import logging
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep, time

from common import folders, keys
from common.errors import DriftlineError, ObjectGone, Outcome
from common.events import ObjectCreated
from common.stores.store import ObjectStore, StoredObject
from functions.score import batch
from functions.score.triggers.folder_scoring import Settle
from functions.score.triggers.ladder import LADDER_SECONDS
from functions.score.triggers.queue_worker.patience import Notice
from functions.score.verdict.stored import provisional

LOGGER = logging.getLogger(__name__)

# A file that changed less than this ago may still be being written; look at it again.
QUIET_SECONDS = 0.25
# How often to look through the folder without a notification: a network file system, or a watch whose queue
# overflowed, sends none.
LOOK_SECONDS = 30.0
# How often to look if the system reports no changes; each look lists the whole folder.
POLL_SECONDS = 5.0
# How often the watch returns to us although nothing changed, so that files that are due get their turn.
TURN_MILLISECONDS = 250


@dataclass(slots=True)
class Waiting:
    """A file to try again: how often it was tried, and when it is due (monotonic seconds)."""

    etag: str
    attempt: int
    due: float


class Watcher:
    """Scores files under `drifts/` of a folder.

    Parameters
    ----------
    store : the folder.
    settle : scores one file.
    """

    def __init__(self, store: ObjectStore, settle: Settle) -> None:
        self._store, self._settle = store, settle
        self._finished: dict[str, str] = {}  # etag by key
        self._waiting: dict[str, Waiting] = {}
        self._baselines: dict[str, str] = {}

    def look(self, stop: threading.Event | None = None) -> float:
        """Score every file that is new, changed or due; return in how many seconds to look again.

        `stop` ends the look after the current file.
        """
        baselines = list(self._store.list(keys.BASELINES))
        if any(map(_may_still_grow, baselines)):  # half a baseline would give a verdict that looks right
            return QUIET_SECONDS
        versions = {info.key: info.etag for info in baselines}
        baselines_changed, self._baselines = versions != self._baselines, versions
        again = LOOK_SECONDS
        for info in _batches(self._store):
            if stop and stop.is_set():
                break
            if self._finished.get(info.key) != info.etag:
                again = min(again, self._attend(info, baselines_changed=baselines_changed))
        return again

    def _attend(self, info: StoredObject, *, baselines_changed: bool) -> float:
        """Score a file if it is due; return in how many seconds to look at it again."""
        if _may_still_grow(info):
            return QUIET_SECONDS
        waiting = self._waiting.get(info.key)
        if waiting is None or waiting.etag != info.etag:
            return self._score(info, attempt=0)
        if baselines_changed:  # that ends any wait: an extra try, which does not count
            return self._score(info, attempt=max(0, waiting.attempt - 1))
        wait = waiting.due - monotonic()
        return wait if wait > 0 else self._score(info, attempt=waiting.attempt)

    def _score(self, info: StoredObject, attempt: int) -> float:
        """Score one file; return in how many seconds to look at it again."""
        self._waiting.pop(info.key, None)
        last = attempt >= len(LADDER_SECONDS)
        event = ObjectCreated(self._store.bucket, info.key, etag=info.etag)
        settlement = self._settle(event, last_attempt=last)
        if settlement.outcome is Outcome.RETRY:
            # Also after the last attempt, if no process could be started: no file is at fault.
            pause = LADDER_SECONDS[min(attempt, len(LADDER_SECONDS) - 1)]
            self._waiting[info.key] = Waiting(info.etag, attempt + 1, monotonic() + pause)
            return pause
        if settlement.verdict and provisional(settlement.verdict):
            self._waiting[info.key] = Waiting(info.etag, attempt + 1, math.inf)  # until a baseline comes
        else:
            self._finished[info.key] = info.etag
        return LOOK_SECONDS


def watch(root: Path, watcher: Watcher, stop: threading.Event) -> None:
    """Look through a folder now and after every change, until `stop` is set or Ctrl-C is pressed.

    If the system reports no changes, because it watches too many folders already, looks every few seconds.
    """
    from watchfiles import watch as changes

    _make_folders(root)
    turns = changes(
        root / keys.BASELINES,
        root / keys.DRIFTS,
        stop_event=stop,
        debounce=200,
        step=50,
        rust_timeout=TURN_MILLISECONDS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    try:
        next(turns, None)
    except OSError as reason:
        LOGGER.warning("looking every %d seconds, because changes are not reported: %s", POLL_SECONDS, reason)
        _poll(watcher, stop)
        return
    look = _patient(watcher, stop)
    due = monotonic() + look()
    for changed in turns:
        if changed or monotonic() >= due:
            due = monotonic() + look()


def _poll(watcher: Watcher, stop: threading.Event) -> None:
    look = _patient(watcher, stop)
    while not stop.is_set():
        stop.wait(min(POLL_SECONDS, look()))


def _patient(watcher: Watcher, stop: threading.Event) -> Callable[[], float]:
    """Return a look that outlives a folder which cannot be listed; it is logged once."""
    notice = Notice("looking again")

    def look() -> float:
        try:
            return watcher.look(stop)
        except DriftlineError as error:
            notice(error)
            return POLL_SECONDS

    return look


def watch_once(root: Path, watcher: Watcher) -> None:
    """Score the files that are in a folder now; waits only for those that are still being written."""
    _make_folders(root)
    while watcher.look() <= QUIET_SECONDS:
        sleep(QUIET_SECONDS)


def _make_folders(root: Path) -> None:
    for prefix in (keys.BASELINES, keys.DRIFTS, keys.RESULTS):
        (root / prefix).mkdir(parents=True, exist_ok=True)


def _batches(store: ObjectStore) -> Iterator[StoredObject]:
    """Yield every drift file, and every folder with a marker as its marker, but not the parts of these."""
    listed = list(store.list(keys.DRIFTS))
    markers = {info.key for info in listed if folders.is_marker(info.key)}
    for info in listed:
        if info.key in markers:
            with suppress(ObjectGone):
                yield batch.stat(store, info.key)
        elif not folders.is_part(info.key) or markers.isdisjoint(folders.markers_of(info.key)):
            yield info


def _may_still_grow(info: StoredObject) -> bool:
    age = time() - info.modified.timestamp()
    return 0 <= age < QUIET_SECONDS  # a date in the future proves nothing
