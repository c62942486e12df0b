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
    traffic = access.broker.traffic() if broker.usable else None
    found = [check for check in store.checks if check.name != "clocks" or check.state is State.PROBLEM]
    found += broker.checks
    if traffic is not None:
        found += access.broker.messages(traffic, now)
    if store.usable and with_files:
        found += parts.files(access, traffic, now)
    return found + (access.broker.rules() if store.usable else [])
