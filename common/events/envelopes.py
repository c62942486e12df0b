"""Opens envelopes: messages of Pub/Sub as it pushes them, and CloudEvents, with one message in each."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any

from common.errors import IgnoreEvent, UnreadableEvent
from common.events import cloud_storage
from common.events.values import excerpt, time_of

Load = Callable[[Any], dict[str, Any]]


def opened(message: dict[str, Any], load: Load) -> tuple[dict[str, Any], datetime | None]:
    """Return the innermost message, and when it was sent, if an envelope says so.

    `load` parses a message. Raises UnreadableEvent, and IgnoreEvent if an envelope says that there is nothing
    to do.
    """
    sent = None
    while "Records" not in message:
        if isinstance(message.get("message"), dict):
            pushed = message["message"]
            sent = time_of(pushed.get("publishTime")) or sent
            message = _of_pubsub(pushed, load)
        elif isinstance(message.get("specversion"), str):
            message = _of_cloud_event(message, load)
        else:
            break
    return message, sent


def _of_pubsub(pushed: dict[str, Any], load: Load) -> dict[str, Any]:
    attributes = pushed.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise UnreadableEvent(f"the message's 'attributes' are not an object: {excerpt(pushed)}")
    named = cloud_storage.object_in(attributes)
    kind = attributes.get(cloud_storage.EVENT_TYPE)
    if named and isinstance(kind, str) and kind in cloud_storage.OTHERS:
        raise IgnoreEvent(f"an event {kind} of Cloud Storage announces no new object: {excerpt(named)}")
    try:
        return load(_decoded(pushed))
    except UnreadableEvent:
        if named:
            return named
        raise


def _decoded(pushed: dict[str, Any]) -> bytes:
    data = pushed.get("data") or ""
    try:
        return base64.b64decode(data, validate=True)
    except (ValueError, TypeError) as error:
        raise UnreadableEvent(f"the message's 'data' is not base64: {excerpt(pushed)}") from error


def _of_cloud_event(event: dict[str, Any], load: Load) -> dict[str, Any]:
    kind = str(event.get("type"))
    if "data_base64" in event:
        content = load(_decoded({"data": event["data_base64"]}))
    else:
        content = load(event.get("data"))
    if kind == cloud_storage.CLOUD_EVENT_CREATED:
        return {"kind": cloud_storage.OBJECT, **content}
    if kind.startswith(cloud_storage.CLOUD_EVENT):
        raise IgnoreEvent(f"an event {kind} announces no new object: {excerpt(content)}")
    return content
