"""Runs a worker of Pub/Sub."""

from common.errors import SetupError
from common.settings import Settings
from functions.score.triggers.pubsub.queue import MOST_SECONDS, PubsubQueue
from functions.score.triggers.queue_worker.running import run_polled


def run(settings: Settings) -> None:
    """Run a worker until it is stopped; raises SetupError as `queue_worker.running.run` does."""
    name = settings.pubsub_subscription
    if not name:
        raise SetupError("set DRIFTLINE_PUBSUB_SUBSCRIPTION to the name of the subscription")
    run_polled(settings, PubsubQueue(name), MOST_SECONDS)
