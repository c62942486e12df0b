"""Connects to RabbitMQ and translates pika's errors to ours."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pika
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import (
    AMQPError,
    ConnectionBlockedTimeout,
    ProbableAccessDeniedError,
    ProbableAuthenticationError,
)

from common.errors import BrokerUnavailable, SetupError

HEARTBEAT_SECONDS = 30
CONNECT_SECONDS = 10
# What pika's errors contain if the broker refuses us: no access, no such virtual host.
REFUSALS = ("(403)", "(530)")
# Longest text of another library's error in ours, in characters.
LONGEST_TEXT = 300
# How long those wait for a broker that accepts no messages now (out of memory or disk) who need not wait.
BLOCKED_SECONDS = 5.0
BLOCKED = "the broker accepts no messages now (out of memory or disk)"


class BrokerBlocked(BrokerUnavailable):
    """The broker has an alarm, and accepts no messages until it is over."""


def connect(
    url: str, name: str = "driftline score worker", blocked_seconds: float | None = None
) -> pika.BlockingConnection:
    """Open a connection; the broker's page and log show its name.

    `blocked_seconds` : how long it may wait for a broker that accepts no messages now; by default for ever.

    Raises what `translated` raises, and SetupError if the URL is malformed.
    """
    wrong = SetupError("DRIFTLINE_BROKER_URL must look like 'amqp://user:password@host:5672'")
    if not url.startswith(("amqp://", "amqps://")):
        raise wrong
    try:
        parameters = pika.URLParameters(url)
    except (ValueError, TypeError, IndexError, SyntaxError) as error:
        raise wrong from error
    except OSError as error:
        raise SetupError(
            f"cannot read a file that the ssl_options of DRIFTLINE_BROKER_URL name: {error.strerror}"
        ) from error
    parameters.heartbeat = HEARTBEAT_SECONDS
    parameters.socket_timeout = CONNECT_SECONDS
    parameters.blocked_connection_timeout = blocked_seconds
    parameters.client_properties = {"connection_name": name}
    with translated(f" at {parameters.host}:{parameters.port} (DRIFTLINE_BROKER_URL)"):
        return pika.BlockingConnection(parameters)


def close(connection: pika.BlockingConnection) -> None:
    """Close a connection, also one that is already lost."""
    with suppress(AMQPError, OSError):
        connection.close()


@contextmanager
def translated(where: str = "") -> Iterator[None]:
    """Translate pika's errors to ours; neither contain credentials. `where`: what to add to "the broker"."""
    try:
        yield
    except (ProbableAuthenticationError, ProbableAccessDeniedError) as error:
        if not any(refusal in str(error) for refusal in REFUSALS):
            raise BrokerUnavailable("the broker closed the connection during the handshake") from error
        raise SetupError(
            "the broker refuses the user of DRIFTLINE_BROKER_URL; check name and password"
        ) from error
    except ConnectionBlockedTimeout as error:
        raise BrokerBlocked(BLOCKED) from error
    except (AMQPError, AMQPConnectorException, OSError) as error:
        message = f"cannot reach the broker{where}: {_reason(error)}"
        raise BrokerUnavailable(message[:LONGEST_TEXT].rstrip(": ")) from error


def _reason(error: BaseException) -> str:
    """Return the system's words inside an error of pika, such as "Connection refused", or else pika's own."""
    inner: BaseException | None = error
    while inner:
        if isinstance(inner, OSError) and inner.strerror:
            return inner.strerror
        parts = (getattr(inner, "exception", None), *inner.args)
        inner = next((part for part in parts if isinstance(part, BaseException)), None)
    return f"{type(error).__name__}: {error}"
