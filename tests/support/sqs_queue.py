"""A queue of SQS, for a sender, an auditor and workers of a test."""

import json
import time

from functions.score.triggers.sqs.queue import SqsQueue

PATIENCE_SECONDS = 60
MOST_RECEIVES = "20"


class Queue:
    """A queue with dead letters."""

    kind = "sqs"

    def __init__(self, sqs, name, variables=None):
        self.sqs = sqs
        self.name = name
        self.variables = {"DRIFTLINE_SQS_QUEUE": name, **(variables or {})}
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

    def delete(self):
        self.sqs.delete_queue(QueueUrl=self.url)

    def send(self, body):
        self.sqs.send_message(
            QueueUrl=self.url, MessageBody=body if isinstance(body, str) else json.dumps(body)
        )

    def announce(self, bucket, key):
        """Send what S3 sends about a new object, whose key needs no encoding."""
        created = {"bucket": {"name": bucket}, "object": {"key": key}}
        self.send({"Records": [{"eventName": "ObjectCreated:Put", "s3": created}]})

    def polled(self, deadline_seconds):
        """Return the queue as a worker has it."""
        queue = SqsQueue(self.name, self.sqs, deadline_seconds)
        queue.connect()
        return queue

    def counts(self):
        """Return how many messages wait, and how many a worker has."""
        attributes = self._attributes(self.url)
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        return tuple(int(attributes[name]) for name in names)

    def left(self):
        """Return how many messages have not been settled, when no worker runs."""
        return sum(self.counts())

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
