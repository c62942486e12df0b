"""How Driftline is doing, on one screen."""

from datetime import datetime

from common.checks import Check, State
from functions.operations import parts
from functions.operations.access import Access


def status(access: Access, now: datetime, *, with_files: bool = True) -> list[Check]:
    """Return the state of servers, queues, workers, dead letters, files, rules and users.

    `with_files` : also look for drift files without a verdict, which lists the whole bucket.
    """
    store, broker = parts.store_server(access), parts.broker_server(access)
    states = parts.queues(access) if broker.usable else None
    found = [check for check in store.checks if check.name != "clocks" or check.state is State.PROBLEM]
    found += broker.checks
    if states is not None:
        found += parts.messages_of(access, states, now)
    if store.usable and with_files:
        found += parts.files(access, states, now)
    return found + (parts.rules_and_users(access) if store.usable else [])
