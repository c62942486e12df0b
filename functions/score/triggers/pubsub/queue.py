"""A subscription of Pub/Sub, with the requests that a worker needs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from google.api_core import exceptions

from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.pubsub.connection import (
    AGAIN,
    REQUEST,
    close,
    open_publisher,
    open_subscriber,
    publish,
    translated,
)
from functions.score.triggers.pubsub.message import PubsubMessage
from functions.score.triggers.pubsub.names import full_name
from functions.score.triggers.queue_worker.deadline_queue import DeadlineQueue
from functions.score.triggers.queue_worker.letter_reason import REASON, as_attribute
from functions.score.triggers.queue_worker.queue import LetterRefused

# Pub/Sub never takes a message back that is extended in time; a worker that waits for a store makes room for
# others after so long, as with SQS.
MOST_SECONDS = 11 * 3600.0
# How long we wait for a message at least, in seconds: an answer takes some time.
SHORTEST_PULL = 1.0
# A request for a message that ends without an answer is normal. After so many in a row we ask something else.
LOOK_EVERY = 6
# Pub/Sub's name of a topic that was deleted.
DELETED_TOPIC = "_deleted-topic_"
# A message has at most 100 attributes; those that begin so are reserved.
MOST_ATTRIBUTES, RESERVED = 99, "goog"


class PubsubQueue(DeadlineQueue[PubsubMessage]):
    """A pull subscription with a dead-letter topic; see `PolledQueue`. Any thread may call any method.

    How long a message is ours, the subscription says: its acknowledgement deadline.

    Parameters
    ----------
    name : of the subscription, with its project or without.
    subscriber, publisher : open clients of the library.

    Raises SetupError if the name is not one of a subscription.
    """

    def __init__(
        self,
        name: str,
        subscriber: Callable[[], Any] = open_subscriber,
        publisher: Callable[[], Any] = open_publisher,
    ) -> None:
        super().__init__(0.0)
        self._name = full_name(name, "subscriptions")
        self._open_subscriber, self._open_publisher = subscriber, publisher
        self._subscriber: Any = None
        self._publisher: Any = None
        self._dead_letters = ""
        self._empty = False
        self._late = 0

    def connect(self) -> None:
        """Look the subscription up with a new connection; needed before every other request.

        Raises SetupError if there is none, it has no dead-letter topic, it pushes, or Pub/Sub refuses us;
        BrokerUnavailable if Pub/Sub does not answer.
        """
        self._close()
        self._subscriber, self._publisher = self._open_subscriber(), self._open_publisher()
        try:
            with self._translated():
                found = self._looked_up()
        except BrokerUnavailable:
            self._close()  # now, because gRPC takes a moment to forget them, and the next ones must not wait
            raise
        if found.push_config.push_endpoint:
            raise SetupError(f"{self._name!r} pushes its messages; a worker needs a pull subscription")
        self._dead_letters = found.dead_letter_policy.dead_letter_topic
        if self._dead_letters in ("", DELETED_TOPIC):
            raise SetupError(
                f"{self._name!r} has no dead-letter topic; run driftline bootstrap --queue pubsub"
            )
        self._deadline_seconds = float(found.ack_deadline_seconds)

    def receive(self, seconds: float) -> PubsubMessage | None:
        """Return the next message; None if none comes within about so many seconds."""
        with self._answered():
            try:
                answer = self._subscriber.pull(
                    subscription=self._name,
                    max_messages=1,
                    retry=AGAIN,
                    timeout=max(seconds, SHORTEST_PULL),
                )
            except exceptions.DeadlineExceeded:
                self._count_late()
                self._empty = True
                return None
        self._late = 0
        message = next(map(PubsubMessage.of, answer.received_messages), None)
        self._empty = message is None
        return message

    def acknowledge(self, message: PubsubMessage, /) -> None:
        """Remove a message from the subscription."""
        with self._answered(), _lost(message):
            self._subscriber.acknowledge(subscription=self._name, ack_ids=[message.receipt], **REQUEST)

    def dead_letter(self, message: PubsubMessage, reason: str, /) -> None:
        """Copy a message to the dead-letter topic, with the reason as an attribute."""
        kept = [(name, value) for name, value in message.attributes.items() if not name.startswith(RESERVED)]
        attributes = dict(kept[:MOST_ATTRIBUTES]) | {REASON: as_attribute(reason)}
        with self._answered():
            try:
                publish(self._publisher, self._dead_letters, message.data, attributes)
            except exceptions.InvalidArgument as error:
                raise LetterRefused(f"Pub/Sub accepts no dead letter: {error.message}") from error

    def is_empty(self) -> bool:
        """Tell whether no message came when we last asked; Pub/Sub does not say how many wait."""
        return self._empty

    def _close(self) -> None:
        for client in filter(None, (self._subscriber, self._publisher)):
            close(client)

    def _looked_up(self) -> Any:
        return self._subscriber.get_subscription(subscription=self._name, **REQUEST)

    def _count_late(self) -> None:
        """Look the subscription up now and then: if Pub/Sub is stuck, or nothing waits, looks the same."""
        self._late += 1
        if self._late % LOOK_EVERY == 0:
            self._looked_up()

    def _move_deadline(self, message: PubsubMessage, seconds: int, /) -> None:
        with self._answered(), _lost(message):
            self._subscriber.modify_ack_deadline(
                subscription=self._name,
                ack_ids=[message.receipt],
                ack_deadline_seconds=seconds,
                **REQUEST,
            )

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self._name)


@contextmanager
def _lost(message: PubsubMessage) -> Iterator[None]:
    """Mark a message as lost if Pub/Sub says that it is no longer ours; it does not always say."""
    try:
        yield
    except (exceptions.InvalidArgument, exceptions.FailedPrecondition):
        message.lost = True
