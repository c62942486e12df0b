"""The queue of large files: passes messages on to its workers."""

import json
import logging
from collections.abc import Callable

import pika

from common.errors import BrokerUnavailable, SetupError
from common.events import ObjectCreated
from functions.score.triggers.rabbitmq.connection import BLOCKED_SECONDS, close, connect, translated
from functions.score.triggers.rabbitmq.copies import properties_of_copy, publish
from functions.score.triggers.rabbitmq.delivery import PERSISTENT, Delivery
from functions.score.triggers.rabbitmq.queues import QueueState, state_of
from functions.score.triggers.rabbitmq.topology import LARGE_EXCHANGE, LARGE_QUEUE

LOGGER = logging.getLogger(__name__)

REASON = "a large file"


class LargeQueue:
    """Passes messages on to the workers of large files; see `queue_worker.queue.LargeQueue`.

    A copy is published, and confirmed, before the caller acks the original. If this worker dies in between,
    the message is there twice, and the verdict on the first settles the second.

    Parameters
    ----------
    url : amqp://user:password@host:port.
    large_bytes : files with more bytes are large.
    """

    def __init__(self, url: str, large_bytes: int) -> None:
        self._url = url
        self.large_bytes = large_bytes

    def pass_on(self, delivery: Delivery) -> bool:
        """Copy a message to the queue; return False if it has no worker, or takes no message."""
        properties = properties_of_copy(delivery, delivery.attempt, REASON)

        def copied(connection: pika.BlockingConnection, _: QueueState) -> bool:
            return publish(connection, LARGE_EXCHANGE, LARGE_QUEUE, delivery.body, properties)

        return self._with_workers(copied)

    def announce(self, event: ObjectCreated) -> bool:
        """Ask the workers to score a file; return False if there are none.

        While messages wait in the queue, that of the file may be one of them, so none is added.
        """
        job = {"bucket": event.bucket, "drift_key": event.key, "again": event.again}
        properties = pika.BasicProperties(content_type="application/json", delivery_mode=PERSISTENT)

        def announced(connection: pika.BlockingConnection, state: QueueState) -> bool:
            if state.messages:
                return True
            return publish(connection, LARGE_EXCHANGE, LARGE_QUEUE, json.dumps(job).encode(), properties)

        return self._with_workers(announced)

    def _with_workers(self, call: Callable[[pika.BlockingConnection, QueueState], bool]) -> bool:
        """Return what `call` returns; False if the queue has no worker, or the broker does not answer."""
        try:
            # A blocked broker is not waited for: rather score the file here.
            connection = connect(self._url, "driftline large files", blocked_seconds=BLOCKED_SECONDS)
            try:
                with translated():
                    state = state_of(connection, LARGE_QUEUE)
                    return state is not None and state.consumers > 0 and call(connection, state)
            finally:
                close(connection)
        except (BrokerUnavailable, SetupError) as error:
            LOGGER.warning("%s; this worker scores the large file itself", error)
            return False
