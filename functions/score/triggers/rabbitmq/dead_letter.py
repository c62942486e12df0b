"""One message that nobody takes: a dead letter, or an event that no queue was bound for."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from common.errors import DriftlineError
from common.events import ObjectCreated, parse_records
from functions.score.triggers.rabbitmq.delivery import ATTEMPT, REASON, count_in

if TYPE_CHECKING:
    import pika

# RabbitMQ's own headers of a message that it moved to the dead letters.
FIRST_REASON, DEATHS = "x-first-death-reason", "x-death"
# Its reasons, for a person.
REASONS = {
    "delivery_limit": "RabbitMQ delivered it again and again without an answer: its file ends every worker",
    "expired": "it waited longer than its queue allows",
    "maxlen": "its queue was full",
    "rejected": "it was rejected",
}
UNROUTED = "no queue was bound for it"
ID_DIGITS = 8  # hexadecimal; with 10,000 letters, two have the same id once in a hundred queues


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message without a consumer.

    Attributes
    ----------
    id : from its content; the same whenever it is read. Two equal messages have the same id.
    body, headers : the message.
    reason : why it is here, in one sentence.
    events : what it announces; empty if it cannot be read.
    since : the time of the earliest event in it, otherwise that of its first death; None if it has neither.
    attempts : how many steps of the retry ladder it has passed.
    """

    id: str
    body: bytes = field(repr=False)
    headers: Mapping[str, Any] = field(repr=False)
    reason: str
    events: tuple[ObjectCreated, ...]
    since: datetime | None
    attempts: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The decoded keys of the objects that it announces."""
        return tuple(dict.fromkeys(event.key for event in self.events))

    def concerns(self, key: str) -> bool:
        """Return whether it may be about an object."""
        return any(key in event.keys for event in self.events)


def letter_of(body: bytes, properties: "pika.BasicProperties") -> DeadLetter:
    """Return a message as a dead letter."""
    headers = properties.headers or {}
    reason = _reason(headers)
    events = _events(body)
    digest = hashlib.sha256(b"\0".join((body, reason.encode(errors="backslashreplace"))))
    return DeadLetter(
        id=digest.hexdigest()[:ID_DIGITS],
        body=body,
        headers=headers,
        reason=reason,
        events=events,
        since=min((event.time for event in events if event.time), default=_first_death(headers)),
        attempts=count_in(headers, ATTEMPT),
    )


def _reason(headers: Mapping[str, Any]) -> str:
    if REASON in headers:
        return str(headers[REASON])
    if FIRST_REASON in headers:
        return REASONS.get(str(headers[FIRST_REASON]), str(headers[FIRST_REASON]))
    return UNROUTED


def _events(body: bytes) -> tuple[ObjectCreated, ...]:
    try:
        return tuple(event for record in parse_records(body) for event in record.events)
    except DriftlineError:
        return ()


def _first_death(headers: Mapping[str, Any]) -> datetime | None:
    deaths = headers.get(DEATHS)
    times = [
        death["time"].replace(tzinfo=UTC)  # pika gives it in UTC, without a time zone
        for death in (deaths if isinstance(deaths, list) else [])
        if isinstance(death, dict) and isinstance(death.get("time"), datetime)
    ]
    return min(times, default=None)
