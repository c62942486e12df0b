"""One message that nobody takes, of any queue: a dead letter, or an event that no queue was bound for."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from common.errors import DriftlineError
from common.events import ObjectCreated, parse_records

# The queues of such messages, as the command line names them.
DEAD, UNROUTED = "dead-letter", "unrouted"
MOST = 10_000  # messages read at once: half a minute, 20 MB
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


@dataclass(frozen=True, slots=True)
class Letters:
    """What was read of a queue: its messages, the oldest first, and how many were left unread."""

    read: tuple[DeadLetter, ...] = ()
    unread: int = 0

    @property
    def total(self) -> int:
        """How many messages the queue has."""
        return len(self.read) + self.unread


def dead_letter(
    body: bytes, headers: Mapping[str, Any], reason: str, *, died: datetime | None, attempts: int
) -> DeadLetter:
    """Return a message as a dead letter; `died` is when it became one, if that is known."""
    events = _events(body)
    digest = hashlib.sha256(b"\0".join((body, reason.encode(errors="backslashreplace"))))
    return DeadLetter(
        id=digest.hexdigest()[:ID_DIGITS],
        body=body,
        headers=headers,
        reason=reason,
        events=events,
        since=min((event.time for event in events if event.time), default=died),
        attempts=attempts,
    )


def oldest_first(letter: DeadLetter) -> tuple[Any, ...]:
    """Return what sorts letters: those of unknown age come last."""
    return (letter.since is None, letter.since, letter.id)


def _events(body: bytes) -> tuple[ObjectCreated, ...]:
    try:
        return tuple(event for record in parse_records(body) for event in record.events)
    except DriftlineError:
        return ()
