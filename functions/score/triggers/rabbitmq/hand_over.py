"""Publishes a message to the retry ladder or to the dead letters, on a connection of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Timer

import pika
from pika.exceptions import NackError, UnroutableError

from common import logs
from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.queue_worker.health import Health
from functions.score.triggers.queue_worker.patience import Notice, until_it_works
from functions.score.triggers.rabbitmq.connection import close, connect, translated
from functions.score.triggers.rabbitmq.delivery import ATTEMPT, DELIVERY_COUNT, PERSISTENT, REASON, Delivery
from functions.score.triggers.rabbitmq.topology import DEAD_LETTER_EXCHANGE, QUEUE, RETRY_EXCHANGE

FIRST_STEP = "1"
# Longest reason in a header, in characters: every frame has room for 4 KiB of headers.
LONGEST_REASON = 1000
# A broker that takes longer for one message has an alarm (memory or disk) and accepts none until it is over.
LATE_SECONDS = 5.0
BLOCKED = "the broker accepts no messages now (out of memory or disk)"


class HandOver:
    """Publishes copies of messages; the caller then acks the originals, so that none is lost.

    A broker with an alarm stops reading from connections that publish. So each copy gets its own connection,
    and the one that consumes publishes nothing: it goes on sending heartbeats and acks.

    Parameters
    ----------
    url : amqp://user:password@host:port.
    stopping : is set when the worker is to stop.
    health : shows that the worker waits for the broker.
    """

    def __init__(self, url: str, stopping: Event, health: Health) -> None:
        self._url = url
        self._stopping = stopping
        self._health = health

    def retry(self, delivery: Delivery, reason: str) -> bool | None:
        """Send a message up the retry ladder; see `_publish` for the answer."""
        attempt = delivery.attempt + 1
        return self._publish(delivery, RETRY_EXCHANGE, str(attempt), _headers(delivery, attempt, reason))

    def renew(self, delivery: Delivery, reason: str) -> bool | None:
        """Send a message to the first step of the ladder, without counting an attempt."""
        headers = _headers(delivery, delivery.attempt, reason)
        return self._publish(delivery, RETRY_EXCHANGE, FIRST_STEP, headers)

    def dead_letter(self, delivery: Delivery, reason: str) -> bool | None:
        """Move a message to the dead-letter queue, with the reason in its headers."""
        headers = _headers(delivery, delivery.attempt, reason)
        return self._publish(delivery, DEAD_LETTER_EXCHANGE, QUEUE, headers)

    def _publish(
        self, delivery: Delivery, exchange: str, key: str, headers: dict[str, object]
    ) -> bool | None:
        """Publish a copy, and wait for the broker to confirm it, however long it takes.

        Returns whether the broker has accepted it; None if the worker stops, or has lost the original.
        """
        properties = pika.BasicProperties(
            content_type=delivery.properties.content_type, delivery_mode=PERSISTENT, headers=headers
        )
        with self._noticing_delay():
            return until_it_works(
                partial(self._publish_once, exchange, key, delivery.body, properties),
                (BrokerUnavailable, SetupError),
                stopping=self._stopping,
                on_failure=Notice("the message waits, nothing is lost"),
                gave_up=lambda: delivery.lost,
            )

    def _publish_once(self, exchange: str, key: str, body: bytes, properties: "pika.BasicProperties") -> bool:
        connection = connect(self._url, "driftline hand-over")
        try:
            with translated():
                channel = connection.channel()
                channel.confirm_delivery()
                try:
                    channel.basic_publish(exchange, key, body, properties, mandatory=True)
                except (NackError, UnroutableError):
                    return False
                return True
        finally:
            close(connection)

    @contextmanager
    def _noticing_delay(self) -> Iterator[None]:
        """Log and show that the worker waits for the broker, if the block takes long."""

        def late() -> None:
            logs.LOGGER.warning("%s; the message waits, nothing is lost", BLOCKED)
            self._health.waits_for = BLOCKED

        timer = Timer(LATE_SECONDS, late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            self._health.waits_for = None


def _headers(delivery: Delivery, attempt: int, reason: str) -> dict[str, object]:
    """Return the headers of a copy. It is a new message: how often the original came back is not about it."""
    kept = {
        name: value for name, value in (delivery.properties.headers or {}).items() if name != DELIVERY_COUNT
    }
    # A reason may quote a message with half a surrogate pair, which UTF-8 cannot encode.
    text = reason[:LONGEST_REASON].encode(errors="backslashreplace").decode()
    return {**kept, ATTEMPT: attempt, REASON: text}
