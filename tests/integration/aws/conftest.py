"""A bucket and a queue of AWS for each test, on one MiniStack; localstack-client makes the clients."""

import json
import time
from uuid import uuid4

import pytest
from localstack_client.session import Session

from infra.stack.ministack import REGION

PATIENCE_SECONDS = 60
MOST_RECEIVES = "20"


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


class Queue:
    """A queue with dead letters, for a sender and an auditor."""

    def __init__(self, sqs, name):
        self.sqs = sqs
        self.name = name
        self.dead_url = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
        self.create()

    def create(self):
        policy = {
            "deadLetterTargetArn": self._attributes(self.dead_url)["QueueArn"],
            "maxReceiveCount": MOST_RECEIVES,
        }
        attributes = {"RedrivePolicy": json.dumps(policy)}
        self.url = self.sqs.create_queue(QueueName=self.name, Attributes=attributes)["QueueUrl"]
        self.arn = self._attributes(self.url)["QueueArn"]

    def send(self, body):
        self.sqs.send_message(
            QueueUrl=self.url, MessageBody=body if isinstance(body, str) else json.dumps(body)
        )

    def counts(self):
        """Return how many messages wait, and how many a worker has."""
        attributes = self._attributes(self.url)
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        return tuple(int(attributes[name]) for name in names)

    def letters(self, number=0):
        """Wait for so many dead letters; return all there are, as (body, reason)."""
        letters = []
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self.sqs.receive_message(
                QueueUrl=self.dead_url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
            )
            for message in (found := answer.get("Messages", [])):
                letters.append((message["Body"], message["MessageAttributes"]["x-reason"]["StringValue"]))
                self.sqs.delete_message(QueueUrl=self.dead_url, ReceiptHandle=message["ReceiptHandle"])
            if not found and len(letters) >= number:
                return letters
            assert time.monotonic() < deadline, letters
            time.sleep(0.1)

    def dead(self):
        """Return how many dead letters there are, without receiving them."""
        return int(self._attributes(self.dead_url)["ApproximateNumberOfMessages"])

    def _attributes(self, url):
        return self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


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
