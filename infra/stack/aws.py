"""A bucket of S3 that tells a queue of SQS about its drift files, on MiniStack.

localstack-client makes the clients. `python -m infra.stack.aws` (`make stack-aws`) runs it until Ctrl-C.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from localstack_client.session import Session

from common import keys
from common.errors import DriftlineError
from infra.stack.ministack import REGION, MiniStackServer
from infra.stack.shell import obey_interrupts, say, typed, write_variables
from infra.stack.stack import CHECKOUT, DRIFTLINE, SETTING

FOLDER = CHECKOUT / "build" / "stack-aws"
BUCKET, QUEUE, DEAD_LETTERS = "ml-drift-datasets", "drift-score", "drift-dead"
# How often SQS delivers a message before it is a dead letter, whatever the workers say.
MOST_RECEIVES = 20
FORTNIGHT = "1209600"  # seconds: the longest that SQS keeps a message
PORT = 4566  # where localstack-client looks by default
WELCOME = """S3 and SQS  {endpoint}: bucket {bucket}, queue {queue}, dead letters {dead_letters}
log         {folder}/logs

To start a worker, in a second terminal:
  source {folder}/aws.sh
  {driftline} worker --queue sqs

To put files, in a third, with any client of AWS, such as the README's lines for Python:
  source {folder}/aws.sh

To ask how it is doing, in a fourth:
  source {folder}/aws.sh
  {driftline} status

Ctrl-C stops it; what it holds is lost then."""


class AwsStack:
    """MiniStack with a bucket, its queue, and the dead letters of that; the context stops it.

    Parameters
    ----------
    folder : for its log.
    environment : PATH, the folders to find its program in.
    port : by default a free one.

    Attributes
    ----------
    server : MiniStack.

    Raises MissingProgram, SetupError if a given port is taken.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], *, port: int | None = None) -> None:
        self.server = MiniStackServer(folder, environment, port=port)

    def start(self) -> None:
        """Start the server, and create what is in it. Raises SetupError with the end of its log."""
        self.server.start()
        s3, sqs = self.client("s3"), self.client("sqs")
        s3.create_bucket(Bucket=BUCKET)
        arn = create_queue(sqs, QUEUE, DEAD_LETTERS)
        s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration=drifts_to(arn))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()

    def client(self, service: str) -> Any:
        """Return a client of a service, such as "s3"."""
        host = self.server.endpoint.partition("://")[2]
        return Session(region_name=REGION, localstack_host=host).client(service)

    def settings(self, **overrides: object) -> dict[str, str]:
        """Return the environment of a worker; overrides are settings by name, such as `threads=1`."""
        own = {"bucket": BUCKET, "store_endpoint": self.server.endpoint, "sqs_queue": QUEUE}
        named = {SETTING + name.upper(): str(value) for name, value in (own | overrides).items()}
        return self.server.client_variables() | named


def create_queue(sqs: Any, name: str, dead_letters: str) -> str:
    """Create a queue, and the one for its dead letters; return the first one's ARN.

    Parameters
    ----------
    sqs : a client.
    name, dead_letters : of the queues.
    """
    longest = {"MessageRetentionPeriod": FORTNIGHT}
    dead = sqs.create_queue(QueueName=dead_letters, Attributes=longest)["QueueUrl"]
    policy = {"deadLetterTargetArn": _arn(sqs, dead), "maxReceiveCount": MOST_RECEIVES}
    attributes = longest | {"RedrivePolicy": json.dumps(policy)}
    return _arn(sqs, sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])


def drifts_to(queue_arn: str) -> dict[str, Any]:
    """Return the notification configuration of a bucket that tells a queue about its drift files."""
    prefix = {"Key": {"FilterRules": [{"Name": "prefix", "Value": keys.DRIFTS}]}}
    rule = {"QueueArn": queue_arn, "Events": ["s3:ObjectCreated:*"], "Filter": prefix}
    return {"QueueConfigurations": [rule]}


def _arn(sqs: Any, url: str) -> str:
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(answer["Attributes"]["QueueArn"])


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Start the server, print the next commands; stop on Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m infra.stack.aws", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="for the log (default: %(default)s)")
    parser.add_argument("--port", type=int, default=PORT, help="default: %(default)s")
    options = parser.parse_args(arguments)
    os.environ.pop("AWS_ENDPOINT_URL", None)  # localstack-client would prefer it to the server that we start
    obey_interrupts()
    try:
        with AwsStack(folder := options.folder.resolve(), environment, port=options.port) as stack:
            write_variables(folder / "aws.sh", stack.settings(log_format="auto"))
            say(_welcome(stack, folder))
            signal.pause()
    except KeyboardInterrupt:
        say("stopped")
    except DriftlineError as error:
        say(f"driftline: {error}")
        return 2
    return 0


def _welcome(stack: AwsStack, folder: Path) -> str:
    return WELCOME.format(
        endpoint=stack.server.endpoint,
        bucket=BUCKET,
        queue=QUEUE,
        dead_letters=DEAD_LETTERS,
        folder=typed(folder),
        driftline=typed(DRIFTLINE),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
