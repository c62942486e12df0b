"""Opens clients of Pub/Sub and translates their errors to ours.

The library finds credentials in the environment, in its files, or in the role of the machine, and the address
of an emulator in PUBSUB_EMULATOR_HOST.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError
from google.cloud import pubsub_v1
from google.pubsub_v1 import PublisherClient as Sender
from google.pubsub_v1 import PubsubMessage

from common.errors import BrokerUnavailable, SetupError

# A connection that was idle for long may be closed just now, so a request is tried for a few seconds.
TRY_SECONDS = 3.0
AGAIN = Retry(
    predicate=if_exception_type(
        exceptions.Aborted, exceptions.InternalServerError, exceptions.ServiceUnavailable
    ),
    initial=0.1,
    maximum=1.0,
    timeout=TRY_SECONDS,
)
# How long a request may take, except one for a message; below the time that /livez leaves.
REQUEST: dict[str, Any] = {"retry": AGAIN, "timeout": 10.0}
BUSY = (exceptions.TooManyRequests, exceptions.Aborted, exceptions.Cancelled)
# What gRPC says of a client that another thread has closed, in a ValueError.
CLOSED = "closed channel"
# Longest text of another library's error in ours, in characters.
LONGEST_TEXT = 300


def open_subscriber() -> Any:
    """Return a client that receives, which any thread may use; raises SetupError without credentials."""
    with _credentials():
        return pubsub_v1.SubscriberClient()


def open_publisher() -> Any:
    """Return a client that sends, which any thread may use; raises SetupError without credentials."""
    with _credentials():
        return pubsub_v1.PublisherClient()


def close(client: Any) -> None:
    """Close a client now, even if something still refers to it, such as the traceback of an error.

    After a failure, gRPC waits longer each time, up to two minutes, before it tries an address again, and new
    clients wait as well for as long as an older one is open.
    """
    client.transport.close()


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Translate errors: SetupError if Pub/Sub refuses the request, otherwise BrokerUnavailable."""
    try:
        yield
    except exceptions.ClientError as error:
        if isinstance(error, BUSY):
            raise BrokerUnavailable(f"Pub/Sub cannot serve {name!r} now: {_text(error)}") from error
        raise SetupError(f"Pub/Sub refuses {name!r}: {_text(error)}") from error
    except (exceptions.GoogleAPIError, GoogleAuthError) as error:
        raise BrokerUnavailable(f"cannot reach Pub/Sub: {_text(error)}") from error
    except ValueError as error:
        if CLOSED not in str(error):
            raise
        raise BrokerUnavailable("the connection to Pub/Sub was given up") from error


def publish(client: Any, topic: str, data: bytes, attributes: Mapping[str, str]) -> None:
    """Send one message, and return when Pub/Sub has it.

    The client's own `publish` tries again in a thread for ten minutes, whatever the caller does meanwhile,
    and takes attributes as keywords, among them the names of its parameters.
    """
    message = PubsubMessage(data=data, attributes=attributes)
    Sender.publish(client, topic=topic, messages=[message], **REQUEST)


def _text(error: Exception) -> str:
    error = getattr(error, "cause", None) or error  # what was tried again
    text = error.message if isinstance(error, exceptions.GoogleAPICallError) else str(error)
    return f"{type(error).__name__}: {' '.join(str(text).split())}"[:LONGEST_TEXT]


@contextmanager
def _credentials() -> Iterator[None]:
    try:
        yield
    except DefaultCredentialsError as error:
        raise SetupError(
            "there are no credentials for Pub/Sub; set GOOGLE_APPLICATION_CREDENTIALS or a service account"
        ) from error
    except (GoogleAuthError, ValueError, OSError) as error:
        raise SetupError(f"cannot make a client of Pub/Sub: {_text(error)}") from error
