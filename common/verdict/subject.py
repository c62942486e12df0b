"""Which object a stored verdict is about, whatever the version of its schema."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import from_json

from common.stores.store import StoredObject


@dataclass(frozen=True, slots=True)
class Subject:
    """The object that a verdict is about.

    Attributes
    ----------
    schema : of the verdict, such as "driftline.verdict/1".
    etag, version_id : of the object; the version in versioned buckets only.
    modified : when it was written; None in verdicts of Driftline 0.1, which did not record it.
    """

    schema: str
    etag: str
    modified: datetime | None
    version_id: str | None = None

    def is_put(self, info: StoredObject) -> bool:
        """Return whether the verdict is about this write of the object, as far as the descriptions show.

        Most stores give times in whole seconds, so in a bucket without versions another write in the same
        second is indistinguishable.
        """
        same_version = self.version_id is None or self.version_id == info.version_id
        return self.etag == info.etag and self.modified in (None, info.modified) and same_version

    def is_version(self, info: StoredObject) -> bool:
        """Return whether the verdict names this version of the object, which no other write can have."""
        return self.version_id is not None and self.version_id == info.version_id


def subject_of(data: bytes) -> Subject | None:
    """Return what a stored verdict is about; None if `data` is no verdict of any version."""
    try:
        return _subject(json.loads(data))
    except (ValueError, RecursionError):
        return None


def subject_at_start(data: bytes, *, is_all: bool) -> Subject | None:
    """Return what a stored verdict is about, from its first bytes; None if they do not say so.

    Parameters
    ----------
    data : the first bytes of the verdict.
    is_all : whether these are all of its bytes.
    """
    try:
        document = from_json(data, allow_partial=False if is_all else "trailing-strings")
    except ValueError:
        return None
    # The last field of a document that is cut may itself be cut.
    if not is_all and (not isinstance(document, dict) or next(reversed(document), "drift") == "drift"):
        return None
    return _subject(document)


def _subject(document: Any) -> Subject | None:
    try:
        schema, drift = document["schema"], document["drift"]
        etag, version_id = drift["etag"], drift.get("version_id")
    except (LookupError, TypeError, AttributeError):
        return None
    if not (isinstance(schema, str) and isinstance(etag, str)):
        return None
    modified = None
    with suppress(ValueError, TypeError):
        modified = datetime.fromisoformat(drift.get("modified"))
    return Subject(schema, etag, modified, version_id if isinstance(version_id, str) else None)
