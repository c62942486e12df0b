"""What S3 says about a new object, in its own records and through EventBridge.

Both functions raise KeyError, TypeError, AttributeError or ValueError if the message has another form.
"""

from typing import Any

from common.events.object_created import ObjectCreated
from common.events.values import decoded, etag_of, information, key_of, text, time_of, version_of

# The `detail-type` of EventBridge for new objects, however they were written.
OBJECT_CREATED = "Object Created"


def from_record(record: dict[str, Any]) -> ObjectCreated:
    """Return the object that a record of S3, or of a store that speaks like it, announces."""
    stored = record["s3"]["object"]
    return _created(
        record["s3"]["bucket"]["name"],
        stored["key"],
        time=record.get("eventTime"),
        etag=stored.get("eTag"),
        sequencer=stored.get("sequencer"),
        version=stored.get("versionId"),
    )


def from_eventbridge(message: dict[str, Any]) -> ObjectCreated:
    """Return the object that an event of EventBridge announces, where S3 leaves the key as it is."""
    detail = message["detail"]
    stored = detail["object"]
    return _created(
        detail["bucket"]["name"],
        stored["key"],
        time=message.get("time"),
        etag=stored.get("etag"),
        sequencer=stored.get("sequencer"),
        version=stored.get("version-id"),
    )


def _created(bucket: Any, raw: Any, *, time: Any, etag: Any, sequencer: Any, version: Any) -> ObjectCreated:
    """Return the event, with the key both decoded and as the message has it: either may be the object's."""
    key = key_of(decoded(text(raw)))
    return ObjectCreated(
        bucket=text(bucket),
        key=key,
        raw_key=raw if raw != key else None,
        time=time_of(time),
        etag=etag_of(etag),
        sequencer=information(sequencer),
        version_id=version_of(version),
    )
