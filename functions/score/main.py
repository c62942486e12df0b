"""Door: the functions-framework target `score`.

Takes CloudEvents over HTTP (Knative's RabbitmqSource, Eventarc) and plain event bodies alike, and
answers `GET` with its health. The signature is `http`, not `cloudevent`: with that one, the
framework answers GET with 405 and puts the text of an unforeseen error into the response.
"""

import functools
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import functions_framework
from cloudevents.exceptions import GenericException
from cloudevents.http import from_http

from common import logs, settings
from common.errors import Fate, StoreRefused, StoreUnavailable
from functions.score import wiring
from functions.score.settlement import Settlement, settle_message

if TYPE_CHECKING:
    from flask import Request

    from functions.score.tools import Tools

# What senders make of an answer: 2xx is done; 503 is sent again; 422 goes to the dead letters
# (Knative retries 404, 408, 409, 429 and 5xx, and dead-letters every other answer at once).
STATUS = {Fate.ACK: 200, Fate.RETRY: 503, Fate.PARK: 422}
RETRY_AFTER_SECONDS = 30


@functions_framework.http  # type: ignore[untyped-decorator] # the library ships no types
def score(request: "Request") -> tuple[dict[str, Any], int, dict[str, str]]:
    """Score the object that the request announces; answers with its fate and its verdicts."""
    configured, tools = _instance()
    if request.method in ("GET", "HEAD"):
        return _health(tools)
    body, sent_at = _unwrapped(request)
    waited = (datetime.now(UTC) - sent_at).total_seconds() if sent_at else 0.0
    settlement = settle_message(body, tools, last_attempt=waited >= configured.baseline_wait_seconds)
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if settlement.fate is Fate.RETRY else {}
    return _answer(settlement), STATUS[settlement.fate], headers


@functools.cache
def _instance() -> "tuple[settings.Settings, Tools]":
    """Return what this process scores with; made at the first request, kept for all others."""
    configured = settings.load()
    logs.set_up(configured.log_format)
    return configured, wiring.tools(configured, wiring.bucket_store(configured))


def _unwrapped(request: "Request") -> tuple[Any, datetime | None]:
    """Return the event's body, out of its CloudEvent where it has one, and when it was sent."""
    data = request.get_data()
    try:
        event = from_http(dict(request.headers), data)
    except GenericException:
        return data, None  # no CloudEvent: the store's own message, or Pub/Sub's push
    sent = event.get("time")
    return event.data, datetime.fromisoformat(sent).astimezone(UTC) if sent else None


def _answer(settlement: Settlement) -> dict[str, Any]:
    return {
        "fate": settlement.fate,
        "reason": settlement.reason,
        "verdicts": [outcome.verdict.model_dump(mode="json") for outcome in settlement.outcomes],
    }


def _health(tools: "Tools") -> tuple[dict[str, Any], int, dict[str, str]]:
    try:
        next(iter(tools.store.list("baselines/")), None)
    except (StoreUnavailable, StoreRefused):
        return {"status": "unwell", "store": False}, 503, {}
    return {"status": "ok", "store": True}, 200, {}
