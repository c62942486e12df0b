"""From a message to its fate: what every door does with what the handler answers or raises."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from common import logs
from common.errors import DriftlineError, Fate, fate_of
from common.events import ObjectCreated, parse_object_created
from functions.score.handler import Outcome, score_object
from functions.score.tools import Tools

# Of several records in one message the most careful fate wins: what is retried is scored again,
# which is harmless, while what is acked is gone.
CAREFUL = (Fate.RETRY, Fate.PARK, Fate.ACK)
STANDS = "a verdict on this version, or a newer one, stands already"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a message, why, and the verdicts that it led to."""

    fate: Fate
    reason: str
    outcomes: tuple[Outcome, ...] = ()


def settle_message(
    body: Any, tools: Tools, *, last_attempt: bool = False, patience_seconds: float = math.inf
) -> Settlement:
    """Score every object that a message announces; never raises.

    Parameters
    ----------
    body : bytes, text or parsed JSON.
    last_attempt : nobody will send this message again.
    patience_seconds : an event older than that waits for no baseline any more, for doors whose sender
        keeps no count.
    """
    try:
        events = parse_object_created(body)
    except DriftlineError as error:
        return _logged(Settlement(fate_of(error), str(error)))
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, the message is kept
        return _unforeseen(error, None)
    settlements = [
        settle_event(event, tools, last_attempt=last_attempt, waited_enough=_waited(event) > patience_seconds)
        for event in events
    ]
    decisive = min(settlements, key=lambda settlement: CAREFUL.index(settlement.fate))
    outcomes = tuple(outcome for settlement in settlements for outcome in settlement.outcomes)
    return Settlement(decisive.fate, decisive.reason, outcomes)


def settle_event(
    event: ObjectCreated, tools: Tools, *, last_attempt: bool, waited_enough: bool = False
) -> Settlement:
    """Score one object; never raises. An error nobody foresaw is parked, its trace in the log only.

    At the last attempt there is no other try; `waited_enough` ends the wait for a baseline alone.
    """
    try:
        outcome = score_object(event, tools, last_attempt=last_attempt or waited_enough)
    except DriftlineError as error:
        fate = Fate.PARK if last_attempt and fate_of(error) is Fate.RETRY else fate_of(error)
        return _logged(Settlement(fate, str(error)), event)
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, the event is kept
        return _unforeseen(error, event)
    settlement = Settlement(Fate.ACK, "scored" if outcome.fresh else STANDS, (outcome,))
    return settlement if outcome.fresh else _logged(settlement, event)


def _waited(event: ObjectCreated) -> float:
    """Return how many seconds ago the store says that it happened; 0 where it does not say."""
    return (datetime.now(UTC) - event.time).total_seconds() if event.time else 0.0


def _unforeseen(error: Exception, event: ObjectCreated | None) -> Settlement:
    settlement = Settlement(Fate.PARK, f"unforeseen {type(error).__name__}; the log has its trace")
    return _logged(settlement, event, error)


def _logged(
    settlement: Settlement, event: ObjectCreated | None = None, error: Exception | None = None
) -> Settlement:
    fields = {"key": event.key, "etag": event.etag} if event else {}
    logs.event_settled(settlement.fate, settlement.reason, error, **fields)
    return settlement
