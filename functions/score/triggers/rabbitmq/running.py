"""Runs a worker of RabbitMQ."""

from functools import partial
from threading import Event

from common.errors import DriftlineError
from common.settings import Settings
from functions.score.triggers.queue_worker import running
from functions.score.triggers.queue_worker.health import Health
from functions.score.triggers.queue_worker.running import QueueParts
from functions.score.triggers.rabbitmq.consumer import Consumer
from functions.score.triggers.rabbitmq.delivery import Delivery
from functions.score.triggers.rabbitmq.hand_over import HandOver
from functions.score.triggers.rabbitmq.large_queue import LargeQueue
from functions.score.triggers.rabbitmq.queues import queue_states
from functions.score.triggers.rabbitmq.topology import LARGE_QUEUE, QUEUE


def run(settings: Settings, *, large: bool = False) -> None:
    """Run a worker until it is stopped; raises SetupError as `queue_worker.running.run` does.

    `large` : it scores what other workers leave to those of large files.
    """
    url = settings.broker_url.get_secret_value()

    def open_queue(stopping: Event, health: Health) -> QueueParts[Delivery]:
        hand_over = HandOver(url, stopping, health)
        if large:
            return QueueParts(partial(Consumer, url, queue=LARGE_QUEUE), hand_over)
        large_queue = LargeQueue(url, settings.large_bytes)
        return QueueParts(partial(Consumer, url), hand_over, partial(_is_empty, url), large_queue)

    running.run(settings, open_queue)


def _is_empty(url: str) -> bool:
    """Tell whether no message waits in the workers' queue; no if the broker does not say."""
    try:
        state = queue_states(url, [QUEUE])[QUEUE]
    except DriftlineError:
        return False
    return state is not None and state.messages == 0
