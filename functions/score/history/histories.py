"""The histories of a bucket: read, and written so that replicas need no lock."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from common import keys
from common.errors import DriftlineError, ObjectGone, StoreRefused, WriteConflict
from common.stores.store import ObjectStore
from common.verdict.document import Verdict
from functions.score.history.history import History
from functions.score.history.line import HistoryLine

LOGGER = logging.getLogger(__name__)
T = TypeVar("T")

CONTENT_TYPE = "application/jsonl"
# Twice what this version writes: a larger object was not written by Driftline.
MAX_BYTES = 16 * 1024**2
# How long to try again while other workers write the same history. Each pause is random, below a bound that
# doubles from the first to the longest; with shorter ones, fifty workers on two cores waste most tries.
PATIENCE_SECONDS, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 120.0, 0.2, 5.0


@dataclass(frozen=True, slots=True)
class Histories:
    """The histories of a bucket.

    Attributes
    ----------
    store : the bucket.
    most : how many lines a history keeps; if 0, nothing is read or written.
    """

    store: ObjectStore
    most: int

    def read(self, baseline_key: str) -> History:
        """Return the history of the dataset with this baseline; an empty one if it cannot be used.

        That is logged in one line. Raises StoreUnavailable.
        """
        key = keys.history(baseline_key)
        if not self.most:
            return History(key)
        try:
            history = self._read(key)
        except StoreRefused as reason:
            LOGGER.warning("%s is ignored: %s", key, reason)
            return History(key)
        if history.skipped:
            LOGGER.warning(
                "%s: lines that are damaged or of a newer Driftline are left out: %d", key, history.skipped
            )
        return history

    def add(self, verdict: Verdict, known: History | None = None) -> None:
        """Add the line of a verdict that is stored to its dataset's history; `known` as for `merge`.

        Never raises: without its line the verdict stands. `driftline history rebuild` adds what is missing.
        """
        try:
            line = HistoryLine.of(verdict)
            if line and verdict.baseline:
                self.merge(verdict.baseline.key, [line], known)
        except Exception as error:
            LOGGER.warning(
                "%s is missing in its dataset's history: %s",
                verdict.drift.key,
                error,
                exc_info=None if isinstance(error, DriftlineError) else error,
            )

    def merge(self, baseline_key: str, lines: Iterable[HistoryLine], known: History | None = None) -> History:
        """Merge lines into a history, and return it; nothing is written if it has them already.

        `known` is the history as it was read a moment ago, which saves a request if nobody has written it
        since. Raises WriteConflict if others write it all the time, StoreUnavailable and StoreRefused.
        """
        lines = list(lines)
        return self._change(baseline_key, lambda history: history.merged(lines, self.most), known)[1]

    def accept(self, baseline_key: str, drift_key: str, *, undo: bool = False) -> bool:
        """Accept the change of a drift file, or take that back; return whether that changed anything.

        Raises as `merge` does.
        """
        before, after = self._change(baseline_key, lambda history: history.accepted(drift_key, undo=undo))
        return before.entries != after.entries

    def _change(
        self, baseline_key: str, change: Callable[[History], History], known: History | None = None
    ) -> tuple[History, History]:
        """Write what `change` makes of a history, and again for as long as others write it meanwhile.

        Returns the history before and after.
        """
        key = keys.history(baseline_key)
        if not self.most:
            return History(key), History(key)

        def write(history: History) -> tuple[History, History]:
            changed = change(history)
            if changed is not history:
                self.store.replace(
                    key, changed.to_bytes(), expected=history.etag or None, content_type=CONTENT_TYPE
                )
            return history, changed

        if known is None or known.key != key or not known.is_whole:
            known = self._read(key)
        try:
            return write(known)
        except WriteConflict:
            return _until_no_conflict(lambda: write(self._read(key)))

    def _read(self, key: str) -> History:
        try:
            with self.store.open(key) as opened:
                info = opened.info
                data = opened.stream.read(MAX_BYTES + 1) if info.size <= MAX_BYTES else b""
        except ObjectGone:
            return History(key)
        if info.size > MAX_BYTES:
            LOGGER.warning("%s is ignored: it has %d bytes, the limit is %d", key, info.size, MAX_BYTES)
        return History.from_bytes(key, info.etag, data)


def _until_no_conflict(write: Callable[[], T]) -> T:
    # Imported only where it is needed: it would add 30 ms to every start of a process.
    from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

    tries = Retrying(
        retry=retry_if_exception_type(WriteConflict),
        wait=wait_random_exponential(multiplier=FIRST_PAUSE_SECONDS, max=LONGEST_PAUSE_SECONDS),
        stop=stop_after_delay(PATIENCE_SECONDS),
        reraise=True,
    )
    result: T = tries(write)
    return result
