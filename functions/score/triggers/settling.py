"""From a message to the outcome of each of its records: what all triggers share."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from common.errors import (
    BaselineMissing,
    BatchError,
    DriftlineError,
    LargeFile,
    Outcome,
    StoreRefused,
    StoreUnavailable,
    outcome_of,
)
from common.events import ObjectCreated, parse_records
from common.stores.store import StoredObject
from functions.score.handler import Scored, report_fault, score_object
from functions.score.observer import Observer
from functions.score.settlement import Settlement
from functions.score.tools import Tools

# For a message that can only be settled as a whole, the most careful outcome of its records wins: scoring a
# record twice is harmless, losing one is not.
CAREFUL = (Outcome.RETRY, Outcome.DEAD_LETTER, Outcome.ACK)
UP_TO_DATE = "this file already has its verdict"


def settle_message(
    body: Any, tools: Tools, *, last_attempt: bool = False, patience_seconds: float = math.inf
) -> list[Settlement]:
    """Score every object that a message announces; return a settlement per record, at least one.

    Never raises. A bad record does not affect the others.

    Parameters
    ----------
    body : bytes, text or parsed JSON.
    last_attempt : the sender will not send this message again.
    patience_seconds : how long after its event a file may wait for its baseline; for triggers whose sender
        does not count attempts.
    """

    def settle(event: ObjectCreated, record: str) -> Settlement:
        waited_enough = waited(event) > patience_seconds
        return settle_event(
            event, tools, last_attempt=last_attempt, waited_enough=waited_enough, record=record
        )

    return settle_records(body, settle, tools.observers)


def settle_records(
    body: Any, settle: Callable[[ObjectCreated, str], Settlement], observers: Iterable[Observer]
) -> list[Settlement]:
    """Call `settle` with every event of a message and its record; return a settlement per record and event.

    An object that several records name is settled once. Raises only what `settle` raises. The observers get
    the records that cannot be read.
    """
    try:
        records = parse_records(body)
    except Exception as error:  # noqa: BLE001 - the last resort: no error may lose the message
        return [_observed(_failed(error), observers)]
    settlements = []
    settled: dict[tuple[object, ...], Settlement] = {}
    for record in records:
        if record.error:
            settlements.append(_observed(_failed(record.error, record=record.id), observers))
        for event in record.events:
            asked = (event.bucket, event.keys, event.baseline_key, event.again)
            if asked in settled:
                settlements.append(replace(settled[asked], record=record.id, fresh=False))
            else:
                settled[asked] = settle(event, record.id)
                settlements.append(settled[asked])
    return settlements


def most_careful(settlements: Iterable[Settlement]) -> Settlement:
    """Return the settlement that decides on a message that can only be settled as a whole."""
    return min(settlements, key=lambda settlement: CAREFUL.index(settlement.outcome))


def settle_event(
    event: ObjectCreated,
    tools: Tools,
    *,
    last_attempt: bool,
    waited_enough: bool = False,
    record: str = "0",
) -> Settlement:
    """Score one object and notify the observers; never raises.

    `last_attempt` turns every retry into a dead letter; `waited_enough` only ends the wait for a baseline.
    """
    return _settled(
        lambda: score_object(event, tools, last_attempt=last_attempt or waited_enough),
        event,
        tools,
        last_attempt=last_attempt,
        record=record,
    )


def settle_fault(
    event: ObjectCreated,
    error: BatchError,
    tools: Tools,
    *,
    last_attempt: bool,
    record: str = "0",
    put: StoredObject | None = None,
) -> Settlement:
    """Write an error verdict on one object without reading it; never raises.

    If `put` is given, the verdict is on this write of the object only: if the object was overwritten since,
    no verdict is written, and the settlement has none.
    """
    return _settled(
        lambda: report_fault(event, error, tools, put), event, tools, last_attempt=last_attempt, record=record
    )


def internal_error(error: BaseException) -> Settlement:
    """Return the settlement of a record that met a bug in Driftline."""
    reason = f"internal error ({type(error).__name__}); moved to the dead-letter queue, see traceback"
    return Settlement(Outcome.DEAD_LETTER, reason, error=error)


def _settled(
    score: Callable[[], Scored], event: ObjectCreated, tools: Tools, *, last_attempt: bool, record: str
) -> Settlement:
    """Call `score`; return the settlement of its result, or of its error."""
    started = perf_counter()
    try:
        scored = score()
    except Exception as error:  # noqa: BLE001 - the last resort: no error may lose the event
        settlement = _failed(error, event, last_attempt=last_attempt, record=record)
    else:
        reason = "scored" if scored.fresh else UP_TO_DATE
        settlement = Settlement(Outcome.ACK, reason, record, event, scored.verdict, scored.fresh)
    return _observed(settlement, tools.observers, perf_counter() - started)


def _failed(
    error: Exception, event: ObjectCreated | None = None, *, last_attempt: bool = False, record: str = "0"
) -> Settlement:
    """Return the settlement of a record that met an error."""
    outcome = outcome_of(error)
    if last_attempt and outcome is Outcome.RETRY:
        outcome = Outcome.DEAD_LETTER
    if isinstance(error, DriftlineError) and not error.is_bug:
        return Settlement(
            outcome, str(error), record, event,
            waits_for_baseline=isinstance(error, BaselineMissing) and outcome is Outcome.RETRY,
            large=isinstance(error, LargeFile),
            store_failed=isinstance(error, StoreUnavailable | StoreRefused),
        )  # fmt: skip
    bug = error.__cause__ if isinstance(error, DriftlineError) and error.__cause__ else error
    return replace(internal_error(bug), record=record, event=event)


def _observed(settlement: Settlement, observers: Iterable[Observer], seconds: float = 0.0) -> Settlement:
    """Pass the settlement of a record to the observers."""
    settlement = replace(settlement, seconds=seconds)
    for observer in observers:
        observer(settlement)
    return settlement


def waited(event: ObjectCreated) -> float:
    """Return how many seconds ago the event happened, by the store's clock; 0 if it has no time."""
    return (datetime.now(UTC) - event.time).total_seconds() if event.time else 0.0
