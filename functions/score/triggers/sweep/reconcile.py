"""A sweep that a person or a timer asks for: all at once, and of files of any age."""

import logging
from collections.abc import Callable

from common.errors import Outcome, StoreRefused, WriteConflict
from common.events import ObjectCreated
from common.stores.store import ObjectStore
from functions.score import batch
from functions.score.settlement import Settlement
from functions.score.triggers.settling import UP_TO_DATE
from functions.score.triggers.sweep.lease import Lease, new_holder
from functions.score.triggers.sweep.sweep import Options, Settle, Sweep
from functions.score.triggers.sweep.tally import Tally
from functions.score.verdict.stored import is_up_to_date, read_stored

LOGGER = logging.getLogger(__name__)


def reconcile(
    store: ObjectStore,
    settle: Settle,
    options: Options,
    tally: Tally,
    *,
    dry_run: bool = False,
) -> None:
    """Score every drift file that has no final verdict.

    It holds the lease if that is free, so that no worker does the same work, and otherwise goes on without.
    Both are harmless: a verdict is only written if nobody else has written it.

    Parameters
    ----------
    settle : scores one file, see `sweep.Settle`.
    tally : counts what is done.
    dry_run : write nothing, the lease included; `settle` must not either, see `dry`.

    Raises StoreUnavailable if the store does not answer, StoreRefused if it refuses to list.
    """
    lease = Lease(store, new_holder())
    holds = _take(lease, dry_run=dry_run)
    began = lease.now

    def kept(event: ObjectCreated, /, *, waited_enough: bool) -> Settlement | None:
        with lease.kept():
            return settle(event, waited_enough=waited_enough)

    sweep = Sweep(store, kept if holds else settle, options, tally, now=lambda: lease.now, swept=lease.swept)
    try:
        for _ in sweep.steps():
            holds = holds and _renewed(lease)
    finally:
        if holds:
            lease.release(began if sweep.complete else None)


def dry(store: ObjectStore, show: Callable[[str], None]) -> Settle:
    """Return what calls `show` with the key of each file that would be scored, and scores none."""

    def settle(event: ObjectCreated, /, *, waited_enough: bool) -> Settlement | None:
        del waited_enough
        stored = read_stored(store, event.key, with_page=False)
        if not event.again and is_up_to_date(store, stored, batch.stat(store, event.key)):
            return Settlement(Outcome.ACK, UP_TO_DATE, event=event, verdict=stored.verdict)
        show(event.key)
        return None

    return settle


def _take(lease: Lease, *, dry_run: bool) -> bool:
    """Take the lease, or at least read it; tell whether it is taken."""
    try:
        if dry_run:
            lease.look()
            return False
        if lease.take():
            return True
    except StoreRefused as error:
        LOGGER.warning(
            "going on although a worker may sweep at the same time: %s; driftline bootstrap corrects the "
            "rights of the store's users",
            error,
        )
    else:
        LOGGER.info("going on although %s sweeps at the same time", lease.holder or "a worker")
    return False


def _renewed(lease: Lease) -> bool:
    try:
        lease.renew()
    except WriteConflict:
        LOGGER.info("going on although a worker sweeps at the same time")
        return False
    return True
