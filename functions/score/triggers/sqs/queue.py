"""A queue of SQS, with the requests that a worker needs."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from botocore.exceptions import ClientError

from common.errors import SetupError
from functions.score.triggers.queue_worker.deadline_queue import DeadlineQueue
from functions.score.triggers.queue_worker.letter_reason import REASON, as_attribute
from functions.score.triggers.queue_worker.queue import LetterRefused
from functions.score.triggers.sqs.connection import code_of, open_client, translated
from functions.score.triggers.sqs.message import ATTRIBUTES, SqsMessage

# How long a message is a worker's before SQS gives it to another one; it is extended three times as often.
DEADLINE_SECONDS = 30
# SQS takes a message back 12 hours after it has delivered it, however often it is extended.
MOST_SECONDS = 11 * 3600.0
# The attribute of a dead letter with the number of deliveries.
ATTEMPT = "x-attempt"
# The codes for a message that was taken back, or that has been removed.
LOST = {"MessageNotInflight", "ReceiptHandleIsInvalid", "InvalidParameterValue"}
# The codes for a message that is too long, or has letters that SQS does not accept.
NO_LETTER = {"InvalidParameterValue", "InvalidMessageContents", "MessageTooLong"}
ARN, PARTS_OF_ARN = "arn:", 6
WAITING = "ApproximateNumberOfMessages"


class SqsQueue(DeadlineQueue[SqsMessage]):
    """A queue of SQS with a dead-letter queue; see `PolledQueue`. Any thread may call any method.

    Parameters
    ----------
    name : name, URL or ARN of the queue.
    client : of boto3; a new one by default.
    deadline_seconds : how long a message is ours after `receive` or `extend`.
    """

    def __init__(self, name: str, client: Any = None, deadline_seconds: int = DEADLINE_SECONDS) -> None:
        super().__init__(deadline_seconds)
        self._name = name
        self._client = client or open_client()
        self._url = self._dead_letters = ""

    def connect(self) -> None:
        """Look the queue up; needed once before every other request.

        Raises SetupError if there is none, it has no dead-letter queue, or SQS refuses us; BrokerUnavailable
        if SQS does not answer.
        """
        with self._translated():
            url = url_of(self._client, self._name)
            answer = self._client.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])
            policy = json.loads(answer.get("Attributes", {}).get("RedrivePolicy", "{}"))
            if "deadLetterTargetArn" not in policy:
                raise SetupError(
                    f"the queue {self._name!r} has no dead-letter queue; give it a redrive policy"
                )
            self._url, self._dead_letters = url, url_of(self._client, policy["deadLetterTargetArn"])

    def receive(self, seconds: float) -> SqsMessage | None:
        """Return the next message; None if none comes within so many whole seconds, at most 20."""
        with self._answered():
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=1,
                WaitTimeSeconds=int(seconds),
                VisibilityTimeout=int(self.deadline_seconds),
                MessageSystemAttributeNames=ATTRIBUTES,
            )
        return next(map(SqsMessage.of, answer.get("Messages", [])), None)

    def acknowledge(self, message: SqsMessage, /) -> None:
        """Remove a message from the queue."""
        with self._answered(), _lost(message):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message.receipt)

    def dead_letter(self, message: SqsMessage, reason: str, /) -> None:
        """Copy a message to the dead-letter queue, with the reason as an attribute."""
        with self._answered():
            try:
                self._client.send_message(
                    QueueUrl=self._dead_letters,
                    MessageBody=message.body.decode(errors="surrogatepass"),
                    MessageAttributes={
                        REASON: {"DataType": "String", "StringValue": as_attribute(reason)},
                        ATTEMPT: {"DataType": "Number", "StringValue": str(message.attempt)},
                    },
                )
            except ClientError as error:
                if code_of(error) not in NO_LETTER:
                    raise
                raise LetterRefused(f"SQS accepts no dead letter: {code_of(error)}") from error

    def is_empty(self) -> bool:
        """Tell whether no message waits."""
        with self._answered():
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=[WAITING])
        return int(answer["Attributes"][WAITING]) == 0

    def _move_deadline(self, message: SqsMessage, seconds: int, /) -> None:
        with self._answered(), _lost(message):
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=message.receipt, VisibilityTimeout=seconds
            )

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self._name)


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
