"""Events: a store's messages about new objects.

object_created  the event, independent of the message's format
messages        parses messages in every supported format
envelopes       opens what Pub/Sub pushes, and CloudEvents
s3              what S3 says about a new object
cloud_storage   what Google Cloud Storage says about a new object
values          single values of a message
"""

from common.events.messages import parse_object_created, parse_records
from common.events.object_created import ObjectCreated, Record, drift_keys

__all__ = ["ObjectCreated", "Record", "drift_keys", "parse_object_created", "parse_records"]
