"""What SQS says about a queue and its dead letters, without looking at a message."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from functions.score.triggers.sqs.connection import code_of
from functions.score.triggers.sqs.queue import url_of

WAITING = "ApproximateNumberOfMessages"
IN_FLIGHT, DELAYED = f"{WAITING}NotVisible", f"{WAITING}Delayed"
KEPT = "MessageRetentionPeriod"
MISSING = {"NonExistentQueue", "QueueDoesNotExist"}


@dataclass(frozen=True, slots=True)
class QueueState:
    """The state of a queue.

    Attributes
    ----------
    url, arn : of the queue.
    waiting : how many messages a worker can receive.
    later : how many a worker has, or are to come again later.
    kept_seconds : how long SQS keeps a message.
    most_receives : how often it delivers one; 0 without a redrive policy.
    dead_arn, dead_url : of the queue of its dead letters; "" if there is none.
    dead : how many messages that one has.
    dead_kept_seconds : how long SQS keeps them, counted from when a message was first sent.
    """

    url: str
    arn: str
    waiting: int
    later: int
    kept_seconds: int
    most_receives: int = 0
    dead_arn: str = ""
    dead_url: str = ""
    dead: int = 0
    dead_kept_seconds: int = 0

    @property
    def why(self) -> str:
        """Why there is no queue of dead letters."""
        return f"{self.dead_arn} does not exist" if self.dead_arn else "give it a redrive policy"


def inspect(client: Any, name: str) -> QueueState:
    """Look at a queue. Raises botocore's errors.

    Parameters
    ----------
    client : of boto3.
    name : name, URL or ARN of the queue.
    """
    url = url_of(client, name)
    own = _attributes(client, url)
    policy = json.loads(own.get("RedrivePolicy", "{}"))
    dead_arn = str(policy.get("deadLetterTargetArn", ""))
    dead_url = _found(client, dead_arn)
    dead = _attributes(client, dead_url) if dead_url else {}
    return QueueState(
        url=url,
        arn=own["QueueArn"],
        waiting=int(own[WAITING]),
        later=int(own[IN_FLIGHT]) + int(own[DELAYED]),
        kept_seconds=int(own[KEPT]),
        most_receives=int(policy.get("maxReceiveCount", 0)),
        dead_arn=dead_arn,
        dead_url=dead_url,
        dead=sum(int(dead.get(name, 0)) for name in (WAITING, IN_FLIGHT, DELAYED)),
        dead_kept_seconds=int(dead.get(KEPT, 0)),
    )


def _found(client: Any, arn: str) -> str:
    """Return the URL of a queue; "" if it does not exist."""
    if not arn:
        return ""
    try:
        return url_of(client, arn)
    except ClientError as error:
        if code_of(error) in MISSING:
            return ""
        raise


def _attributes(client: Any, url: str) -> Mapping[str, str]:
    attributes: Mapping[str, str] = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])[
        "Attributes"
    ]
    return attributes
