"""Reads messages in every dialect in which a store says that it has a new object.

Keys are decoded here, once; everything behind the trigger sees the decoded key.
"""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus

from common import keys
from common.errors import DriftlineError, IgnoreEvent, UnreadableEvent
from common.events.object_created import ObjectCreated, Record

# How much of a message that is no event is shown in the log line that says so, in characters.
EXCERPT = 80


def parse_records(body: Any) -> list[Record]:
    """Read a message, as bytes, text or parsed JSON, in any dialect we know; return its records.

    Raises what `parse_object_created` raises if the message has no list of records.
    """
    message = _load(body)
    records = message.get("Records")
    if isinstance(records, list) and records:
        return [_record(position, record) for position, record in enumerate(records)]
    return [Record("0", tuple(parse_object_created(message)))]


def _record(position: int, record: Any) -> Record:
    name = record.get("messageId") if isinstance(record, dict) else None
    record_id = name if isinstance(name, str) else str(position)
    try:
        return Record(record_id, tuple(parse_object_created({"Records": [record]})))
    except DriftlineError as error:
        return Record(record_id, error=error)


def parse_object_created(body: Any) -> list[ObjectCreated]:
    """Read a message, as bytes, text or parsed JSON, in any dialect we know.

    The dialects: S3 records (MinIO, AWS, RustFS), the same wrapped by SQS or SNS, a Google
    Cloud Storage object (plain, or pushed by Pub/Sub), and the job message
    `{"bucket": …, "baseline_key": …, "drift_key": …}` for whoever publishes one by hand.

    Raises
    ------
    UnreadableEvent : the message is none of these.
    IgnoreEvent : it is one, and announces no new object (a test event, a deletion).
    """
    message = _load(body)
    events = list(_events(message))
    if not events:
        raise IgnoreEvent(f"the message announces no new object: {_excerpt(message)}")
    return events


def _load(body: Any) -> dict[str, Any]:
    if isinstance(body, dict):
        return body
    if not isinstance(body, bytes | str):
        raise UnreadableEvent(f"the message is no object: {_excerpt(body)}")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableEvent(f"the message is not JSON: {_excerpt(body)}") from error
    if not isinstance(message, dict):
        raise UnreadableEvent(f"the message is JSON, but no object: {_excerpt(body)}")
    return message


def _events(message: dict[str, Any]) -> Iterator[ObjectCreated]:
    if "Records" in message:
        yield from _from_records(message["Records"])
    elif "drift_key" in message:
        yield _from_job(message)
    elif message.get("Event") == "s3:TestEvent":
        return  # the store checks that it may publish here
    elif isinstance(message.get("message"), dict):
        yield from _from_pubsub(message["message"])
    elif message.get("kind") == "storage#object":
        yield _from_cloud_storage(message)
    elif isinstance(message.get("Message"), str):  # SNS
        yield from _events(_load(message["Message"]))
    else:
        raise UnreadableEvent(
            "the message has no 'Records' (a store's event) and no 'drift_key' (a job); "
            f"it has: {', '.join(sorted(map(repr, message))) or 'nothing'}"
        )


def _from_records(records: Any) -> Iterator[ObjectCreated]:
    if not isinstance(records, list):
        raise UnreadableEvent(f"'Records' is no list: {_excerpt(records)}")
    for position, record in enumerate(records):
        try:
            if "body" in record:  # SQS
                yield from _events(_load(record["body"]))
            elif "ObjectCreated:" in record["eventName"]:
                yield _from_s3(record)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise UnreadableEvent(f"record {position} is no S3 record: {_excerpt(record)}") from error


def _from_s3(record: dict[str, Any]) -> ObjectCreated:
    described = record["s3"]["object"]
    return ObjectCreated(
        bucket=_text(record["s3"]["bucket"]["name"]),
        key=unquote_plus(_text(described["key"]), errors="strict"),
        etag=described.get("eTag"),
        sequencer=described.get("sequencer"),
        version_id=_version(described.get("versionId")),
        baseline_key=_asked_baseline(described.get("userMetadata") or {}),
        time=_time(record.get("eventTime")),
    )


def _from_job(message: dict[str, Any]) -> ObjectCreated:
    for field in ("bucket", "drift_key"):
        if not isinstance(message.get(field), str) or not message[field]:
            raise UnreadableEvent(f"the job's {field!r} is {message.get(field)!r}; it must be a string")
    baseline = message.get("baseline_key")
    if baseline is not None and not isinstance(baseline, str):
        raise UnreadableEvent(f"the job's 'baseline_key' is {baseline!r}; it must be a string")
    asked = keys.asked_baseline(baseline) if baseline else None
    return ObjectCreated(message["bucket"], message["drift_key"], baseline_key=asked)


def _from_pubsub(message: dict[str, Any]) -> Iterator[ObjectCreated]:
    attributes = message.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise UnreadableEvent(f"the message's 'attributes' are no object: {_excerpt(message)}")
    if attributes.get("eventType", "OBJECT_FINALIZE") != "OBJECT_FINALIZE":
        return
    try:
        data = base64.b64decode(message.get("data") or "", validate=True)
    except (ValueError, TypeError) as error:
        raise UnreadableEvent(f"the message's 'data' is not base64: {_excerpt(message)}") from error
    described = _load(data)
    if described.get("kind") == "storage#object":
        yield _from_cloud_storage(described)
    else:
        yield from _events(described)


def _from_cloud_storage(described: dict[str, Any]) -> ObjectCreated:
    try:
        return ObjectCreated(
            bucket=_text(described["bucket"]),
            key=_text(described["name"]),  # not escaped in this dialect
            # Its etag here is not the one that the S3-compatible interface answers with: None.
            # A generation is microseconds; in fixed-width hexadecimal it orders like a sequencer.
            sequencer=f"{int(described['generation']):016X}" if "generation" in described else None,
            baseline_key=_asked_baseline(described.get("metadata") or {}),
            time=_time(described.get("timeCreated")),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableEvent(f"no Cloud Storage object: {_excerpt(described)}") from error


def _asked_baseline(metadata: dict[str, str]) -> str | None:
    """Return the user metadata `baseline`, which stores send in any case, with or without prefix."""
    for name, value in metadata.items():
        if name.lower().removeprefix("x-amz-meta-") == "baseline":
            return keys.asked_baseline(value) if value else None
    return None


def _version(version_id: Any) -> str | None:
    """Return the version, or None for "null": what an object bears whose bucket keeps none."""
    return None if version_id in (None, "", "null") else _text(version_id)


def _time(value: Any) -> datetime | None:
    """Return a moment with its time zone, UTC where none is said; None where it is missing."""
    if value is None:
        return None
    moment = datetime.fromisoformat(_text(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"not a string: {value!r}")
    return value


def _excerpt(message: Any) -> str:
    shown = message if isinstance(message, bytes) else str(message)
    return repr(shown[:EXCERPT]) + ("…" if len(shown) > EXCERPT else "")
