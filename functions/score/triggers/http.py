"""The HTTP trigger: the functions-framework target `score`.

Accepts CloudEvents over HTTP (Knative's RabbitmqSource, Eventarc), what Pub/Sub pushes, and plain event
bodies, and answers `GET` with its health, or at `/metrics` with its metrics. The signature is `http`: with
`cloudevent`, the framework answers GET with 405 and puts the text of unexpected errors into the response.
"""

import hmac
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import functions_framework
from cloudevents.exceptions import GenericException
from cloudevents.http import from_http

from common import logs, metrics, settings
from common.errors import DriftlineError, Outcome, SetupError
from common.stores.probe import check_answers
from common.stores.store import ObjectStore
from functions.score import wiring
from functions.score.metrics import ScoreMetrics
from functions.score.runtime.once import Once
from functions.score.settlement import Settlement
from functions.score.triggers.settling import most_careful, settle_message

if TYPE_CHECKING:
    from flask import Request

    from functions.score.tools import Tools

    Answer = tuple[dict[str, Any] | bytes, int, dict[str, str]]

# What senders do with a status: 2xx is done, 503 is sent again, 422 goes to the dead letters (Knative retries
# 404, 408, 409, 429 and 5xx, and dead-letters every other status at once; Pub/Sub sends everything but 2xx
# again, until its dead-letter policy ends that).
STATUS = {Outcome.ACK: 200, Outcome.RETRY: 503, Outcome.DEAD_LETTER: 422}
RETRY_AFTER = {"Retry-After": "30"}
# A record of a store has 1 to 3 kB, and the largest message of SQS 1 MiB.
EVENT_BYTES = 1024 * 1024
PART = 64 * 1024  # bytes that are read at once


class Function(NamedTuple):
    """What a process of this function keeps; `asked` is the store, for the question whether it answers."""

    settings: settings.Settings
    tools: "Tools"
    measured: ScoreMetrics
    asked: ObjectStore


@functions_framework.http  # type: ignore[untyped-decorator] # the library ships no types
def score(request: "Request") -> "Answer":
    """Score the objects that the request announces; answer with the outcome and the verdicts."""
    body = _body(request)
    try:
        ours = _instance()
    except SetupError as error:
        logs.LOGGER.error("%s", error)
        return (
            {"status": "unwell", "reason": "this function is not set up; its log says why"},
            503,
            RETRY_AFTER,
        )
    if request.method in ("GET", "HEAD"):
        if request.path == metrics.PATH:
            return ours.measured.registry.page(), 200, {"Content-Type": metrics.CONTENT_TYPE}
        return _health(ours.asked)
    if not _is_from_a_sender(request, ours.settings):
        return _refused("wrong or missing token"), 401, {"WWW-Authenticate": "Bearer"}
    if len(body) > EVENT_BYTES:
        return _refused(f"the event has more than {EVENT_BYTES} bytes"), 413, {}
    patience = ours.settings.baseline_wait_seconds
    settlements = settle_message(_unwrapped(request, body), ours.tools, patience_seconds=patience)
    outcome = most_careful(settlements).outcome
    return _answer(settlements), STATUS[outcome], RETRY_AFTER if outcome is Outcome.RETRY else {}


@Once
def _instance() -> Function:
    """Return what this process keeps, which the first request creates."""
    configured = settings.load()
    logs.set_up(configured.log_format)
    tools, measured = wiring.bucket_tools(configured), ScoreMetrics()
    tools = replace(tools, observers=(*tools.observers, measured))
    return Function(configured, tools, measured, wiring.bucket_store(configured, impatient=True))


def _is_from_a_sender(request: "Request", configured: settings.Settings) -> bool:
    """Tell whether a request has the token of the settings, if there is one; takes equally long for any."""
    if configured.event_token is None:
        return True
    expected = f"Bearer {configured.event_token.get_secret_value()}"
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), expected.encode())


def _body(request: "Request") -> bytes:
    """Read a request's body; return its first bytes if there are more than EVENT_BYTES.

    All of it is read, because the framework would read what is left at once, into memory.
    """
    body = b""
    for part in iter(partial(request.stream.read, PART), b""):
        if len(body) <= EVENT_BYTES:
            body += part
    return body


def _refused(reason: str) -> dict[str, Any]:
    """Return the answer to a request that is not read."""
    logs.event_settled(Outcome.DEAD_LETTER, reason)
    return {"outcome": Outcome.DEAD_LETTER, "reason": reason, "records": [], "verdicts": []}


def _unwrapped(request: "Request", body: bytes) -> Any:
    """Return the body; a CloudEvent as one object, wherever the request has its attributes."""
    try:
        event = from_http(dict(request.headers), body)
    except (GenericException, ValueError, TypeError, RecursionError):
        return body  # not a CloudEvent: the store's own message, or a Pub/Sub push
    return {"specversion": event["specversion"], "type": event["type"], "data": event.data}


def _answer(settlements: list[Settlement]) -> dict[str, Any]:
    decisive = most_careful(settlements)
    verdicts = {each.verdict.drift.key: each.verdict for each in settlements if each.verdict}
    return {
        "outcome": decisive.outcome,
        "reason": decisive.reason,
        "records": [
            {"record": each.record, "outcome": each.outcome, "reason": each.reason} for each in settlements
        ],
        "verdicts": [verdict.model_dump(mode="json") for verdict in verdicts.values()],
    }


def _health(store: ObjectStore) -> "Answer":
    try:
        check_answers(store)
    except DriftlineError:
        return {"status": "unwell", "store": False}, 503, {}
    return {"status": "ok", "store": True}, 200, {}
