"""Drift files without a verdict on what they contain now."""

import shlex
from dataclasses import dataclass
from datetime import datetime, timedelta

from common.checks import Check, ok, problem
from common.stores.store import ObjectStore, StoredObject
from functions.operations.times import count, since
from functions.score.triggers.sweep.lease import Lease
from functions.score.triggers.sweep.listings import completed, pairs

# How long a file may wait for its verdict before a person looks: the retry ladder takes 13 minutes, and a
# sweep scores what has waited for 20 minutes in the next 5.
PATIENCE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Unscored:
    """How many drift files there are, how many of them have no verdict, and the one put first of those."""

    files: int
    without: int
    oldest: StoredObject | None = None


def unscored(store: ObjectStore) -> Unscored:
    """Go through the bucket and count the drift files without a verdict."""
    files = without = 0
    oldest: StoredObject | None = None
    for pair in filter(None, pairs(store)):
        files += 1
        if completed(store, pair).is_settled:
            continue
        without += 1
        if oldest is None or pair.drift.modified < oldest.modified:
            oldest = pair.drift
    return Unscored(files, without, oldest)


def last_sweep(store: ObjectStore, now: datetime) -> Check:
    """Return when a worker last went through the whole bucket for such files."""
    lease = Lease(store, holder="")
    lease.look()
    if lease.swept is None:
        return ok("sweep", "none was complete yet", began=None)
    detail = f"the last complete one began {since(lease.swept, now)}"
    return ok("sweep", detail, began=lease.swept.isoformat())


def files(counts: Unscored, waiting: int | None, now: datetime) -> Check:
    """Return whether files wait longer than they should.

    Parameters
    ----------
    waiting : how many events wait; None if that is not known.
    """
    values: dict[str, object] = {"files": counts.files, "without_verdict": counts.without}
    if counts.oldest is None:
        return ok("files", f"{count(counts.files, 'drift file')}, none without a verdict", **values)
    oldest = counts.oldest
    values |= {"oldest": oldest.key, "oldest_since": oldest.modified.isoformat()}
    detail = (
        f"{counts.without:,} of {count(counts.files, 'drift file')} without a verdict, "
        f"the oldest {oldest.key!r}, put {since(oldest.modified, now)}"
    )
    if now - oldest.modified < PATIENCE:
        return ok("files", detail, **values)
    if waiting is not None and waiting >= counts.without:
        return ok("files", f"{detail}; their events wait", **values)
    return problem(
        "files",
        f"{detail}; no event waits for it",
        f"Run `driftline reconcile`, or see `driftline doctor {shlex.quote(oldest.key)}`",
        **values,
    )
