"""The parts that the questions of an operator share: the store, the broker, the messages, the files."""

from dataclasses import dataclass
from datetime import datetime

from common.checks import Check, State, found_out
from common.errors import DriftlineError
from functions.operations import messages, unscored
from functions.operations.access import Access
from functions.operations.messages import States
from functions.score.triggers.rabbitmq import checks, dead_letters
from functions.score.triggers.rabbitmq.dead_letters import Letters
from functions.score.triggers.rabbitmq.queues import queue_states
from functions.score.triggers.rabbitmq.topology import (
    DEAD_LETTER_QUEUE,
    QUEUE,
    RETRY_QUEUES,
    UNROUTED_QUEUE,
)
from infra.checks import rules, store, users

# Dead letters that are read for the oldest one and the most frequent reason: one takes 3 ms.
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Server:
    """Whether a server can be used, and what shows it."""

    checks: list[Check]

    @property
    def usable(self) -> bool:
        """Whether the last check, which needs all others, is in order."""
        return self.checks[-1].state is State.OK


def store_server(access: Access) -> Server:
    """Return whether the store answers, agrees about the time, and accepts our credentials."""
    found = store.answers(access.settings.store_endpoint)
    return Server(found + store.accepts(access.store) if found[0].state is State.OK else found)


def broker_server(access: Access) -> Server:
    """Return whether the broker answers and accepts our credentials."""
    return Server(checks.answers(access.broker_url))


def queues(access: Access) -> States:
    """Return the states of all queues."""
    return queue_states(access.broker_url, (QUEUE, *RETRY_QUEUES, DEAD_LETTER_QUEUE, UNROUTED_QUEUE))


def messages_of(access: Access, states: States, now: datetime) -> list[Check]:
    """Return how many events, workers, dead letters and unrouted events there are."""
    return [
        messages.events(states),
        messages.workers(states),
        messages.dead_letters(_letters(access, states, DEAD_LETTER_QUEUE), now),
        messages.unrouted(_letters(access, states, UNROUTED_QUEUE), now),
    ]


def _letters(access: Access, states: States, queue: str) -> Letters | None:
    """Return the messages of a queue; unread ones if the user may not read them, None without the queue."""
    state = states.get(queue)
    if state is None or not state.messages:
        return None if state is None else Letters()
    try:
        return dead_letters.read(access.broker_url, queue, MOST_LETTERS)
    except DriftlineError:
        return Letters(unread=state.messages)


def files(access: Access, states: States | None, now: datetime) -> list[Check]:
    """Return whether drift files wait for their verdict longer than they should; lists the whole bucket.

    `states` : of the queues, if they are known.
    """
    waiting = messages.waiting(states) if states is not None else None

    def look() -> list[Check]:
        counts = unscored.unscored(access.store)
        return [unscored.files(counts, waiting, now), unscored.last_sweep(access.store, now)]

    return found_out("files", look, store.START)


def rules_and_users(access: Access) -> list[Check]:
    """Return the state of the notification rules, their targets, and the store's users."""
    found = rules.rules(access.store, access.admin, access.rules)
    endpoint, bucket = access.settings.store_endpoint, access.store.bucket
    return found + users.store_users(access.admin, endpoint, bucket, access.store_users)
