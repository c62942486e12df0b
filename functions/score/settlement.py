"""From a message to its fate: what every door does with what the handler answers or raises."""

from dataclasses import dataclass
from typing import Any

from common import logs
from common.errors import DriftlineError, Fate, fate_of
from common.events import ObjectCreated, parse_object_created
from functions.score.handler import Outcome, score_object
from functions.score.tools import Tools

# Of several records in one message the most careful fate wins: what is retried is scored again,
# which is harmless, while what is acked is gone.
CAREFUL = (Fate.RETRY, Fate.PARK, Fate.ACK)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a message, why, and the verdicts that it led to."""

    fate: Fate
    reason: str
    outcomes: tuple[Outcome, ...] = ()


def settle_message(body: bytes | dict[str, Any], tools: Tools, *, last_attempt: bool) -> Settlement:
    """Score every object that a message announces; never raises."""
    try:
        events = parse_object_created(body)
    except DriftlineError as error:
        return _logged(Settlement(fate_of(error), str(error)))
    settlements = [settle_event(event, tools, last_attempt=last_attempt) for event in events]
    decisive = min(settlements, key=lambda settlement: CAREFUL.index(settlement.fate))
    outcomes = tuple(outcome for settlement in settlements for outcome in settlement.outcomes)
    return Settlement(decisive.fate, decisive.reason, outcomes)


def settle_event(event: ObjectCreated, tools: Tools, *, last_attempt: bool) -> Settlement:
    """Score one object; never raises. An error nobody foresaw is parked, its trace in the log only."""
    try:
        outcome = score_object(event, tools, last_attempt=last_attempt)
    except DriftlineError as error:
        fate = Fate.PARK if last_attempt and fate_of(error) is Fate.RETRY else fate_of(error)
        return _logged(Settlement(fate, str(error)), event)
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, the event is kept
        logs.LOGGER.exception("unforeseen error while scoring %r", event.key)
        return Settlement(Fate.PARK, f"unforeseen {type(error).__name__}: {error}")
    if outcome.fresh:
        return Settlement(Fate.ACK, "scored", (outcome,))
    return _logged(
        Settlement(Fate.ACK, "a verdict on this version, or a newer one, stands already", (outcome,)), event
    )


def _logged(settlement: Settlement, event: ObjectCreated | None = None) -> Settlement:
    fields = {"key": event.key, "etag": event.etag} if event else {}
    logs.event_settled(settlement.fate, settlement.reason, **fields)
    return settlement
