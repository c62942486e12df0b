"""Makes a dead letter of a message that nobody takes, from its headers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from functions.score.triggers.dead_letter import DeadLetter, dead_letter
from functions.score.triggers.queue_worker.letter_reason import REASON
from functions.score.triggers.rabbitmq.delivery import ATTEMPT, count_in

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


def letter_of(body: bytes, properties: "pika.BasicProperties") -> DeadLetter:
    """Return a message as a dead letter."""
    headers = properties.headers or {}
    return dead_letter(
        body, headers, _reason(headers), died=_first_death(headers), attempts=count_in(headers, ATTEMPT)
    )


def _reason(headers: Mapping[str, Any]) -> str:
    if REASON in headers:
        return str(headers[REASON])
    if FIRST_REASON in headers:
        return REASONS.get(str(headers[FIRST_REASON]), str(headers[FIRST_REASON]))
    return UNROUTED


def _first_death(headers: Mapping[str, Any]) -> datetime | None:
    deaths = headers.get(DEATHS)
    times = [
        death["time"].replace(tzinfo=UTC)  # pika gives it in UTC, without a time zone
        for death in (deaths if isinstance(deaths, list) else [])
        if isinstance(death, dict) and isinstance(death.get("time"), datetime)
    ]
    return min(times, default=None)
