"""The queues that a worker asks for messages, each with what a test needs of it; the store is MiniStack's."""

from uuid import uuid4

import pytest
from on_ministack import bucket, client, start_worker, worker_variables
from pubsub_servers import EMULATORS, pubsub_servers
from pubsub_subscription import Subscription
from sqs_queue import Queue

from infra.stack.pubsub import PSTEST

__all__ = ["bucket", "client", "pubsub_servers", "start_worker", "worker_variables"]


# Google's emulator is tested on machines that have it; pstest and MiniStack are required.
QUEUES = ["sqs", PSTEST, *EMULATORS]


@pytest.fixture
def s3(client):
    return client("s3")


@pytest.fixture(params=QUEUES)
def queue(request, ministack, client, pubsub_servers):
    """Return a new queue that has dead letters, and hears only of what a test tells it."""
    name = f"score-{uuid4().hex[:12]}"
    if request.param == "sqs":
        return Queue(client("sqs"), name, ministack.client_variables())
    return Subscription(pubsub_servers(request.param), name)
