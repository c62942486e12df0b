"""Runs a worker of SQS."""

from collections.abc import Callable
from threading import Event

from common.errors import BrokerUnavailable, SetupError
from common.settings import Settings
from functions.score.triggers.queue_worker import running
from functions.score.triggers.queue_worker.health import Health
from functions.score.triggers.queue_worker.polling import PollingConsumer, PollingHandOver
from functions.score.triggers.queue_worker.queue import Consumer
from functions.score.triggers.queue_worker.running import QueueParts
from functions.score.triggers.sqs.message import SqsMessage
from functions.score.triggers.sqs.queue import MOST_SECONDS, SqsQueue


def run(settings: Settings) -> None:
    """Run a worker until it is stopped; raises SetupError as `queue_worker.running.run` does."""
    name = settings.sqs_queue
    if not name:
        raise SetupError("set DRIFTLINE_SQS_QUEUE to the name, URL or ARN of the queue")
    queue = SqsQueue(name)

    def connect(
        on_delivery: Callable[[Consumer[SqsMessage], SqsMessage], None],
    ) -> Consumer[SqsMessage]:
        queue.connect()
        return PollingConsumer(queue, on_delivery)

    def is_empty() -> bool:
        try:
            return queue.is_empty()
        except BrokerUnavailable:
            return False

    def open_queue(stopping: Event, health: Health) -> QueueParts[SqsMessage]:
        return QueueParts(connect, PollingHandOver(queue, stopping, health), is_empty, MOST_SECONDS)

    running.run(settings, open_queue)
