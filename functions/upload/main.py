"""The HTTP application. `server` runs it with limits on connections, which an application cannot set."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version

from fastapi import FastAPI

from common.stores.store import ObjectStore
from common.verdict.document import now
from functions.upload import refusals
from functions.upload.answers import Refusal
from functions.upload.body_limit import BodyLimit
from functions.upload.clients import Clients
from functions.upload.disk import TemporaryDisk
from functions.upload.guard import Guard, Rules
from functions.upload.health import Health
from functions.upload.metrics import Measured, UploadMetrics
from functions.upload.routes import Tools, router
from functions.upload.sites import Sites
from functions.upload.threads import Threads
from functions.upload.tokens import Tokens

# The most bytes of a form's boundaries, headers and text fields, on top of its two files.
FORM_BYTES = 64 * 1024
# Requests to the store at the same time: a file on its way takes up to 20 MB of memory, an answer little.
WRITERS, READERS = 8, 16


@dataclass(frozen=True, slots=True)
class Access:
    """Who may do how much.

    Attributes
    ----------
    sites : the function's names.
    tokens : of its clients.
    requests_per_minute : of one client.
    disk_bytes : for all uploads on their way.
    """

    sites: Sites = field(default_factory=Sites)
    tokens: Tokens = field(default_factory=Tokens)
    requests_per_minute: int = 600
    disk_bytes: int = 4 * 1024**3


def create_app(
    store: ObjectStore,
    *,
    max_bytes: int,
    access: Access | None = None,
    health_store: ObjectStore | None = None,
    clock: Callable[[], datetime] = now,
    randomness: Callable[[int], bytes] = secrets.token_bytes,
) -> FastAPI:
    """Return the application for a store.

    Parameters
    ----------
    max_bytes : the largest file; a request may contain two.
    access : by default, that of a function on loopback: no tokens.
    health_store : the same bucket, but one that gives up within seconds.
    clock, randomness : the parts of an upload's id; `randomness` returns that many random bytes.
    """
    access = access or Access()
    app = FastAPI(
        title="Driftline upload",
        version=version("driftline"),
        description="Stores a batch in the bucket, where it is scored, and returns its verdict.",
        responses={status: {"model": Refusal} for status in (401, 403, 421, 429, 502, 503)},
        docs_url=None,  # FastAPI's pages load scripts from elsewhere
        redoc_url=None,
    )
    measured = UploadMetrics()
    app.state.tools = Tools(
        store=store,
        writing=Threads(WRITERS),
        reading=Threads(READERS),
        health=Health(health_store or store),
        sites=access.sites,
        metrics=measured,
        max_bytes=max_bytes,
        clock=clock,
        randomness=randomness,
    )
    largest = 2 * max_bytes + FORM_BYTES
    disk = TemporaryDisk(access.disk_bytes, largest)
    app.add_middleware(BodyLimit, max_bytes=largest)
    rules = Rules(access.sites, access.tokens, Clients(access.requests_per_minute), disk)
    app.add_middleware(Guard, rules=rules)
    app.add_middleware(Measured, metrics=measured)  # outside of the others, so that it sees their refusals
    refusals.install(app)
    app.include_router(router)
    return app
