"""Creates the topics and subscriptions that a worker of Pub/Sub needs."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

from google.api_core import exceptions
from google.pubsub_v1 import Subscription

from common.errors import SetupError
from common.settings import Settings
from functions.score.triggers import ladder
from functions.score.triggers.pubsub.connection import (
    REQUEST,
    open_publisher,
    open_subscriber,
    translated,
)
from functions.score.triggers.pubsub.names import full_name

# How long a message is a worker's; see decision 53.
DEADLINE_SECONDS = 30
# The most that Pub/Sub offers: its own dead-lettering is the last resort, and knows no reason.
MOST_ATTEMPTS = 100
# Of a subscription that is there already, what is corrected.
OURS = ("ack_deadline_seconds", "retry_policy", "dead_letter_policy", "expiration_policy")
DEAD = "-dead"


@dataclass
class Topology:
    """The topic, its subscription, and the same for dead letters.

    Parameters
    ----------
    topic, subscription : full names. Those of the dead letters are those of the subscription with `-dead`.
    publisher, subscriber : clients of the library.
    """

    topic: str
    subscription: str
    publisher: Any = field(default_factory=open_publisher)
    subscriber: Any = field(default_factory=open_subscriber)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Return that of the settings; raises SetupError without a subscription."""
        if not settings.pubsub_subscription:
            raise SetupError("set DRIFTLINE_PUBSUB_SUBSCRIPTION to the name of the subscription")
        subscription = full_name(settings.pubsub_subscription, "subscriptions")
        topic = settings.pubsub_topic or _other(subscription)
        return cls(full_name(topic, "topics"), subscription)

    def ensure(self) -> list[str]:
        """Create what is missing, and correct what differs; return what was done, one line each.

        Raises SetupError if the worker's subscription is missing, or of another topic, and cannot be created;
        BrokerUnavailable if Pub/Sub does not answer.
        """
        dead = self.subscription + DEAD
        dead_topic = _other(dead)
        policy = {"dead_letter_topic": dead_topic, "max_delivery_attempts": MOST_ATTEMPTS}
        retry = {"minimum_backoff": _step(0), "maximum_backoff": _step(-1)}
        work = {"ack_deadline_seconds": DEADLINE_SECONDS, "dead_letter_policy": policy, "retry_policy": retry}
        with translated(self.subscription):
            done = [self._topic(self.topic), self._topic(dead_topic)]
            done.append(self._subscription(dead, dead_topic, {}))
            done.append(self._subscription(self.subscription, self.topic, work))
            self._check()
        return done

    def _topic(self, name: str) -> str:
        return _attempted(
            f"topic {name}",
            lambda: self.publisher.create_topic(name=name, **REQUEST),
            lambda: "in place, unchanged",
        )

    def _subscription(self, name: str, topic: str, fields: dict[str, Any]) -> str:
        request = {"name": name, "topic": topic, "expiration_policy": {}, **fields}  # it never expires
        return _attempted(
            f"subscription {name}",
            lambda: self.subscriber.create_subscription(request=request, **REQUEST),
            lambda: self._corrected(Subscription(request)),
        )

    def _corrected(self, wanted: Any) -> str:
        """Correct a subscription that is there; return what was done."""
        found = self.subscriber.get_subscription(subscription=wanted.name, **REQUEST)
        differ = [each for each in OURS if each in wanted and getattr(found, each) != getattr(wanted, each)]
        if not differ:
            return "in place, unchanged"
        request = {"subscription": wanted, "update_mask": {"paths": differ}}
        self.subscriber.update_subscription(request=request, **REQUEST)
        return f"corrected {', '.join(differ)}"

    def _check(self) -> None:
        """Raise SetupError if the worker's subscription is missing, or is one of another topic."""
        found = None
        with suppress(exceptions.PermissionDenied):  # a line says so already
            found = self.subscriber.get_subscription(subscription=self.subscription, **REQUEST)
        if found and found.topic != self.topic:
            raise SetupError(
                f"{self.subscription!r} is a subscription of {found.topic!r}, not of {self.topic!r}; set "
                "DRIFTLINE_PUBSUB_TOPIC"
            )


def _attempted(what: str, create: Callable[[], object], correct: Callable[[], str]) -> str:
    """Create something, or correct what is there; return a line, also if we may do neither."""
    try:
        try:
            create()
        except exceptions.AlreadyExists:
            return f"{what}: {correct()}"
    except (exceptions.PermissionDenied, exceptions.Unauthenticated) as error:
        return f"warning: {what}: this user may neither create nor correct it: {error.message}"
    return f"{what}: created"


def _other(subscription: str) -> str:
    """Return the name of the topic that is called like a subscription."""
    return subscription.replace("/subscriptions/", "/topics/")


def _step(number: int) -> timedelta:
    return timedelta(seconds=ladder.LADDER_SECONDS[number])
