"""Fixtures for tests whose store is S3 on MiniStack; a conftest imports those that it needs."""

from uuid import uuid4

import pytest
from localstack_client.session import Session

from infra.stack.ministack import REGION


@pytest.fixture
def client(ministack):
    """Return a function that makes a client of a service: `client("sqs")`."""
    session = Session(region_name=REGION, localstack_host=ministack.endpoint.removeprefix("http://"))
    clients = []

    def make(service):
        clients.append(session.client(service))
        return clients[-1]

    yield make
    for one in clients:
        one.close()


@pytest.fixture
def bucket(s3_store, client, bucket_in):
    """Return a new bucket; see `Bucket`."""
    store = s3_store(f"drift-{uuid4().hex[:12]}")
    client("s3").create_bucket(Bucket=store.bucket)
    return bucket_in(store)


@pytest.fixture
def worker_variables(ministack, bucket, queue):
    """Return a function that returns the environment of a worker of `queue`; keywords are settings."""

    def variables(**settings):
        fixed = {
            "bucket": bucket.name,
            "store_endpoint": ministack.endpoint,
            "health_port": 0,
            "threads": 1,
            "sweep_seconds": 0,
        }
        ours = {f"DRIFTLINE_{name.upper()}": str(value) for name, value in (fixed | settings).items()}
        return {**ministack.client_variables(), **queue.variables, **ours}

    return variables


@pytest.fixture
def start_worker(worker_variables, queue, start_program, driftline_command):
    """Return a function that starts a worker and returns it once it works; keywords are settings."""

    def start(**settings):
        command = [driftline_command, "worker", "--queue", queue.kind]
        worker = start_program(command, **worker_variables(**settings))
        worker.wait_for_log("waiting for files")
        return worker

    return start
