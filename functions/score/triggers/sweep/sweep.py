"""One look at the whole bucket: every drift file without its verdict is scored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from common import keys
from common.errors import DriftlineError, IgnoreEvent, Outcome
from common.events import ObjectCreated
from common.stores.probe import check_answers
from common.stores.store import ObjectStore
from functions.score.settlement import Settlement
from functions.score.triggers.sweep.arrivals import Arrivals
from functions.score.triggers.sweep.listings import Pair, completed, pairs
from functions.score.triggers.sweep.reasons import Reason, listed_reason, stored_reason
from functions.score.triggers.sweep.tally import Tally


class Settle(Protocol):
    """Scores one file; must not raise, and need not log a file that was not scored: the sweep does."""

    def __call__(self, event: ObjectCreated, /, *, waited_enough: bool) -> Settlement | None:
        """Score the file of an event; return None if it would have to be scored, but this is a dry run.

        `waited_enough` tells whether it has waited long enough for a baseline.
        """
        ...


# Called with every verdict that a sweep has led to.
Rescued = Callable[[Reason, Settlement], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What a sweep looks at.

    Attributes
    ----------
    prefix : only drift files whose keys begin with it.
    since : only drift files that were written since this time of the store.
    verify : open every verdict, which takes much longer and finds what listings cannot show.
    rescore_replaced : score files again whose baseline was replaced.
    age_seconds : leave younger files without a verdict to their events, which may still be on their way.
    baseline_wait_seconds : a file without a baseline that is older gets a verdict that says so.
    """

    prefix: str = keys.DRIFTS
    since: datetime | None = None
    verify: bool = False
    rescore_replaced: bool = False
    age_seconds: float = 0.0
    baseline_wait_seconds: float = 0.0

    @property
    def everything(self) -> bool:
        """Whether every drift file is looked at."""
        return self.prefix == keys.DRIFTS and self.since is None


def ignore(_reason: Reason, _settlement: Settlement) -> None:
    """Do nothing about a verdict."""


class Sweep:
    """Looks at every drift file once, in small steps.

    Parameters
    ----------
    store : the bucket.
    settle : scores one file.
    options : what to look at.
    tally : counts what it does.
    now : returns the store's time; None if it is unknown, and then every file is old enough.
    swept : when the last complete sweep began; baselines that were there then need no look.
    rescued : is called for every verdict that the sweep has led to.

    Attributes
    ----------
    complete : whether the next sweep need not look at the same baselines again.
    """

    def __init__(  # noqa: PLR0913 - each is a choice of the caller
        self,
        store: ObjectStore,
        settle: Settle,
        options: Options,
        tally: Tally,
        *,
        now: Callable[[], datetime | None],
        swept: datetime | None = None,
        rescued: Rescued = ignore,
    ) -> None:
        self._store = store
        self._settle = settle
        self._options = options
        self._now = now
        self._rescued = rescued
        self._tally = tally
        self._arrivals = Arrivals(swept)
        self.complete = False

    def steps(self) -> Iterator[None]:
        """Yield after each object that was listed or opened.

        A failure with one file is counted and logged. Raises StoreUnavailable if the store does not answer at
        all, and StoreRefused if it refuses to list.
        """
        thorough = self._options.everything
        for info in self._store.list(keys.BASELINES):
            self._arrivals.add(info)
            yield
        for pair in pairs(self._store, self._options.prefix):
            if pair and not (self._options.since and pair.drift.modified < self._options.since):
                self._tally.looked_at += 1
                thorough = self._attend(pair) and thorough
            yield
        self.complete = thorough

    def _attend(self, pair: Pair) -> bool:
        """Score one file if it needs that.

        Returns False if the next sweep has to look at the file's baseline again.
        """
        key = pair.drift.key
        try:
            pair = completed(self._store, pair)
            reason = self._reason(pair)
            return reason is None or self._score(pair, reason)
        except IgnoreEvent as error:
            self._tally.left(key, str(error))
        except Exception as error:  # noqa: BLE001 - the last resort: no file may end the sweep
            check_answers(self._store)  # not only this file
            expected = isinstance(error, DriftlineError)
            self._tally.failed(key, str(error) if expected else repr(error), None if expected else error)
            return not pair.is_settled
        return True

    def _reason(self, pair: Pair) -> Reason | None:
        """Return why a file has to be scored now; None if it has not."""
        reason = listed_reason(pair)
        if reason:
            return None if self._is_younger(pair, self._options.age_seconds) else reason
        late = pair.verdict is not None and self._arrivals.concern(pair.drift.key, pair.verdict)
        if late or self._options.verify:
            return stored_reason(self._store, pair, rescore_replaced=self._options.rescore_replaced)
        return None

    def _score(self, pair: Pair, reason: Reason) -> bool:
        """Score one file; return False if the next sweep has to look at its baseline again."""
        key = pair.drift.key
        again = reason is Reason.REPLACED_BASELINE
        event = ObjectCreated(self._store.bucket, key, etag=pair.drift.etag, again=again)
        waited_enough = not self._is_younger(pair, self._options.baseline_wait_seconds)
        settlement = self._settle(event, waited_enough=waited_enough)
        if settlement is None:
            self._tally.due()
            return False
        if settlement.store_failed:
            check_answers(self._store)  # not only this file
        self._tally.settled(key, reason, settlement)
        if settlement.fresh:
            self._rescued(reason, settlement)
        done = settlement.outcome is Outcome.ACK and not settlement.large
        return done or not pair.is_settled

    def _is_younger(self, pair: Pair, seconds: float) -> bool:
        """Tell whether a file was written less than this long ago.

        A date further in the future shows that the store's clock was wrong: such a file is old enough.
        """
        now = self._now()
        return now is not None and abs((now - pair.drift.modified).total_seconds()) < seconds
