"""The folder trigger, the embedded default. A directory is the bucket; no server at all."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, time

from common import keys
from common.errors import Outcome
from common.stores.store import StoredObject
from functions.score.observer import Settlement
from functions.score.tools import Tools
from functions.score.triggers.missed import event_of
from functions.score.triggers.settlement import settle_event
from functions.score.verdict.stored import provisional

# A file changed less than so long ago may still be being written; it is looked at again.
QUIET_SECONDS = 0.25
# How long a file waits from try to try for its baseline; a change under baselines/ ends any wait.
LADDER_SECONDS = (5.0, 30.0, 120.0, 600.0)
# Looking through the folder without having been told of a change: a watch on a network file
# system, or one whose queue overflowed, tells nothing.
LOOK_SECONDS = 30.0
# How often the watch comes back to us although nothing changed, to see whether a file is due.
TURN_MILLISECONDS = 250


@dataclass(slots=True)
class Waiting:
    """A file to be tried again: how often it was tried, and when it is due (monotonic seconds)."""

    etag: str
    attempt: int
    due: float


class Watcher:
    """Scores what is dropped under `drifts/` of a folder.

    Parameters
    ----------
    tools : what the handler needs; its store is the folder.
    on_settled : told of every file that was settled, with its key.
    """

    def __init__(self, tools: Tools, on_settled: Callable[[str, Settlement], None] | None = None) -> None:
        self._tools = tools
        self._on_settled = on_settled
        self._settled: dict[str, str] = {}  # etag by key
        self._waiting: dict[str, Waiting] = {}
        self._baselines: dict[str, str] = {}

    def look(self, stop: threading.Event | None = None) -> float:
        """Score every file that is new, changed or due; return in how many seconds to look again.

        `stop` ends the look after the file at hand.
        """
        store = self._tools.store
        baselines = list(store.list(keys.BASELINES))
        if any(map(_may_still_grow, baselines)):  # half a baseline would give a verdict that looks right
            return QUIET_SECONDS
        versions = {info.key: info.etag for info in baselines}
        baselines_changed, self._baselines = versions != self._baselines, versions
        again = LOOK_SECONDS
        for info in store.list(keys.DRIFTS):
            if stop and stop.is_set():
                break
            if self._settled.get(info.key) != info.etag:
                again = min(again, self._attend(info, baselines_changed=baselines_changed))
        return again

    def _attend(self, info: StoredObject, *, baselines_changed: bool) -> float:
        """Score a file if it is its time; return in how many seconds it wants to be looked at again."""
        if _may_still_grow(info):
            return QUIET_SECONDS
        waiting = self._waiting.get(info.key)
        if waiting is None or waiting.etag != info.etag:
            return self._settle(info, attempt=0)
        if baselines_changed:  # a try out of turn, which does not count
            return self._settle(info, attempt=max(0, waiting.attempt - 1))
        wait = waiting.due - monotonic()
        return wait if wait > 0 else self._settle(info, attempt=waiting.attempt)

    def _settle(self, info: StoredObject, attempt: int) -> float:
        """Score one file; return in how many seconds it wants to be looked at again."""
        self._waiting.pop(info.key, None)
        last = attempt >= len(LADDER_SECONDS)
        settlement = settle_event(event_of(self._tools.store, info), self._tools, last_attempt=last)
        if self._on_settled:
            self._on_settled(info.key, settlement)
        if settlement.outcome is Outcome.RETRY:
            pause = LADDER_SECONDS[attempt]
            self._waiting[info.key] = Waiting(info.etag, attempt + 1, monotonic() + pause)
            return pause
        if settlement.verdict and provisional(settlement.verdict):
            self._waiting[info.key] = Waiting(info.etag, attempt + 1, math.inf)  # until a baseline comes
        else:
            self._settled[info.key] = info.etag
        return LOOK_SECONDS


def watch(root: Path, watcher: Watcher, stop: threading.Event) -> None:
    """Look through a folder now and at every change, until `stop` is set or Ctrl-C is pressed."""
    from watchfiles import watch as changes

    for prefix in (keys.BASELINES, keys.DRIFTS, keys.RESULTS):
        (root / prefix).mkdir(parents=True, exist_ok=True)
    due = monotonic()
    for changed in changes(
        root / keys.BASELINES,
        root / keys.DRIFTS,
        stop_event=stop,
        debounce=200,
        step=50,
        rust_timeout=TURN_MILLISECONDS,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        if changed or monotonic() >= due:
            due = monotonic() + watcher.look(stop)


def _may_still_grow(info: StoredObject) -> bool:
    age = time() - info.modified.timestamp()
    return 0 <= age < QUIET_SECONDS  # a date to come says nothing
