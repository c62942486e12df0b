"""A bucket and a queue of AWS for each test, on one MiniStack; localstack-client makes the clients."""

from uuid import uuid4

import pytest
from on_ministack import bucket, client, start_worker, worker_variables
from sqs_queue import Queue

__all__ = ["bucket", "client", "start_worker", "worker_variables"]


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
