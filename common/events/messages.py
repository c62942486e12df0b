"""Parses a store's message about new objects, in every supported format.

Keys are decoded in this package and nowhere else; all other code sees decoded keys.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from common import keys
from common.errors import DriftlineError, IgnoreEvent, UnreadableEvent
from common.events import cloud_storage, s3
from common.events.envelopes import opened
from common.events.object_created import ObjectCreated, Record
from common.events.values import EXCERPT, excerpt, key_of


def parse_records(body: Any) -> list[Record]:
    """Parse a message (bytes, text or parsed JSON) in any supported format; return its records.

    A record that cannot be read has its error as an attribute. Raises what `parse_object_created` raises if
    the message has no list of records.
    """
    message, sent = opened(_load(body), _load)
    records = message.get("Records")
    if isinstance(records, list) and records:
        return [_record(position, record, sent) for position, record in enumerate(records)]
    return [Record("0", tuple(_announced(message, sent)))]


def _record(position: int, record: Any, sent: datetime | None) -> Record:
    name = record.get("messageId") if isinstance(record, dict) else None
    record_id = name if isinstance(name, str) else str(position)
    try:
        return Record(record_id, tuple(_announced({"Records": [record]}, sent)))
    except DriftlineError as error:
        return Record(record_id, error=error)


def parse_object_created(body: Any) -> list[ObjectCreated]:
    """Parse a message (bytes, text or parsed JSON) in any supported format.

    The formats: S3 records (MinIO, AWS, RustFS) and events of EventBridge, also in messages of SQS or SNS, a
    Google Cloud Storage object (plain, or in a notification), and a job,
    `{"bucket": …, "baseline_key": …, "drift_key": …, "again": …}`, for messages published by hand. Each may
    be in a message as Pub/Sub pushes it, or in a CloudEvent.

    Raises
    ------
    UnreadableEvent : the message has none of these formats.
    IgnoreEvent : it has one, but announces no new object (a test event, a deletion).
    """
    return _announced(*opened(_load(body), _load))


def _announced(message: dict[str, Any], sent: datetime | None) -> list[ObjectCreated]:
    """Return the events of a message; those without a time happened when it was sent."""
    events = [event if event.time else replace(event, time=sent) for event in _events(message)]
    if not events:
        raise IgnoreEvent(f"the message announces no new object: {excerpt(message)}")
    return events


def _load(body: Any) -> dict[str, Any]:
    if isinstance(body, dict):
        return body
    if not isinstance(body, bytes | str):
        raise UnreadableEvent(f"the message is not a JSON object: {excerpt(body)}")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableEvent(f"the message is not JSON: {excerpt(body)}") from error
    if not isinstance(message, dict):
        raise UnreadableEvent(f"the message is JSON, but not an object: {excerpt(body)}")
    return message


def _events(message: dict[str, Any]) -> Iterator[ObjectCreated]:
    if "Records" in message:
        yield from _from_records(message["Records"])
    elif "drift_key" in message:
        yield _from_job(message)
    elif message.get("Event") == "s3:TestEvent":
        return  # AWS checks that it may publish
    elif "detail-type" in message:
        yield from _from_eventbridge(message)
    elif message.get("kind") == cloud_storage.OBJECT:
        yield _from_cloud_storage(message)
    elif isinstance(message.get("Message"), str):  # SNS
        yield from _events(_load(message["Message"]))
    else:
        raise UnreadableEvent(
            "the message has neither 'Records' (an event of a store) nor 'drift_key' (a job); "
            f"it has: {', '.join(sorted(map(repr, message)))[:EXCERPT] or 'nothing'}"
        )


def _from_records(records: Any) -> Iterator[ObjectCreated]:
    if not isinstance(records, list):
        raise UnreadableEvent(f"'Records' is not a list: {excerpt(records)}")
    for position, record in enumerate(records):
        try:
            if "body" in record:  # SQS
                yield from _events(_load(record["body"]))
            elif "Sns" in record:
                yield from _events(_load(record["Sns"]["Message"]))
            elif "ObjectCreated:" in record["eventName"]:
                yield s3.from_record(record)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise UnreadableEvent(f"record {position} is not an S3 record: {excerpt(record)}") from error


def _from_eventbridge(message: dict[str, Any]) -> Iterator[ObjectCreated]:
    if message["detail-type"] != s3.OBJECT_CREATED:
        return
    try:
        yield s3.from_eventbridge(message)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableEvent(f"not an event of EventBridge: {excerpt(message)}") from error


def _from_job(message: dict[str, Any]) -> ObjectCreated:
    for field in ("bucket", "drift_key"):
        if not isinstance(message.get(field), str) or not message[field]:
            raise UnreadableEvent(
                f"the job's {field!r} is {excerpt(message.get(field))}; it must be a string"
            )
    baseline = message.get("baseline_key")
    if baseline is not None and not isinstance(baseline, str):
        raise UnreadableEvent(f"the job's 'baseline_key' is {excerpt(baseline)}; it must be a string")
    again = message.get("again", False)
    if not isinstance(again, bool):
        raise UnreadableEvent(f"the job's 'again' is {excerpt(again)}; it must be true or false")
    try:
        asked = key_of(keys.asked_baseline(baseline)) if baseline else None
        return ObjectCreated(message["bucket"], key_of(message["drift_key"]), baseline_key=asked, again=again)
    except ValueError as error:
        raise UnreadableEvent(f"the job names a key that no object can have: {excerpt(message)}") from error


def _from_cloud_storage(stored: dict[str, Any]) -> ObjectCreated:
    try:
        return cloud_storage.from_object(stored)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableEvent(f"not a Cloud Storage object: {excerpt(stored)}") from error
