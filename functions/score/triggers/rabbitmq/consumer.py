"""Consumes the queue, and acks its messages."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from pika.exceptions import ChannelClosedByBroker

from common.errors import BrokerUnavailable
from functions.score.triggers.rabbitmq.connection import close, connect, translated
from functions.score.triggers.rabbitmq.delivery import ATTEMPT, DELIVERY_COUNT, Delivery, count_in
from functions.score.triggers.rabbitmq.topology import NOT_FOUND, QUEUE

if TYPE_CHECKING:
    import pika
    from pika.adapters.blocking_connection import BlockingChannel

# If a queue is deleted and recreated within milliseconds, RabbitMQ (seen with 3.10) does not notify its
# consumers, which stay subscribed to nothing. After this long without a message we subscribe again: one round
# trip.
RENEW_SECONDS = 60.0


class Consumer:
    """A connection that consumes a queue, one message at a time; it publishes nothing.

    Call every method except `call_from_thread` in the thread that made the connection. All raise
    BrokerUnavailable if the connection is lost; the broker then delivers unacked messages again.

    Parameters
    ----------
    url : amqp://user:password@host:port.
    on_delivery : `process` calls it with this consumer and a message.
    queue : its name.
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
        queue: str = QUEUE,
        renew_seconds: float = RENEW_SECONDS,
    ) -> None:
        self._on_delivery = on_delivery
        self._queue = queue
        self._renew_seconds = renew_seconds
        self.unsettled = 0
        self._cancelled = self._stopped = False
        self._connection = connect(url)
        try:
            with translated():
                self._channel = self._connection.channel()
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
                raise BrokerUnavailable(f"the broker ended our consumer of {self._queue}")
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

    def requeue(self, delivery: Delivery) -> None:
        """Return the message to the queue; the broker delivers it again, up to the queue's delivery limit."""
        with translated():
            delivery.channel.basic_reject(delivery.tag, requeue=True)
        self._done()

    def leave(self) -> None:
        """Leave the message unsettled: the broker delivers it again when this connection closes."""
        self._done()

    def stop_consuming(self) -> None:
        """Receive no more messages."""
        self._stopped = True
        with translated():
            self._channel.basic_cancel(self._consumer_tag)

    def close(self) -> None:
        """Close the connection, also one that is already lost."""
        close(self._connection)

    def _subscribe(self) -> None:
        try:
            self._consumer_tag = self._channel.basic_consume(self._queue, self._on_message)
        except ChannelClosedByBroker as error:
            if error.reply_code != NOT_FOUND:
                raise
            raise BrokerUnavailable(
                f"the broker has no queue {self._queue}: run `driftline bootstrap`"
            ) from error
        self._last_message = monotonic()

    def _done(self) -> None:
        self.unsettled -= 1
        self._last_message = monotonic()

    def _on_message(
        self, channel: "BlockingChannel", method: Any, properties: "pika.BasicProperties", body: bytes
    ) -> None:
        self.unsettled += 1
        self._last_message = monotonic()
        attempt = count_in(properties.headers, ATTEMPT)
        before = method.redelivered or count_in(properties.headers, DELIVERY_COUNT) > 0
        self._on_delivery(self, Delivery(body, attempt, before, method.delivery_tag, channel, properties))

    def _on_cancel(self, _frame: Any) -> None:
        self._cancelled = True
