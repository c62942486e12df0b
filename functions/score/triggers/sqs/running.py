"""Runs a worker of SQS."""

from common.errors import SetupError
from common.settings import Settings
from functions.score.triggers.queue_worker.running import run_polled
from functions.score.triggers.sqs.queue import MOST_SECONDS, SqsQueue


def run(settings: Settings) -> None:
    """Run a worker until it is stopped; raises SetupError as `queue_worker.running.run` does."""
    name = settings.sqs_queue
    if not name:
        raise SetupError("set DRIFTLINE_SQS_QUEUE to the name, URL or ARN of the queue")
    run_polled(settings, SqsQueue(name), MOST_SECONDS)
