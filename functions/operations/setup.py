"""Whether the whole set-up is in order, from the store's disk to the worker's model."""

from datetime import datetime

from common.checks import Check, found_out, ok, problem
from common.errors import DriftlineError, StoreUnavailable
from common.stores.probe import check_writes
from functions.operations import parts
from functions.operations.access import Access
from functions.score import wiring


def setup(access: Access, now: datetime) -> list[Check]:
    """Check every part of the set-up; of each server that does not answer, nothing more.

    Writes the object `driftline/probe`, and, with RabbitMQ, sends one test message, which a worker ignores.
    """
    store, broker = parts.store_server(access), parts.broker_server(access)
    found = list(store.checks)
    if store.usable:
        found += [*writes(access), *access.broker.rules()]
    found += broker.checks
    if broker.usable:
        traffic = access.broker.traffic()
        found += [*access.broker.in_place(), *access.broker.messages(traffic, now)]
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


def model(access: Access) -> list[Check]:
    """Return whether the model that these settings name can be loaded here."""
    tools = wiring.tools(access.settings, wiring.no_store(access.settings.bucket), own_process=False)
    try:
        encoder = tools.encoder()
    except DriftlineError as error:
        fix = "Correct DRIFTLINE_MODEL or DRIFTLINE_ENGINE, here and for the worker"
        return [problem("model", str(error), fix)]
    return [ok("model", f"{encoder.model.name} can be loaded, by the engine {encoder.model.engine}")]
