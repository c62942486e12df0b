"""The bridge from MinIO to Pub/Sub: MinIO posts an event here, and has it off its disk once Pub/Sub has it.

MinIO has no target for Pub/Sub, but one for webhooks. It sends one event at a time, keeps it until it is
answered with 2xx, and sends no other before that: whatever MinIO itself could send must never be refused.
It is the functions-framework target `bridge`; `driftline bridge` starts it.
"""

import hmac
from collections.abc import Callable
from contextlib import suppress
from threading import local
from typing import TYPE_CHECKING, Any

import functions_framework

from common import events, logs, settings
from common.errors import BrokerUnavailable, DriftlineError, IgnoreEvent, SetupError, UnreadableEvent
from common.settings import Settings
from functions.score.runtime.once import Once
from functions.score.triggers.pubsub.connection import close, open_publisher, publish, translated
from functions.score.triggers.pubsub.names import full_name

if TYPE_CHECKING:
    from flask import Request

    Answer = tuple[dict[str, str], int]

# An event of MinIO has one to four KB; Pub/Sub accepts 10 MB.
MOST_BYTES = 1024 * 1024
BEARER = "Bearer "


class Bridge:
    """Publishes messages to one topic. Any thread may call any method.

    Parameters
    ----------
    settings : with the topic, and the token of those who may use the bridge.
    open_client : opens a client of Pub/Sub.

    Raises SetupError if the topic or the token is missing.
    """

    def __init__(self, settings: Settings, open_client: Callable[[], Any] = open_publisher) -> None:
        if not settings.pubsub_topic:
            raise SetupError("set DRIFTLINE_PUBSUB_TOPIC to the topic that the bridge sends to")
        if not settings.bridge_token:
            raise SetupError(
                "set DRIFTLINE_BRIDGE_TOKEN to what MinIO sends, its MINIO_NOTIFY_WEBHOOK_AUTH_TOKEN_…"
            )
        self._topic = full_name(settings.pubsub_topic, "topics")
        self._token = settings.bridge_token.get_secret_value().encode()
        self._open_client = open_client
        self._of_thread = local()  # each thread has a client of its own, so that it may close it

    def admits(self, authorization: str) -> bool:
        """Return whether the header of a request has the token."""
        token = authorization.removeprefix(BEARER) if authorization.startswith(BEARER) else ""
        return hmac.compare_digest(token.encode(), self._token)

    def publish(self, body: bytes) -> None:
        """Send one message, and return when Pub/Sub has it.

        Raises BrokerUnavailable if Pub/Sub does not answer, SetupError if it refuses.
        """
        client = self._of_thread.client = getattr(self._of_thread, "client", None) or self._open_client()
        try:
            with translated(self._topic):
                publish(client, self._topic, body, {})
        except BrokerUnavailable:
            close(client)
            self._of_thread.client = None
            raise


@Once
def _instance() -> Bridge:
    """Return the bridge of this process, which the first request creates."""
    configured = settings.load()
    logs.set_up(configured.log_format, "BRIDGE")
    return Bridge(configured)


@functions_framework.http  # type: ignore[untyped-decorator] # the library ships no types
def bridge(request: "Request") -> "Answer":
    """Answer 200 when Pub/Sub has the event, and 503 if it does not have it now."""
    try:
        ours = _instance()
        if request.method == "GET":
            return {"status": "ok"}, 200
        return answered(request, ours)
    except DriftlineError as error:
        logs.LOGGER.error("not published: %s", error)
        return {"status": "not published; the bridge's log says why"}, 503


def answered(request: "Request", ours: Bridge) -> "Answer":
    """Publish the body of a request; raises BrokerUnavailable or SetupError if that fails.

    A body is refused only if it can never be an event, however often it is sent.
    """
    if not ours.admits(request.headers.get("Authorization", "")):
        return {"status": "the token is missing or wrong"}, 401
    body = request.stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return {"status": f"more than {MOST_BYTES} bytes"}, 413
    try:
        with suppress(IgnoreEvent):  # the worker decides what to ignore
            events.parse_records(body)
    except UnreadableEvent as error:
        return {"status": str(error)}, 400
    ours.publish(body)
    return {"status": "published"}, 200
