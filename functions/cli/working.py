"""What `worker` does with its options."""

from collections.abc import Callable
from functools import partial

from common import logs
from common.errors import SetupError
from common.settings import Settings
from functions.cli import extras
from functions.cli.worker_queue import WorkerQueue


def run(queue: WorkerQueue, load: Callable[[], Settings], *, large: bool) -> None:
    """Run a worker of a queue until it is stopped; `large`: of large files alone.

    `load` reads the settings, once the packages that the queue needs are there.
    """
    if large and queue is not WorkerQueue.RABBITMQ:
        raise SetupError(f"--large needs --queue rabbitmq, because {queue} has no queue of large files")
    run_worker = _worker(queue, large=large)
    settings = load()
    logs.set_up(settings.log_format)
    run_worker(settings)


def _worker(queue: WorkerQueue, *, large: bool) -> Callable[[Settings], None]:
    """Return what runs the worker. Raises SetupError if its extra is not installed."""
    match queue:
        case WorkerQueue.SQS:
            extras.require("aws")
            from functions.score.triggers.sqs import running as sqs

            return sqs.run
        case WorkerQueue.PUBSUB:
            extras.require("gcp")
            from functions.score.triggers.pubsub import running as pubsub

            return pubsub.run
        case WorkerQueue.RABBITMQ:
            from functions.score.triggers.rabbitmq import running as rabbitmq

            return partial(rabbitmq.run, large=large)
