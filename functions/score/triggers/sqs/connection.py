"""Opens a client of SQS and translates botocore's errors to ours.

boto3 finds credentials, region and endpoint in the environment, in its files, or in the role of the machine.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
)

from common.errors import BrokerUnavailable, SetupError

# Longer than a request waits for a message; two tries fit into the time that /livez leaves.
READ_SECONDS, CONNECT_SECONDS, TRIES = 10.0, 5.0, 2
# The codes of a service that is overloaded, or asks to be called less often.
BUSY = {"RequestThrottled", "RequestTimeout", "ThrottlingException", "Throttling", "ServiceUnavailable"}
# Longest text of another library's error in ours, in characters.
LONGEST_TEXT = 300


def open_client() -> Any:
    """Return a client of SQS, which any thread may use; raises SetupError if there is no region."""
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": TRIES},
    )
    try:
        # Containers have AWS_REGION, which boto3 does not read.
        return boto3.client("sqs", region_name=os.environ.get("AWS_REGION"), config=config)
    except NoRegionError as error:
        raise SetupError("set AWS_REGION to the region of the queue") from error
    except (BotoCoreError, ValueError) as error:
        raise SetupError(f"cannot make a client of SQS: {error}") from error


@contextmanager
def translated(queue: str) -> Iterator[None]:
    """Translate botocore's errors: SetupError if SQS refuses the request, otherwise BrokerUnavailable."""
    try:
        yield
    except ClientError as error:
        message = f"{code_of(error)}: {error.response.get('Error', {}).get('Message', '')}"[:LONGEST_TEXT]
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", HTTPStatus.BAD_REQUEST)
        if code_of(error) in BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise BrokerUnavailable(f"SQS cannot serve {queue!r} now: {message}") from error
        raise SetupError(f"SQS refuses {queue!r}: {message}") from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise SetupError("there are no credentials for SQS; set AWS_ACCESS_KEY_ID or a role") from error
    except BotoCoreError as error:
        raise BrokerUnavailable(f"cannot reach SQS: {error}"[:LONGEST_TEXT]) from error


def code_of(error: ClientError) -> str:
    """Return the code of an error, without the prefix that older clients get."""
    return str(error.response.get("Error", {}).get("Code", "")).rpartition(".")[2]
