"""The score function: one object event in, one verdict out."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import cast

from common.errors import BatchError, IgnoreEvent, ObjectGone, WriteConflict
from common.events import ObjectCreated, drift_keys
from common.stores.store import StoredObject
from common.verdict.document import Verdict
from functions.score import batch
from functions.score.history import History
from functions.score.report import render
from functions.score.scoring import Answer, Request, fault_of, score_stored
from functions.score.tools import Tools
from functions.score.verdict.stored import Stored, read_stored, write_verdict

# How often to look again at an object that is overwritten, or scored by another worker, at the same time.
# After that the event is retried later.
LOOKS = 5


@dataclass(frozen=True, slots=True)
class Scored:
    """The verdict that is stored now, and whether this event led to it."""

    verdict: Verdict
    fresh: bool


def score_object(event: ObjectCreated, tools: Tools, *, last_attempt: bool = False) -> Scored:
    """Score the drift file that an event names against its baseline, and write the verdict.

    The marker of a folder is about all files below it, and a part of a folder is about its marker.

    The event only says where to look; the bucket says what is there and whether it has its verdict. So any
    number of replicas can get any number of copies of an event, in any order. If the file is at fault, the
    result is a verdict, never an exception.

    Parameters
    ----------
    event : the new object.
    last_attempt : there will be no retry, so a missing baseline becomes a verdict too.

    Raises
    ------
    IgnoreEvent : the event is not about a drift file of this bucket, or the object no longer exists.
    BaselineMissing : there is no baseline yet.
    InternalError : Driftline failed on this file, and has written an error verdict.
    RetryLater, DeadLetter, WriteConflict : the store failed; see `common.errors`.
    """

    def settle(request: Request, stored: Stored) -> Scored:
        answer, failure = score_stored(request, stored, tools, last_attempt=last_attempt)
        if answer is None:
            return _settled(stored.verdict, tools, fresh=False)
        scored = _write(answer, stored, tools)
        if failure:
            raise failure
        return scored

    return _every_key(event, tools, settle)


def report_fault(
    event: ObjectCreated, error: BatchError, tools: Tools, put: StoredObject | None = None
) -> Scored:
    """Write the error verdict on the drift file that an event names, without reading the file.

    A final verdict on the same write of the object stays: the event may be a copy of one that led to it. If
    `put` is given, the error is about this write of this object only.

    Raises IgnoreEvent (also if the object was overwritten since), RetryLater, DeadLetter and WriteConflict as
    `score_object` does.
    """

    def settle(request: Request, stored: Stored) -> Scored:
        now = batch.stat(tools.store, request.key)
        if put and (now.etag, now.modified) != (put.etag, put.modified):
            raise IgnoreEvent(f"{now.key!r} was overwritten; there is no verdict on the version before")
        if request.is_answered_by(stored, now, tools.store):
            return _settled(stored.verdict, tools, fresh=False)
        return _write(fault_of(request.file(tools.store.bucket, now), error, tools), stored, tools)

    about = replace(event, key=put.key, raw_key=None) if put else event
    return _every_key(about, tools, settle)


def _every_key(event: ObjectCreated, tools: Tools, settle: Callable[[Request, Stored], Scored]) -> Scored:
    """Settle each batch that an event may be about; return the one that was scored now, if one was."""
    settled = []
    ignored: IgnoreEvent = ObjectGone(event.key)
    for key in drift_keys(event, tools.store.bucket):
        try:
            request = Request(batch.batch_key(tools.store, key), event)
            settled.append(_until_unchanged(request, tools, settle))
        except ObjectGone:
            continue
        except IgnoreEvent as error:
            ignored = error
    if not settled:
        raise ignored
    return next((scored for scored in settled if scored.fresh), settled[0])


def _until_unchanged(request: Request, tools: Tools, settle: Callable[[Request, Stored], Scored]) -> Scored:
    """Settle an object, and again for as long as it or its verdict changes meanwhile."""
    for _ in range(LOOKS):
        stored = read_stored(tools.store, request.key, with_page=tools.report)
        with suppress(WriteConflict):
            return settle(request, stored)
    raise WriteConflict(f"{request.key!r} kept changing while it was scored")


def _write(answer: Answer, stored: Stored, tools: Tools) -> Scored:
    """Write a verdict; raise WriteConflict if it is no longer about what the object contains."""
    verdict = answer.verdict
    page = render(verdict, answer.maps) if tools.report else None
    written = write_verdict(tools.store, verdict, stored, page)
    with suppress(ObjectGone):
        now = batch.stat(tools.store, verdict.drift.key)
        if (now.etag, now.modified) != (verdict.drift.etag, verdict.drift.modified):
            raise WriteConflict(f"{now.key!r} was overwritten while it was scored")
    return _settled(verdict if written else stored.verdict, tools, answer.history, fresh=written)


def _settled(verdict: Verdict | None, tools: Tools, history: History | None = None, *, fresh: bool) -> Scored:
    """Add a stored verdict to its history; an earlier worker may have died before it did."""
    verdict = cast("Verdict", verdict)
    tools.histories.add(verdict, history)
    return Scored(verdict, fresh)
