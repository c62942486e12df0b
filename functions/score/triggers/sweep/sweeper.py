"""A worker's sweeps: one at its start and one every few minutes, a little at a time."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from common import logs
from common.errors import StoreRefused, StoreUnavailable, WriteConflict
from common.events import ObjectCreated
from common.settings import Settings
from common.stores.store import ObjectStore
from functions.score.settlement import Settlement
from functions.score.triggers.sweep.lease import PERIOD_SECONDS, Lease, new_holder
from functions.score.triggers.sweep.sweep import Options, Rescued, Settle, Sweep, ignore
from functions.score.triggers.sweep.tally import Tally

LOGGER = logging.getLogger(__name__)

# How long a turn lists before it returns; a message that arrives meanwhile waits for it. A file that is
# scored, or a store that is slow, takes longer.
TURN_SECONDS = 0.2
OFF = float("inf")
# How long an answer holds that no event waits.
ASK_SECONDS = 5.0


@dataclass(slots=True)
class _Run:
    """A sweep that has begun."""

    sweep: Sweep
    tally: Tally
    steps: Iterator[None]
    began: datetime | None


class Sweeper:
    """Sweeps for a worker, which calls `turn` whenever it has nothing else to do.

    Parameters
    ----------
    store : the bucket.
    settle : scores one file, see `sweep.Settle`.
    settings : how often, and what.
    rescued : is called for every verdict that a sweep has led to.
    completed : is called after each sweep, with what it has done.
    idle : tells whether no event waits; while one does, its file is not lost, and nothing is swept.
    clock : monotonic seconds.
    """

    def __init__(  # noqa: PLR0913 - each is a choice of the caller
        self,
        store: ObjectStore,
        settle: Settle,
        settings: Settings,
        *,
        rescued: Rescued = ignore,
        completed: Callable[[Tally], None] = lambda _: None,
        idle: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._store = store
        self._idle = idle
        self._settle = settle
        self._rescued = rescued
        self._completed = completed
        self._clock = clock
        self._every = settings.sweep_seconds or OFF
        self._options = Options(
            rescore_replaced=settings.rescore_replaced_baselines,
            age_seconds=settings.sweep_age_seconds,
            baseline_wait_seconds=settings.baseline_wait_seconds,
        )
        self._lease = Lease(store, new_holder(), clock)
        self._run: _Run | None = None
        self._due = clock() if settings.sweep_seconds else OFF
        self._refused = False
        self._ask_again = clock()

    def turn(self) -> float:
        """Sweep for a moment if that is due; return in how many seconds to call again, infinity for never.

        Never raises. A turn lasts TURN_SECONDS, or as long as one request, or as one file that is scored.
        """
        wait = self._due - self._clock()
        if self._run is None and wait > 0:
            return wait
        if self._clock() >= self._ask_again:
            if not self._idle():
                return ASK_SECONDS
            self._ask_again = self._clock() + ASK_SECONDS
        try:
            if self._run is None:
                self._run = self._begun()
            if self._run:
                self._advance(self._run)
        except WriteConflict:
            LOGGER.info("sweep: another worker has taken over")
            self._stop()
        except StoreUnavailable as error:
            LOGGER.warning("sweep: stopped, and tried again later: %s", error)
            self._stop()
            self._due = self._soon()
        except StoreRefused as error:
            self._warn(error)
            self._stop()
        except Exception:
            LOGGER.exception("sweep: stopped by an internal error, and tried again later")
            self._stop()
        return 0.0 if self._run else max(0.0, self._due - self._clock())

    def close(self) -> None:
        """Let another worker sweep."""
        if self._run:
            self._stop()

    def _begun(self) -> _Run | None:
        """Take the lease and begin; return None if another worker sweeps, or did a short time ago."""
        if not self._lease.take(self._every):
            self._due = self._soon()
            return None
        tally = Tally()
        sweep = Sweep(
            self._store,
            self._kept,
            self._options,
            tally,
            now=lambda: self._lease.now,
            swept=self._lease.swept,
            rescued=self._rescued,
        )
        return _Run(sweep, tally, sweep.steps(), self._lease.now)

    def _advance(self, run: _Run) -> None:
        """Do some steps; after the last one, release the lease."""
        self._lease.renew()
        until = self._clock() + TURN_SECONDS
        for _ in run.steps:
            if self._clock() >= until:
                return
        fields = {"event": "sweep", **run.tally.fields()}
        self._completed(run.tally)
        LOGGER.info("sweep: %s", run.tally, extra={logs.FIELDS: fields})
        self._refused = False
        self._stop(run.began if run.sweep.complete else None)

    def _kept(self, event: ObjectCreated, /, *, waited_enough: bool) -> Settlement | None:
        """Score a file, and renew the lease for as long as that takes."""
        with self._lease.kept():
            return self._settle(event, waited_enough=waited_enough)

    def _stop(self, swept: datetime | None = None) -> None:
        if self._run:
            self._lease.release(swept)
        self._run = None
        self._due = self._clock() + self._every

    def _soon(self) -> float:
        return self._clock() + min(self._every, PERIOD_SECONDS)

    def _warn(self, error: StoreRefused) -> None:
        """Log once why this worker does not sweep."""
        if not self._refused:
            self._refused = True
            LOGGER.warning("sweep: off: %s; driftline bootstrap corrects the rights of its users", error)
