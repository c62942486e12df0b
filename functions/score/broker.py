"""One connection to RabbitMQ: consume, ack, retry, park. The only importer of `pika`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

import pika
from pika.exceptions import (
    AMQPError,
    ChannelClosedByBroker,
    NackError,
    ProbableAccessDeniedError,
    ProbableAuthenticationError,
    UnroutableError,
)

from common.errors import BrokerUnavailable, SetupError

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingChannel

QUEUE = "drift.score"
RETRY_EXCHANGE = "drift.retry"
PARKING_EXCHANGE = "drift.dlx"
# Steps of the retry ladder: the routing keys "1" to "4" of the retry exchange. How long each waits
# is a policy of the broker (infra/rabbitmq/definitions.json), so it can change while it runs.
RETRY_STEPS = 4
ATTEMPT = "x-attempt"
REASON = "x-reason"
PERSISTENT = 2
HEARTBEAT_SECONDS = 30
# A broker out of memory or disk blocks publishers; after so long we look for another connection.
BLOCKED_SECONDS = 60
CONNECT_SECONDS = 10
# A queue that was deleted and made anew within milliseconds leaves its consumers subscribed to nothing,
# untold (seen with RabbitMQ 3.10). Who hears nothing for so long subscribes anew: one round trip.
RENEW_SECONDS = 60.0
# Longest reason in a header, in characters: a frame has room for 4 KiB of headers in any case.
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message, not acked yet.

    `attempt` counts from 0: how often it has been through the retry ladder. `channel` is the one it
    came on, the only one that can ack it.
    """

    body: bytes
    attempt: int
    routing_key: str
    tag: int
    channel: "BlockingChannel" = field(repr=False)
    properties: "pika.BasicProperties" = field(repr=False)

    @property
    def last_attempt(self) -> bool:
        """Whether the retry ladder ends here."""
        return self.attempt >= RETRY_STEPS


