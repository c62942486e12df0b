"""A subscription for each test; the store is MiniStack's, the store contract tests Cloud Storage."""

from uuid import uuid4

import pytest
from on_ministack import bucket, client, start_worker, worker_variables
from pubsub_servers import EMULATORS, pubsub_servers
from pubsub_subscription import Subscription

from infra.stack.pubsub import PSTEST

__all__ = ["bucket", "client", "pubsub_servers", "start_worker", "worker_variables"]


@pytest.fixture(params=[PSTEST, *EMULATORS])
def server(request, pubsub_servers):
    """Return a running server of Pub/Sub."""
    return pubsub_servers(request.param)


@pytest.fixture
def queue(server):
    """Return a new subscription that has dead letters; see `Subscription`."""
    return Subscription(server, f"score-{uuid4().hex[:12]}")
