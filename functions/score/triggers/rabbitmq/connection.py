"""Connecting to RabbitMQ, and what goes wrong, as our errors."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pika
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import (
    AMQPError,
    ProbableAccessDeniedError,
    ProbableAuthenticationError,
)

from common.errors import BrokerUnavailable, SetupError

HEARTBEAT_SECONDS = 30
# A broker out of memory or disk blocks publishers; after so long we look for another connection.
BLOCKED_SECONDS = 60
CONNECT_SECONDS = 10
# What a broker answers that refuses us, in pika's words: no access, no such virtual host.
REFUSALS = ("(403)", "(530)")
# Longest text of a foreign error in ours, in characters.
LONGEST_TEXT = 300


def connect(url: str) -> pika.BlockingConnection:
    """Open a connection; raises what `translated` maps, and SetupError when the address is none."""
    wrong = SetupError("DRIFTLINE_BROKER_URL must look like 'amqp://user:password@host:5672'")
    if not url.startswith(("amqp://", "amqps://")):
        raise wrong
    try:
        parameters = pika.URLParameters(url)
    except (ValueError, TypeError, IndexError, SyntaxError) as error:
        raise wrong from error
    except OSError as error:
        said = f"a file that the ssl_options of DRIFTLINE_BROKER_URL name cannot be read: {error.strerror}"
        raise SetupError(said) from error
    parameters.heartbeat = HEARTBEAT_SECONDS
    parameters.blocked_connection_timeout = BLOCKED_SECONDS
    parameters.socket_timeout = CONNECT_SECONDS
    parameters.client_properties = {"connection_name": "driftline score worker"}
    with translated():
        return pika.BlockingConnection(parameters)


def close(connection: pika.BlockingConnection) -> None:
    """Close a connection; one that is already lost is closed."""
    with suppress(AMQPError, OSError):
        connection.close()


@contextmanager
def translated() -> Iterator[None]:
    """Map what pika raises to our errors; its messages hold no credentials, ours neither."""
    try:
        yield
    except (ProbableAuthenticationError, ProbableAccessDeniedError) as error:
        if not any(refusal in str(error) for refusal in REFUSALS):
            raise BrokerUnavailable("the broker hung up while we introduced ourselves") from error
        raise SetupError(
            "the broker refuses the user of DRIFTLINE_BROKER_URL; check name and password"
        ) from error
    except (AMQPError, AMQPConnectorException, OSError) as error:
        said = f"the broker is not reachable: {type(error).__name__}: {error}"
        raise BrokerUnavailable(said[:LONGEST_TEXT]) from error
