"""The parts that the questions of an operator share: the store, the broker, the files."""

from dataclasses import dataclass
from datetime import datetime

from common.checks import Check, State, found_out
from functions.operations import unscored
from functions.operations.access import Access
from functions.operations.broker import Traffic
from infra.checks import store


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
    return Server(access.broker.answers())


def files(access: Access, traffic: Traffic | None, now: datetime) -> list[Check]:
    """Return whether drift files wait for their verdict longer than they should; lists the whole bucket.

    `traffic` : of the broker, if it is known.
    """

    def look() -> list[Check]:
        counts = unscored.unscored(access.store)
        waiting = None if traffic is None else traffic.waiting
        return [unscored.files(counts, waiting, now), unscored.last_sweep(access.store, now)]

    return found_out("files", look, store.START)
