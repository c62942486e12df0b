"""A queue of SQS and its dead letters, in memory."""

import json

import pytest
from botocore.exceptions import ClientError

ARN = "arn:aws:sqs:us-east-1:111122223333:drift"
FORTNIGHT = "1209600"


class FakeSqs:
    """Both queues: what is received is hidden until its visibility becomes 0."""

    def __init__(self, letters=(), policy=None, *, retention=FORTNIGHT, dead_retention=FORTNIGHT):
        self.policy = (
            {"deadLetterTargetArn": f"{ARN}-dead", "maxReceiveCount": 20} if policy is None else policy
        )
        self.retention = {"http://sqs/drift": retention, "http://sqs/drift-dead": dead_retention}
        self.letters = {str(number): letter for number, letter in enumerate(letters)}
        self.hidden = set()
        self.sent = []
        self.requests = []
        self.missing = ()

    def get_queue_url(self, QueueName, **_):  # noqa: N803 - as boto3 has it
        if QueueName in self.missing:
            error = {"Code": "AWS.SimpleQueueService.NonExistentQueue", "Message": "no such queue"}
            raise ClientError({"Error": error}, "GetQueueUrl")
        return {"QueueUrl": f"http://sqs/{QueueName}"}

    def get_queue_attributes(self, QueueUrl, **_):  # noqa: N803
        name = QueueUrl.rpartition("/")[2]
        counts = {
            "ApproximateNumberOfMessages": str(len(self.letters) if name == "drift-dead" else 3),
            "ApproximateNumberOfMessagesNotVisible": "2" if name == "drift" else "0",
            "ApproximateNumberOfMessagesDelayed": "1" if name == "drift" else "0",
        }
        policy = {"RedrivePolicy": json.dumps(self.policy)} if self.policy and name == "drift" else {}
        about = {"QueueArn": ARN, "MessageRetentionPeriod": self.retention[QueueUrl]}
        return {"Attributes": {**counts, **policy, **about}}

    def receive_message(self, MaxNumberOfMessages, **_):  # noqa: N803
        self.requests.append(MaxNumberOfMessages)
        found = [number for number in self.letters if number not in self.hidden][:MaxNumberOfMessages]
        self.hidden.update(found)
        return {"Messages": [{**self.letters[number], "ReceiptHandle": number} for number in found]}

    def change_message_visibility_batch(self, Entries, **_):  # noqa: N803
        assert len(Entries) <= 10
        assert all(entry["VisibilityTimeout"] == 0 for entry in Entries)
        self.hidden -= {entry["ReceiptHandle"] for entry in Entries}

    def send_message(self, QueueUrl, MessageBody):  # noqa: N803
        self.sent.append((QueueUrl, MessageBody))

    def delete_message(self, ReceiptHandle, **_):  # noqa: N803
        del self.letters[ReceiptHandle]


@pytest.fixture
def fake_sqs():
    """Return the class of such queues."""
    return FakeSqs


@pytest.fixture
def letter():
    """Return a function that makes a message in the dead letters."""

    def make(body, reason=None, attempt="2", sent="1795887000000"):
        attributes = {} if reason is None else {"x-reason": {"StringValue": reason, "DataType": "String"}}
        if attempt is not None and reason is not None:
            attributes["x-attempt"] = {"StringValue": attempt, "DataType": "Number"}
        return {"Body": body, "Attributes": {"SentTimestamp": sent}, "MessageAttributes": attributes}

    return make
