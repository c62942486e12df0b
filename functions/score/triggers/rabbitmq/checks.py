"""What an operator checks on the broker: exchanges and queues, the way of an event, the users' permissions.

AMQP cannot show bindings, policies and permissions. So a test message goes the way of an event; a worker
takes and ignores it. Everything else changes nothing.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from pika.exceptions import ChannelClosedByBroker, UnroutableError

from common.checks import Check, found_out, ok, problem, unknown
from common.errors import SetupError
from functions.score.triggers.rabbitmq import dead_letters
from functions.score.triggers.rabbitmq.connection import (
    BLOCKED_SECONDS,
    BrokerBlocked,
    close,
    connect,
    translated,
)
from functions.score.triggers.rabbitmq.topology import (
    EVENTS_EXCHANGE,
    IMPORT,
    LARGE_EXCHANGE,
    OPERATOR,
    QUEUE,
    RETRY_EXCHANGE,
    UNROUTED_QUEUE,
    missing_parts,
)

START = "Start RabbitMQ, or correct DRIFTLINE_BROKER_URL"
FREE = "Free disk space of RabbitMQ, or give it more memory; see docs/operations.md#driftlinebrokeralarm"
REPAIR = f"Run `driftline bootstrap`; policies come with a restart of the broker, or with {IMPORT}"
BIND = "Run `driftline bootstrap`"
PERMIT = f"Restart the broker, which loads users and permissions from its definitions, or use {IMPORT}"
# A key that no queue is bound for: what is published with it comes back, if it may be published at all.
NO_QUEUE = "none"


def answers(url: str) -> list[Check]:
    """Return whether the broker answers and accepts the user in its address."""

    def look() -> list[Check]:
        close(connect(url, OPERATOR))
        return [ok("broker", f"{place(url)} answers, and accepts user {user_of(url)!r}")]

    return _found_out("broker", look)


def topology_in_place(url: str, topology: Mapping[str, Any]) -> list[Check]:
    """Return whether the broker has every exchange and queue."""

    def look() -> list[Check]:
        missing = missing_parts(url, topology)
        if missing:
            names = ", ".join(missing)
            return [problem("topology", f"the broker lacks {names}", REPAIR, missing=missing)]
        exchanges, queues = len(topology["exchanges"]), len(topology["queues"])
        return [ok("topology", f"{exchanges} exchanges and {queues} queues exist")]

    return _found_out("topology", look)


def way_of_events(url: str, publisher: str, topology: Mapping[str, Any]) -> list[Check]:
    """Return whether a message that the store publishes comes to `drift.score`, by sending one.

    Parameters
    ----------
    url : the broker's address, with the operator's credentials.
    publisher : the same with the store's user; the operator's, if the password of that user is not known.
    topology : the parsed definitions.json.
    """
    name = "way of events"
    keys = [
        each["routing_key"]
        for each in topology["bindings"]
        if (each["source"], each["destination"]) == (EVENTS_EXCHANGE, QUEUE)
    ]
    mark = f"doctor {secrets.token_hex(8)}"
    body = json.dumps({"Event": "s3:TestEvent", "Driftline": mark}).encode()

    def look() -> list[Check]:
        try:
            routed = _publish(publisher, EVENTS_EXCHANGE, keys[0], body)
        except SetupError as error:
            return [problem(name, str(error), PERMIT)]
        if not routed:
            return [problem(name, f"no queue is bound to {EVENTS_EXCHANGE} with key {keys[0]!r}", BIND)]
        if dead_letters.drop(url, UNROUTED_QUEUE, lambda letter: letter.body == body):
            return [problem(name, f"a test message went to {UNROUTED_QUEUE} instead of {QUEUE}", BIND)]
        return [ok(name, f"a test message from user {user_of(publisher)!r} came to {QUEUE}")]

    return _found_out(name, look)


def worker_may_publish(url: str) -> list[Check]:
    """Return whether the worker's user may publish to its exchanges; `url` has its credentials."""
    name = f"broker user {user_of(url)}"
    exchanges = (RETRY_EXCHANGE, LARGE_EXCHANGE)

    def look() -> list[Check]:
        try:
            for exchange in exchanges:
                _publish(url, exchange, NO_QUEUE, b"")  # comes back
        except SetupError as error:
            return [problem(name, str(error), PERMIT)]
        return [ok(name, f"logs in, and may publish to {' and '.join(exchanges)}")]

    return _found_out(name, look)


def as_user(url: str, user: str, password: str) -> str:
    """Return a broker's address with other credentials."""
    address = urlsplit(url)
    return address._replace(netloc=f"{user}:{quote(password, safe='')}@{place(url)}").geturl()


def user_of(url: str) -> str:
    """Return the user in a broker's address; without one, RabbitMQ's clients use "guest"."""
    return urlsplit(url).username or "guest"


def place(url: str) -> str:
    """Return host and port of a broker's address, without its credentials."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _found_out(name: str, look: Callable[[], list[Check]]) -> list[Check]:
    """Return what `look` returns, or that the part of this name is unknown, and what to do then."""

    def unless_blocked() -> list[Check]:
        try:
            return look()
        except BrokerBlocked as error:
            return [unknown(name, str(error), FREE)]

    return found_out(name, unless_blocked, START)


def _publish(url: str, exchange: str, routing_key: str, body: bytes) -> bool:
    """Publish a message; return whether a queue is bound for it, or an alternate exchange took it.

    Raises SetupError if the broker refuses the user, or the message from this user.
    """
    try:
        connection = connect(url, OPERATOR, BLOCKED_SECONDS)
    except SetupError as error:
        raise SetupError(f"the broker refuses user {user_of(url)!r}, or the password is wrong") from error
    with translated():
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            channel.basic_publish(exchange, routing_key, body, mandatory=True)
        except UnroutableError:
            return False
        except ChannelClosedByBroker as error:
            raise SetupError(
                f"the broker refuses a message to {exchange} from user {user_of(url)!r}: {error.reply_text}"
            ) from error
        finally:
            close(connection)
    return True
