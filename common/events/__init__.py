"""Events: what a store says when it has a new object.

object_created  the event, whatever its dialect
messages        from a message in any dialect to its records
"""

from common.events.messages import parse_object_created, parse_records
from common.events.object_created import ObjectCreated, Record, check_concerns, newer

__all__ = ["ObjectCreated", "Record", "check_concerns", "newer", "parse_object_created", "parse_records"]