class Broker:
    """A connection that consumes `drift.score`, one message at a time.

    Parameters
    ----------
    url : amqp://user:password@host:port.
    on_delivery : called by `process` with this broker and a message.
    renew_seconds : how long to hear nothing before subscribing anew; see RENEW_SECONDS.

    Every method but `call_from_thread` belongs to the thread that made the connection. All raise
    BrokerUnavailable when the connection is lost; what was not acked by then is delivered again.
    """

    def __init__(
        self,
        url: str,
        on_delivery: "Callable[[Broker, Delivery], None]",
        *,
        renew_seconds: float = RENEW_SECONDS,
    ) -> None:
        with _translated():
            self._connection = pika.BlockingConnection(_parameters(url))
            self._channel = self._connection.channel()
            self._channel.confirm_delivery()
            self._channel.basic_qos(prefetch_count=1)
            self._channel.add_on_cancel_callback(self._on_cancel)
            self._on_delivery = on_delivery
            self._cancelled = False
            self._renew_seconds = renew_seconds
            self._subscribe()

    def process(self, seconds: float) -> None:
        """Send and receive for at most so many seconds; hands deliveries to `on_delivery`."""
        with _translated():
            self._connection.process_data_events(time_limit=seconds)
        if self._cancelled or not self._channel.is_open:
            raise BrokerUnavailable(f"the broker ended our consumer of {QUEUE}")
        if monotonic() - self._heard > self._renew_seconds:
            with _translated():
                self._channel.basic_cancel(self._consumer)
                self._subscribe()

    def call_from_thread(self, callback: Callable[[], None]) -> None:
        """Have `callback` called by `process`; the one method for other threads."""
        with _translated():
            self._connection.add_callback_threadsafe(callback)

    def ack(self, delivery: Delivery) -> None:
        """Tell the broker that the message is done."""
        with _translated():
            delivery.channel.basic_ack(delivery.tag)

    def retry(self, delivery: Delivery, reason: str) -> None:
        """Send the message up the retry ladder: the copy first, then the ack, so none is lost."""
        self._hand_over(delivery, RETRY_EXCHANGE, str(delivery.attempt + 1), reason, delivery.attempt + 1)

    def park(self, delivery: Delivery, reason: str) -> None:
        """Put the message where a person finds it, with the reason in its headers."""
        self._hand_over(delivery, PARKING_EXCHANGE, QUEUE, reason, delivery.attempt)

    def stop_consuming(self) -> None:
        """Take no more messages."""
        with _translated():
            self._channel.basic_cancel(self._consumer)

    def close(self) -> None:
        """Close the connection; one that is already lost is closed."""
        with suppress(AMQPError, OSError):
            self._connection.close()

    def _subscribe(self) -> None:
        self._consumer = self._channel.basic_consume(QUEUE, self._on_message)
        self._heard = monotonic()

    def _hand_over(self, delivery: Delivery, exchange: str, key: str, reason: str, attempt: int) -> None:
        headers = {
            **(delivery.properties.headers or {}),
            ATTEMPT: attempt,
            REASON: reason[:LONGEST_REASON],
        }
        properties = pika.BasicProperties(
            content_type=delivery.properties.content_type, delivery_mode=PERSISTENT, headers=headers
        )
        with _translated():
            try:
                delivery.channel.basic_publish(exchange, key, delivery.body, properties, mandatory=True)
            except (NackError, UnroutableError):
                # Rejecting counts towards the queue's delivery limit, which ends in the parking too.
                delivery.channel.basic_reject(delivery.tag, requeue=True)
            else:
                delivery.channel.basic_ack(delivery.tag)

    def _on_message(
        self, channel: "BlockingChannel", method: Any, properties: "pika.BasicProperties", body: bytes
    ) -> None:
        self._heard = monotonic()
        attempt = (properties.headers or {}).get(ATTEMPT, 0)
        self._on_delivery(
            self,
            Delivery(
                body=body,
                attempt=attempt if isinstance(attempt, int) else 0,
                routing_key=method.routing_key,
                tag=method.delivery_tag,
                channel=channel,
                properties=properties,
            ),
        )

    def _on_cancel(self, _frame: Any) -> None:
        self._cancelled = True


def check(url: str) -> None:
    """Connect once and see that everything a worker needs is there.

    Raises BrokerUnavailable when the broker does not answer, SetupError when it refuses us or lacks
    a queue or an exchange.
    """
    with _translated():
        connection = pika.BlockingConnection(_parameters(url))
        try:
            connection.channel().queue_declare(QUEUE, passive=True)
            for exchange in (RETRY_EXCHANGE, PARKING_EXCHANGE):
                connection.channel().exchange_declare(exchange, passive=True)
        except ChannelClosedByBroker as error:
            raise SetupError(
                f"the broker lacks what infra/rabbitmq/definitions.json describes: {error.reply_text}"
            ) from error
        finally:
            with suppress(AMQPError):
                connection.close()


def _parameters(url: str) -> pika.URLParameters:
    try:
        parameters = pika.URLParameters(url)
    except (ValueError, TypeError, IndexError) as error:
        raise SetupError("DRIFTLINE_BROKER_URL must look like 'amqp://user:password@host:5672'") from error
    parameters.heartbeat = HEARTBEAT_SECONDS
    parameters.blocked_connection_timeout = BLOCKED_SECONDS
    parameters.socket_timeout = CONNECT_SECONDS
    parameters.client_properties = {"connection_name": "driftline score worker"}
    return parameters


@contextmanager
def _translated() -> Iterator[None]:
    """Map what pika raises to our errors; its messages hold no credentials, ours neither."""
    try:
        yield
    except (ProbableAuthenticationError, ProbableAccessDeniedError) as error:
        raise SetupError(
            "the broker refuses the user of DRIFTLINE_BROKER_URL; check name and password"
        ) from error
    except (AMQPError, OSError) as error:
        raise BrokerUnavailable(
            f"the broker is not reachable: {type(error).__name__}: {error}"[:300]
        ) from error
