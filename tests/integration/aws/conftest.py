"""A bucket and a queue of AWS for each test, on one MiniStack; localstack-client makes the clients."""

from uuid import uuid4

import pytest
from localstack_client.session import Session
from sqs_queue import Queue

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
def queue(client):
    """Return a new queue that has dead letters, and hears of nothing yet."""
    return Queue(client("sqs"), f"score-{uuid4().hex[:12]}")


@pytest.fixture
def told_queue(queue, bucket, client):
    """Return a new queue that the bucket tells about its drift files."""
    rule = {"QueueArn": queue.arn, "Events": ["s3:ObjectCreated:*"], "Filter": drifts_only()}
    notify(client, bucket, QueueConfigurations=[rule])
    return queue


def notify(client, bucket, **configuration):
    client("s3").put_bucket_notification_configuration(
        Bucket=bucket.name, NotificationConfiguration=configuration
    )


def drifts_only():
    return {"Key": {"FilterRules": [{"Name": "prefix", "Value": "drifts/"}]}}


@pytest.fixture(scope="session")
def set_notification():
    """Return a function that says whom a bucket tells; keywords are the configuration of S3."""
    return notify


@pytest.fixture
def start_worker(ministack, bucket, queue, start_program, driftline_command):
    """Return a function that starts a worker and returns it once it works; keywords are settings."""

    def start(**settings):
        fixed = {
            "bucket": bucket.name,
            "store_endpoint": ministack.endpoint,
            "sqs_queue": queue.name,
            "health_port": 0,
            "threads": 1,
            "sweep_seconds": 0,
        }
        environment = {f"DRIFTLINE_{name.upper()}": str(value) for name, value in (fixed | settings).items()}
        command = [driftline_command, "worker", "--queue", "sqs"]
        worker = start_program(command, **ministack.client_variables(), **environment)
        worker.wait_for_log("waiting for files")
        return worker

    return start
