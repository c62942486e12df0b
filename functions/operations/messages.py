"""How many messages wait, who takes them, and which of them need a person."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from common.checks import ADMINISTRATOR, Check, ok, problem
from functions.operations.times import count, since
from functions.score.triggers.dead_letter import Letters
from functions.score.triggers.rabbitmq.queues import QueueState
from functions.score.triggers.rabbitmq.topology import (
    DEAD_LETTER_QUEUE,
    LARGE_QUEUE,
    QUEUE,
    RETRY_QUEUES,
    UNROUTED_QUEUE,
)

States = Mapping[str, QueueState | None]

CREATE = "Run `driftline bootstrap`"
START_LARGE = "Start `driftline worker --large`; until then, the sweep scores what has waited for 20 minutes"
START_WORKER = "Start a worker, or read in the log of one that runs why it takes no events"


def waiting(states: States) -> int:
    """Return how many events wait for a worker, or for their next attempt."""
    names = (QUEUE, LARGE_QUEUE, *RETRY_QUEUES)
    return sum(state.messages for name in names if (state := states.get(name)))


def events(states: States) -> Check:
    """Return how many events wait for a worker."""
    numbers = {name: state.messages for name in (QUEUE, *RETRY_QUEUES) if (state := states.get(name))}
    if QUEUE not in numbers:
        return problem("events", f"there is no queue {QUEUE}: events have nowhere to go", CREATE)
    later = sum(numbers.values()) - numbers[QUEUE]
    retries = f", {later:,} more for their next attempt" if later else ""
    return ok("events", f"{count(numbers[QUEUE], 'event')} waiting in {QUEUE}{retries}", **numbers)


def workers(states: States) -> Check:
    """Return how many workers take events."""
    state = states.get(QUEUE)
    number = state.consumers if state else 0
    if not number:
        return problem("workers", f"none takes events from {QUEUE}", START_WORKER, workers=0)
    return ok("workers", f"{number:,} {'takes' if number == 1 else 'take'} events", workers=number)


def large_files(states: States) -> Check | None:
    """Return how many events wait for the workers of large files; None without such workers and events."""
    name, state = "large files", states.get(LARGE_QUEUE)
    if state is None or not (state.messages or state.consumers):
        return None
    detail = f"{count(state.messages, 'event')} waiting in {LARGE_QUEUE}"
    values = {LARGE_QUEUE: state.messages, "workers": state.consumers}
    if not state.consumers:
        return problem(name, f"{detail}, and no worker takes them", START_LARGE, **values)
    return ok(name, f"{detail}, {count(state.consumers, 'worker')} for them", **values)


def dead_letters(letters: Letters | None, now: datetime) -> Check:
    """Return which dead letters wait for a person; None: there is no queue for them."""
    name = "dead letters"
    if letters is None:
        return problem(name, f"there is no queue {DEAD_LETTER_QUEUE}: they would be lost", CREATE)
    if not letters.total:
        return ok(name, "none", messages=0)
    fix = "See `driftline dead-letters list`; correct the cause, then replay them"
    if not letters.read:
        return problem(name, f"{letters.total:,}; reading them {ADMINISTRATOR}", fix, messages=letters.total)
    reason, times = Counter(letter.reason for letter in letters.read).most_common(1)[0]
    often = "" if times == letters.total else "most often "
    detail = f"{letters.total:,}, the oldest {_oldest(letters, now)}; {often}because: {reason}"
    return problem(name, detail, fix, **_values(letters))


def unrouted(letters: Letters | None, now: datetime) -> Check:
    """Return which events came to no queue; None: there is no queue for them."""
    name = "unrouted events"
    if letters is None:
        return problem(name, f"there is no queue {UNROUTED_QUEUE}: they would be lost", CREATE)
    if not letters.total:
        return ok(name, "none", messages=0)
    detail = f"{letters.total:,} in {UNROUTED_QUEUE}, the oldest {_oldest(letters, now)}: no queue was bound"
    fix = "Run `driftline bootstrap`, then `driftline dead-letters replay --all --queue unrouted`"
    return problem(name, detail, fix, **_values(letters))


def _oldest(letters: Letters, now: datetime) -> str:
    return since(letters.read[0].since if letters.read else None, now)


def _values(letters: Letters) -> dict[str, object]:
    oldest = letters.read[0].since if letters.read else None
    return {"messages": letters.total, "oldest": oldest.isoformat() if oldest else None}
