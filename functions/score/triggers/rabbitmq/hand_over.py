"""Publishes a message to the retry ladder or to the dead letters, on a connection of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Timer

import pika

from common import logs
from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.queue_worker.handing_over import CONSEQUENCE, until_handed_over
from functions.score.triggers.queue_worker.health import Health
from functions.score.triggers.rabbitmq.connection import BLOCKED, close, connect, translated
from functions.score.triggers.rabbitmq.copies import properties_of_copy, publish
from functions.score.triggers.rabbitmq.delivery import Delivery
from functions.score.triggers.rabbitmq.topology import DEAD_LETTER_EXCHANGE, QUEUE, RETRY_EXCHANGE

FIRST_STEP = "1"
# A broker that takes longer for one message has an alarm (memory or disk) and accepts none until it is over.
LATE_SECONDS = 5.0


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
        copied = properties_of_copy(delivery, attempt, reason)
        return self._publish(delivery, RETRY_EXCHANGE, str(attempt), copied)

    def renew(self, delivery: Delivery, reason: str) -> bool | None:
        """Send a message to the first step of the ladder, without counting an attempt."""
        copied = properties_of_copy(delivery, delivery.attempt, reason)
        return self._publish(delivery, RETRY_EXCHANGE, FIRST_STEP, copied)

    def dead_letter(self, delivery: Delivery, reason: str) -> bool | None:
        """Move a message to the dead-letter queue, with the reason in its headers."""
        copied = properties_of_copy(delivery, delivery.attempt, reason)
        return self._publish(delivery, DEAD_LETTER_EXCHANGE, QUEUE, copied)

    def _publish(
        self, delivery: Delivery, exchange: str, key: str, copied: pika.BasicProperties
    ) -> bool | None:
        """Publish a copy, and wait for the broker to confirm it, however long it takes.

        Returns whether the broker has accepted it; None if the worker stops, or has lost the original.
        """
        return until_handed_over(
            partial(self._publish_once, exchange, key, delivery.body, copied),
            (BrokerUnavailable, SetupError),
            stopping=self._stopping,
            health=self._health,
            gave_up=lambda: delivery.lost,
        )

    def _publish_once(self, exchange: str, key: str, body: bytes, copied: pika.BasicProperties) -> bool:
        connection = connect(self._url, "driftline hand-over")
        try:
            with translated(), self._noticing_delay():
                return publish(connection, exchange, key, body, copied)
        finally:
            close(connection)

    @contextmanager
    def _noticing_delay(self) -> Iterator[None]:
        """Log and show that the broker takes no message, if it does not confirm one for long."""

        def late() -> None:
            logs.LOGGER.warning("%s; %s", BLOCKED, CONSEQUENCE)
            self._health.waits_for = BLOCKED

        timer = Timer(LATE_SECONDS, late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
