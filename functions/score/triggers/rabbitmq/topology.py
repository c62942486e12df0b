"""Names the queue and exchanges of infra/rabbitmq/definitions.json, and declares what a broker lacks."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pika.exceptions import ChannelClosedByBroker

from common.errors import SetupError
from functions.score.triggers.rabbitmq.connection import close, connect, translated

if TYPE_CHECKING:
    import pika
    from pika.adapters.blocking_connection import BlockingChannel

QUEUE = "drift.score"
LARGE_EXCHANGE = LARGE_QUEUE = "drift.large"
EVENTS_EXCHANGE = "drift.events"
RETRY_EXCHANGE = "drift.retry"
DEAD_LETTER_EXCHANGE = DEAD_LETTER_QUEUE = "drift.dead-letter"
UNROUTED_QUEUE = "drift.unrouted"
# Steps of the retry ladder: the routing keys "1" to "4" of the retry exchange. A policy of the broker sets
# how long each step waits, so it can be changed at run time.
RETRY_STEPS = 4
RETRY_QUEUES = tuple(f"{RETRY_EXCHANGE}.{step}" for step in range(1, RETRY_STEPS + 1))
# Reply codes with which a broker closes a channel.
ACCESS_REFUSED, NOT_FOUND = 403, 404
# The name of an operator's connections.
OPERATOR = "driftline operator"
IMPORT = "`driftline definitions FILE` and `rabbitmqctl import_definitions FILE`"


class Part(NamedTuple):
    """An exchange or a queue. `declare(channel)` declares it; with `passive=True` it only looks for it."""

    name: str
    declare: Callable[..., None]


def ensure_topology(url: str, topology: Mapping[str, Any]) -> list[str]:
    """Declare the exchanges, queues and bindings that the broker lacks; existing ones stay as they are.

    Parameters
    ----------
    url : amqp://user:password@host:port. A user without the permission to configure `drift.*` can only check
        that exchanges and queues exist.
    topology : the parsed definitions.json. AMQP cannot set its policies and permissions.

    Returns
    -------
    What was done, one line each.

    Raises
    ------
    BrokerUnavailable : the broker does not answer.
    SetupError : it refuses the user, or something is missing that the user may not create.
    """
    connection = connect(url)
    with translated():
        try:
            missing = [part for part in _parts(topology) if not _exists(connection, part)]
            names = ", ".join(part.name for part in missing)
            permitted = all(_accepts(connection, part.name, part.declare, ACCESS_REFUSED) for part in missing)
            bound = permitted and all(_bind(connection, binding) for binding in topology["bindings"])
        finally:
            close(connection)
    if not missing:
        checked = "exchanges, queues and bindings" if bound else "exchanges and queues"
        return [f"broker: {checked} in place, unchanged"]
    if not bound:
        raise SetupError(
            f"the broker lacks {names}, and the user of DRIFTLINE_BROKER_URL may not create them; "
            f"use one that may configure, or {IMPORT}"
        )
    return [
        f"broker: created {names}",
        f"warning: AMQP cannot set policies and permissions; if yours are older, use {IMPORT}",
    ]


def missing_parts(url: str, topology: Mapping[str, Any]) -> list[str]:
    """Return which exchanges and queues the broker lacks, such as "queue drift.score"; changes nothing.

    Raises BrokerUnavailable and SetupError as `ensure_topology` does.
    """
    connection = connect(url, OPERATOR)
    with translated():
        try:
            return [part.name for part in _parts(topology) if not _exists(connection, part)]
        finally:
            close(connection)


def _parts(topology: Mapping[str, Any]) -> list[Part]:
    return [*map(_exchange, topology["exchanges"]), *map(_queue, topology["queues"])]


def _exists(connection: "pika.BlockingConnection", part: Part) -> bool:
    return _accepts(connection, part.name, partial(part.declare, passive=True), NOT_FOUND)


def _bind(connection: "pika.BlockingConnection", binding: Mapping[str, Any]) -> bool:
    """Bind a queue to an exchange, which changes nothing if it is bound; tell whether the user may."""
    source, queue = binding["source"], binding["destination"]

    def bind(channel: "BlockingChannel") -> None:
        channel.queue_bind(queue, source, binding["routing_key"], binding["arguments"])

    return _accepts(connection, f"the binding of {queue} to {source}", bind, ACCESS_REFUSED)


def _exchange(definition: Mapping[str, Any]) -> Part:
    def declare(channel: "BlockingChannel", *, passive: bool = False) -> None:
        channel.exchange_declare(
            definition["name"],
            definition["type"],
            passive=passive,
            durable=definition["durable"],
            auto_delete=definition["auto_delete"],
            internal=definition["internal"],
            arguments=definition["arguments"],
        )

    return Part(f"exchange {definition['name']}", declare)


def _queue(definition: Mapping[str, Any]) -> Part:
    def declare(channel: "BlockingChannel", *, passive: bool = False) -> None:
        channel.queue_declare(
            definition["name"],
            passive=passive,
            durable=definition["durable"],
            auto_delete=definition["auto_delete"],
            arguments=definition["arguments"],
        )

    return Part(f"queue {definition['name']}", declare)


def _accepts(
    connection: "pika.BlockingConnection",
    name: str,
    declare: Callable[["BlockingChannel"], None],
    refusal: int,
) -> bool:
    """Call `declare` on a channel of its own; return False if the broker answers with the code `refusal`.

    Raises SetupError with the broker's reason for any other refusal.
    """
    channel = connection.channel()
    try:
        declare(channel)
    except ChannelClosedByBroker as error:
        if error.reply_code == refusal:
            return False
        raise SetupError(f"the broker refuses {name}: {error.reply_text}") from error
    channel.close()
    return True
