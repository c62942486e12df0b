"""Parses a store's message about new objects, in every supported format.

Keys are decoded here and nowhere else; all other code sees decoded keys.
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

# Longest excerpt of an unreadable message in an error, in characters.
EXCERPT = 80


def parse_records(body: Any) -> list[Record]:
    """Parse a message (bytes, text or parsed JSON) in any supported format; return its records.

    A record that cannot be read has its error as an attribute. Raises what `parse_object_created` raises if
    the message has no list of records.
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
    """Parse a message (bytes, text or parsed JSON) in any supported format.

    The formats: S3 records (MinIO, AWS, RustFS), the same in an SQS or SNS message, a Google Cloud Storage
    object (plain, or pushed by Pub/Sub), and a job,
    `{"bucket": …, "baseline_key": …, "drift_key": …, "again": …}`, for messages published by hand.

    Raises
    ------
    UnreadableEvent : the message has none of these formats.
    IgnoreEvent : it has one, but announces no new object (a test event, a deletion).
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
        raise UnreadableEvent(f"the message is not a JSON object: {_excerpt(body)}")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableEvent(f"the message is not JSON: {_excerpt(body)}") from error
    if not isinstance(message, dict):
        raise UnreadableEvent(f"the message is JSON, but not an object: {_excerpt(body)}")
    return message


def _events(message: dict[str, Any]) -> Iterator[ObjectCreated]:
    if "Records" in message:
        yield from _from_records(message["Records"])
    elif "drift_key" in message:
        yield _from_job(message)
    elif message.get("Event") == "s3:TestEvent":
        return  # AWS checks that it may publish
    elif isinstance(message.get("message"), dict):
        yield from _from_pubsub(message["message"])
    elif message.get("kind") == "storage#object":
        yield _from_cloud_storage(message)
    elif isinstance(message.get("Message"), str):  # SNS
        yield from _events(_load(message["Message"]))
    else:
        raise UnreadableEvent(
            "the message has neither 'Records' (an event of a store) nor 'drift_key' (a job); "
            f"it has: {', '.join(sorted(map(repr, message))) or 'nothing'}"
        )


def _from_records(records: Any) -> Iterator[ObjectCreated]:
    if not isinstance(records, list):
        raise UnreadableEvent(f"'Records' is not a list: {_excerpt(records)}")
    for position, record in enumerate(records):
        try:
            if "body" in record:  # SQS
                yield from _events(_load(record["body"]))
            elif "ObjectCreated:" in record["eventName"]:
                yield _from_s3(record)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise UnreadableEvent(f"record {position} is not an S3 record: {_excerpt(record)}") from error


def _from_s3(record: dict[str, Any]) -> ObjectCreated:
    stored = record["s3"]["object"]
    raw = _text(stored["key"])
    key = _decoded(raw)
    return ObjectCreated(
        bucket=_text(record["s3"]["bucket"]["name"]),
        key=key,
        raw_key=raw if raw != key else None,
        time=_time(record.get("eventTime")),
        etag=_etag(stored.get("eTag")),
        sequencer=_information(stored.get("sequencer")),
        version_id=_version(stored.get("versionId")),
    )


def _from_job(message: dict[str, Any]) -> ObjectCreated:
    for field in ("bucket", "drift_key"):
        if not isinstance(message.get(field), str) or not message[field]:
            raise UnreadableEvent(f"the job's {field!r} is {message.get(field)!r}; it must be a string")
    baseline = message.get("baseline_key")
    if baseline is not None and not isinstance(baseline, str):
        raise UnreadableEvent(f"the job's 'baseline_key' is {baseline!r}; it must be a string")
    again = message.get("again", False)
    if not isinstance(again, bool):
        raise UnreadableEvent(f"the job's 'again' is {again!r}; it must be true or false")
    asked = keys.asked_baseline(baseline) if baseline else None
    return ObjectCreated(message["bucket"], message["drift_key"], baseline_key=asked, again=again)


def _from_pubsub(message: dict[str, Any]) -> Iterator[ObjectCreated]:
    attributes = message.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise UnreadableEvent(f"the message's 'attributes' are not an object: {_excerpt(message)}")
    if attributes.get("eventType", "OBJECT_FINALIZE") != "OBJECT_FINALIZE":
        return
    try:
        data = base64.b64decode(message.get("data") or "", validate=True)
    except (ValueError, TypeError) as error:
        raise UnreadableEvent(f"the message's 'data' is not base64: {_excerpt(message)}") from error
    content = _load(data)
    if content.get("kind") == "storage#object":
        yield _from_cloud_storage(content)
    else:
        yield from _events(content)


def _from_cloud_storage(stored: dict[str, Any]) -> ObjectCreated:
    try:
        return ObjectCreated(
            bucket=_text(stored["bucket"]),
            key=_text(stored["name"]),  # not encoded in this format
            baseline_key=_asked_baseline(stored.get("metadata") or {}),
            time=_time(stored.get("timeCreated")),
            sequencer=_information(stored.get("generation")),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableEvent(f"not a Cloud Storage object: {_excerpt(stored)}") from error


def _decoded(raw: str) -> str:
    """Return a form-encoded key decoded; as it is if it cannot be encoded so."""
    try:
        return unquote_plus(raw, errors="strict")
    except UnicodeDecodeError:
        return raw


def _asked_baseline(metadata: dict[str, str]) -> str | None:
    """Return the key in the metadata `baseline` of a Cloud Storage object."""
    value = {name.lower(): value for name, value in metadata.items()}.get("baseline")
    return keys.asked_baseline(value) if value else None


def _information(value: Any) -> str | None:
    """Return a text that nothing depends on; None if it is something else."""
    return value if isinstance(value, str) and value else None


def _etag(value: Any) -> str | None:
    """Return an etag without the quotes that some stores add."""
    etag = _information(value)
    return etag.strip('"') if etag else None


def _version(version_id: Any) -> str | None:
    """Return the version, or None for "null", the version of objects in an unversioned bucket."""
    return None if version_id == "null" else _information(version_id)


def _time(value: Any) -> datetime | None:
    """Return a time with its time zone, by default UTC; None if it is missing or malformed."""
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"not a text: {value!r}")
    return value


def _excerpt(message: Any) -> str:
    shown = message if isinstance(message, bytes) else str(message)
    return repr(shown[:EXCERPT]) + ("…" if len(shown) > EXCERPT else "")
