"""Consumes the queue, and sends each message's outcome to the broker."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

import pika
from pika.exceptions import NackError, UnroutableError

from common.errors import BrokerUnavailable
from functions.score.triggers.rabbitmq.connection import close, connect, translated
from functions.score.triggers.rabbitmq.delivery import ATTEMPT, REASON, Delivery
from functions.score.triggers.rabbitmq.topology import DEAD_LETTER_EXCHANGE, QUEUE, RETRY_EXCHANGE

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingChannel

PERSISTENT = 2
# If a queue is deleted and recreated within milliseconds, RabbitMQ (seen with 3.10) does not notify its
# consumers, which stay subscribed to nothing. After this long without a message we subscribe again: one round
# trip.
RENEW_SECONDS = 60.0
# Longest reason in a header, in characters: every frame has room for 4 KiB of headers.
LONGEST_REASON = 1000


class Consumer:
    """A connection that consumes `drift.score`, one message at a time.

    Call every method except `call_from_thread` in the thread that made the connection. All raise
    BrokerUnavailable if the connection is lost; the broker then delivers unacked messages again.

    Parameters
    ----------
    url : amqp://user:password@host:port.
    on_delivery : `process` calls it with this consumer and a message.
    renew_seconds : after how long without a message to subscribe again; see RENEW_SECONDS.

    Attributes
    ----------
    unsettled : number of messages that were delivered and have no outcome yet.
    """

    def __init__(
        self,
        url: str,
        on_delivery: "Callable[[Consumer, Delivery], None]",
        *,
        renew_seconds: float = RENEW_SECONDS,
    ) -> None:
        self._on_delivery = on_delivery
        self._renew_seconds = renew_seconds
        self.unsettled = 0
        self._cancelled = self._stopped = False
        self._connection = connect(url)
        try:
            with translated():
                self._channel = self._connection.channel()
                self._channel.confirm_delivery()
                self._channel.basic_qos(prefetch_count=1)
                self._channel.add_on_cancel_callback(self._on_cancel)
                self._subscribe()
        except BaseException:
            close(self._connection)
            raise

    def process(self, seconds: float) -> None:
        """Send and receive for at most this many seconds; pass deliveries to `on_delivery`."""
        with translated():
            self._connection.process_data_events(time_limit=seconds)
            if self._cancelled or not self._channel.is_open:
                raise BrokerUnavailable(f"the broker ended our consumer of {QUEUE}")
            # The prefetch limit is per consumer: a new one would get another message beside the unacked one.
            idle = not self.unsettled and not self._stopped
            if idle and monotonic() - self._last_message > self._renew_seconds:
                self._channel.basic_cancel(self._consumer_tag)
                self._subscribe()

    def call_from_thread(self, callback: Callable[[], None]) -> None:
        """Let `process` call `callback`; the only method for other threads."""
        with translated():
            self._connection.add_callback_threadsafe(callback)

    def ack(self, delivery: Delivery) -> None:
        """Ack the message."""
        with translated():
            delivery.channel.basic_ack(delivery.tag)
        self._done()

    def retry(self, delivery: Delivery, reason: str) -> None:
        """Send the message up the retry ladder: publish a copy, then ack, so that none is lost."""
        self._hand_over(delivery, RETRY_EXCHANGE, str(delivery.attempt + 1), reason, delivery.attempt + 1)

    def dead_letter(self, delivery: Delivery, reason: str) -> None:
        """Move the message to the dead-letter queue, with the reason in its headers."""
        self._hand_over(delivery, DEAD_LETTER_EXCHANGE, QUEUE, reason, delivery.attempt)

    def stop_consuming(self) -> None:
        """Receive no more messages."""
        self._stopped = True
        with translated():
            self._channel.basic_cancel(self._consumer_tag)

    def close(self) -> None:
        """Close the connection, also one that is already lost."""
        close(self._connection)

    def _subscribe(self) -> None:
        self._consumer_tag = self._channel.basic_consume(QUEUE, self._on_message)
        self._last_message = monotonic()

    def _done(self) -> None:
        self.unsettled -= 1
        self._last_message = monotonic()

    def _hand_over(self, delivery: Delivery, exchange: str, key: str, reason: str, attempt: int) -> None:
        headers = {
            **(delivery.properties.headers or {}),
            ATTEMPT: attempt,
            # A reason may quote a message with half a surrogate pair, which UTF-8 cannot encode.
            REASON: reason[:LONGEST_REASON].encode(errors="backslashreplace").decode(),
        }
        properties = pika.BasicProperties(
            content_type=delivery.properties.content_type, delivery_mode=PERSISTENT, headers=headers
        )
        with translated():
            try:
                delivery.channel.basic_publish(exchange, key, delivery.body, properties, mandatory=True)
            except (NackError, UnroutableError):
                # The broker delivers it again, until the queue's delivery limit dead-letters it.
                delivery.channel.basic_reject(delivery.tag, requeue=True)
            else:
                delivery.channel.basic_ack(delivery.tag)
        self._done()

    def _on_message(
        self, channel: "BlockingChannel", method: Any, properties: "pika.BasicProperties", body: bytes
    ) -> None:
        self.unsettled += 1
        self._last_message = monotonic()
        attempt = (properties.headers or {}).get(ATTEMPT, 0)
        counted = attempt if isinstance(attempt, int) else 0
        self._on_delivery(self, Delivery(body, counted, method.delivery_tag, channel, properties))

    def _on_cancel(self, _frame: Any) -> None:
        self._cancelled = True
