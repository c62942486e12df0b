"""Whether the whole set-up is in order, from the store's disk to the worker's model."""

from datetime import datetime

from common.checks import Check, found_out, ok, problem, unknown
from common.errors import DriftlineError, StoreUnavailable
from common.stores.probe import check_writes
from functions.operations import parts
from functions.operations.access import Access
from functions.operations.messages import States
from functions.score import wiring
from functions.score.triggers.rabbitmq import checks
from functions.score.triggers.rabbitmq.topology import QUEUE


def setup(access: Access, now: datetime) -> list[Check]:
    """Check every part of the set-up; of each server that does not answer, nothing more.

    Sends one test message, which a worker ignores, and writes the object `driftline/probe`.
    """
    store, broker = parts.store_server(access), parts.broker_server(access)
    found = list(store.checks)
    if store.usable:
        found += [*writes(access), *parts.rules_and_users(access)]
    found += broker.checks
    if broker.usable:
        states = parts.queues(access)
        found += checks.topology_in_place(access.broker_url, access.topology)
        found += events_arrive(access, states)
        if worker := access.broker_url_of("worker"):
            found += checks.worker_may_publish(worker)
        found += parts.messages_of(access, states, now)
    return found + model(access)


def writes(access: Access) -> list[Check]:
    """Return whether the store accepts an object: its disk may be full."""

    def look() -> list[Check]:
        try:
            check_writes(access.store)
        except StoreUnavailable as error:
            return [problem("writes", str(error), "Make room on the store's disk, or see the store's log")]
        return [ok("writes", "the store accepts objects")]

    return found_out("writes", look)


def events_arrive(access: Access, states: States) -> list[Check]:
    """Return whether a test message comes from the store's exchange to the worker's queue."""
    state = states.get(QUEUE)
    if state is None or not state.consumers:
        return [unknown("way of events", "tried only if a worker runs, which takes the test message")]
    publisher = access.broker_url_of("minio") or access.broker_url
    return checks.way_of_events(access.broker_url, publisher, access.topology)


def model(access: Access) -> list[Check]:
    """Return whether the model that these settings name can be loaded here."""
    tools = wiring.tools(access.settings, wiring.no_store(access.settings.bucket), own_process=False)
    try:
        encoder = tools.encoder()
    except DriftlineError as error:
        fix = "Correct DRIFTLINE_MODEL or DRIFTLINE_ENGINE, here and for the worker"
        return [problem("model", str(error), fix)]
    return [ok("model", f"{encoder.model.name} can be loaded, by the engine {encoder.model.engine}")]
