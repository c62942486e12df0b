"""A queue of SQS, with the requests that a worker needs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from botocore.exceptions import ClientError

from common.errors import BrokerUnavailable, SetupError
from common.printable import printable
from functions.score.triggers.sqs.connection import code_of, open_client, translated
from functions.score.triggers.sqs.message import ATTRIBUTES, SqsMessage

# How long a message is a worker's before SQS gives it to another one; it is extended three times as often.
DEADLINE_SECONDS = 30
# SQS takes a message back 12 hours after it has delivered it, however often it is extended.
MOST_SECONDS = 11 * 3600.0
# The attributes of a dead letter, and the longest reason in it, in characters.
REASON, ATTEMPT, LONGEST_REASON = "x-reason", "x-attempt", 1000
# The codes for a message that was taken back, or that has been removed.
LOST = {"MessageNotInflight", "ReceiptHandleIsInvalid", "InvalidParameterValue"}
ARN, PARTS_OF_ARN = "arn:", 6
WAITING = "ApproximateNumberOfMessages"


class SqsQueue:
    """A queue of SQS with a dead-letter queue; see `PolledQueue`. Any thread may call any method.

    Parameters
    ----------
    name : name, URL or ARN of the queue.
    client : of boto3; a new one by default.
    deadline_seconds : how long a message is ours after `receive` or `extend`.
    """

    def __init__(self, name: str, client: Any = None, deadline_seconds: int = DEADLINE_SECONDS) -> None:
        self._name = name
        self._client = client or open_client()
        self._deadline_seconds = deadline_seconds
        self._url = self._dead_letters = ""
        self._visibility = Lock()  # `extend` must not undo a `retry_after` of another thread

    def connect(self) -> None:
        """Look the queue up; needed once before every other request.

        Raises SetupError if there is none, it has no dead-letter queue, or SQS refuses us; BrokerUnavailable
        if SQS does not answer.
        """
        with translated(self._name):
            url = url_of(self._client, self._name)
            answer = self._client.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])
            policy = json.loads(answer.get("Attributes", {}).get("RedrivePolicy", "{}"))
            if "deadLetterTargetArn" not in policy:
                raise SetupError(
                    f"the queue {self._name!r} has no dead-letter queue; give it a redrive policy"
                )
            self._url, self._dead_letters = url, url_of(self._client, policy["deadLetterTargetArn"])

    @property
    def deadline_seconds(self) -> float:
        """How long a message is ours after `receive` or `extend`."""
        return self._deadline_seconds

    def receive(self, seconds: float) -> SqsMessage | None:
        """Return the next message; None if none comes within so many whole seconds, at most 20."""
        with self._answered():
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=1,
                WaitTimeSeconds=int(seconds),
                VisibilityTimeout=self._deadline_seconds,
                MessageSystemAttributeNames=ATTRIBUTES,
            )
        return next(map(SqsMessage.of, answer.get("Messages", [])), None)

    def acknowledge(self, message: SqsMessage, /) -> None:
        """Remove a message from the queue."""
        with self._answered(), _lost(message):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message.receipt)

    def retry_after(self, message: SqsMessage, seconds: float, /) -> None:
        """Let a message come again after so many seconds."""
        with self._visibility:
            message.released = True
            self._show_again_after(message, int(seconds))

    def extend(self, message: SqsMessage, /) -> None:
        """Keep a message for another `deadline_seconds`; mark it as lost if SQS has taken it back."""
        with self._visibility:
            if not message.released:
                self._show_again_after(message, self._deadline_seconds)

    def dead_letter(self, message: SqsMessage, reason: str, /) -> None:
        """Copy a message to the dead-letter queue, with the reason as an attribute."""
        # Letters that SQS does not accept in an attribute are shown as their escape sequences.
        text = printable(reason.encode(errors="backslashreplace").decode())[:LONGEST_REASON]
        with self._answered():
            self._client.send_message(
                QueueUrl=self._dead_letters,
                MessageBody=message.body.decode(errors="surrogatepass"),
                MessageAttributes={
                    REASON: {"DataType": "String", "StringValue": text or "unknown"},
                    ATTEMPT: {"DataType": "Number", "StringValue": str(message.attempt)},
                },
            )

    def is_empty(self) -> bool:
        """Tell whether no message waits."""
        with self._answered():
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=[WAITING])
        return int(answer["Attributes"][WAITING]) == 0

    def _show_again_after(self, message: SqsMessage, seconds: int) -> None:
        with self._answered(), _lost(message):
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=message.receipt, VisibilityTimeout=seconds
            )

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Raise BrokerUnavailable for every error: the queue has worked before, and may again."""
        try:
            with translated(self._name):
                yield
        except SetupError as error:
            raise BrokerUnavailable(str(error)) from error


def url_of(client: Any, name: str) -> str:
    """Return the URL of a queue that is named by its name, URL or ARN."""
    if name.startswith(("http://", "https://")):
        return name
    owner = {}
    if name.startswith(ARN) and len(parts := name.split(":")) == PARTS_OF_ARN:
        owner, name = {"QueueOwnerAWSAccountId": parts[4]}, parts[5]
    return str(client.get_queue_url(QueueName=name, **owner)["QueueUrl"])


@contextmanager
def _lost(message: SqsMessage) -> Iterator[None]:
    """Mark a message as lost if SQS has taken it back."""
    try:
        yield
    except ClientError as error:
        if code_of(error) not in LOST:
            raise
        message.lost = True
