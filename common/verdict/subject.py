"""Which object a stored verdict is about, whatever the version of its schema."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from common.stores.store import StoredObject


@dataclass(frozen=True, slots=True)
class Subject:
    """The object that a verdict is about: its etag, and the store's time of the write.

    Attributes
    ----------
    schema : of the verdict, such as "driftline.verdict/1".
    modified : None in verdicts of Driftline 0.1, which did not record it.
    """

    schema: str
    etag: str
    modified: datetime | None

    def is_put(self, info: StoredObject) -> bool:
        """Return whether the verdict is about this write of the object, as far as it shows.

        Most stores give times in whole seconds.
        """
        return self.etag == info.etag and self.modified in (None, info.modified)


def subject_of(data: bytes) -> Subject | None:
    """Return what a stored verdict is about; None if `data` is no verdict of any version."""
    try:
        document = json.loads(data)
        schema, etag = document["schema"], document["drift"]["etag"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    if not (isinstance(schema, str) and isinstance(etag, str)):
        return None
    modified = None
    with suppress(ValueError, TypeError):
        modified = datetime.fromisoformat(document["drift"].get("modified"))
    return Subject(schema, etag, modified)
