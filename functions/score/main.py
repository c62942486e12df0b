"""Door: the functions-framework target `score`.

Takes CloudEvents over HTTP (Knative's RabbitmqSource, Eventarc) and plain event bodies alike, and
answers `GET` with its health. The signature is `http`, not `cloudevent`: with that one, the
framework answers GET with 405 and puts the text of an unforeseen error into the response.
"""

from typing import TYPE_CHECKING, Any

import functions_framework
from cloudevents.exceptions import GenericException
from cloudevents.http import from_http

from common import keys, logs, settings
from common.errors import DriftlineError, Fate, SetupError
from functions.score import wiring
from functions.score.runtime.once import Once
from functions.score.settlement import Settlement, settle_message

if TYPE_CHECKING:
    from flask import Request

    from functions.score.tools import Tools

    Answer = tuple[dict[str, Any], int, dict[str, str]]

# What senders make of an answer: 2xx is done; 503 is sent again; 422 goes to the dead letters
# (Knative retries 404, 408, 409, 429 and 5xx, and dead-letters every other answer at once).
STATUS = {Fate.ACK: 200, Fate.RETRY: 503, Fate.PARK: 422}
RETRY_AFTER = {"Retry-After": "30"}


@functions_framework.http  # type: ignore[untyped-decorator] # the library ships no types
def score(request: "Request") -> "Answer":
    """Score the object that the request announces; answers with its fate and its verdicts."""
    try:
        configured, tools = _instance()
    except SetupError as error:
        logs.LOGGER.error("%s", error)
        return (
            {"status": "unwell", "reason": "this function is not set up; its log says why"},
            503,
            RETRY_AFTER,
        )
    if request.method in ("GET", "HEAD"):
        return _health(tools)
    settlement = settle_message(_unwrapped(request), tools, patience_seconds=configured.baseline_wait_seconds)
    return _answer(settlement), STATUS[settlement.fate], RETRY_AFTER if settlement.fate is Fate.RETRY else {}


@Once
def _instance() -> "tuple[settings.Settings, Tools]":
    """Return what this process scores with: made at the first request, kept for all others."""
    configured = settings.load()
    logs.set_up(configured.log_format)
    tools = wiring.tools(configured, wiring.bucket_store(configured))
    tools.encoder()  # a model that is not to be had concerns every event alike: none is parked for it
    return configured, tools


def _unwrapped(request: "Request") -> Any:
    """Return the event's body, out of its CloudEvent where it has one."""
    body = request.get_data()
    try:
        return from_http(dict(request.headers), body).data
    except (GenericException, ValueError, TypeError, RecursionError):
        return body  # no CloudEvent: the store's own message, or Pub/Sub's push


def _answer(settlement: Settlement) -> dict[str, Any]:
    return {
        "fate": settlement.fate,
        "reason": settlement.reason,
        "verdicts": [outcome.verdict.model_dump(mode="json") for outcome in settlement.outcomes],
    }


def _health(tools: "Tools") -> "Answer":
    try:
        next(tools.store.list(keys.NOTHING), None)
    except DriftlineError:
        return {"status": "unwell", "store": False}, 503, {}
    return {"status": "ok", "store": True}, 200, {}
