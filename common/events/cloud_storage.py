"""What Google Cloud Storage says about a new object, through Pub/Sub or Eventarc; keys are not encoded."""

from collections.abc import Mapping
from typing import Any

from common.events.object_created import ObjectCreated
from common.events.values import information, key_of, text, time_of

# The `kind` of an object in messages.
OBJECT = "storage#object"
# The attribute with the kind of event, and its values (https://cloud.google.com/storage/docs/pubsub-notifications).
EVENT_TYPE, CREATED = "eventType", "OBJECT_FINALIZE"
OTHERS = {"OBJECT_DELETE", "OBJECT_ARCHIVE", "OBJECT_METADATA_UPDATE"}
# The types of CloudEvents begin so; this is the one about a new object.
CLOUD_EVENT = "google.cloud.storage.object.v1."
CLOUD_EVENT_CREATED = f"{CLOUD_EVENT}finalized"


def from_object(stored: Mapping[str, Any]) -> ObjectCreated:
    """Return the event about an object that a message describes; its metadata does not count.

    Raises KeyError, TypeError, AttributeError or ValueError if the message has another form.
    """
    return ObjectCreated(
        bucket=text(stored["bucket"]),
        key=key_of(stored["name"]),
        time=time_of(stored.get("timeCreated")),
        sequencer=information(stored.get("generation")),
    )


def object_in(attributes: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the object that a notification names in its attributes; None if it does not.

    Notifications may come without the description of the object.
    """
    if not {"bucketId", "objectId"} <= attributes.keys():
        return None
    return {
        "kind": OBJECT,
        "bucket": attributes["bucketId"],
        "name": attributes["objectId"],
        "generation": attributes.get("objectGeneration"),
        "timeCreated": attributes.get("eventTime"),
    }
