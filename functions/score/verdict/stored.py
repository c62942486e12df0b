"""Verdicts in the bucket: read, and written so that replicas need no lock."""

import logging
from dataclasses import dataclass
from datetime import datetime

from common import keys
from common.errors import IgnoreEvent, ObjectGone
from common.stores.store import ObjectStore, StoredObject
from common.verdict.document import MAX_VERDICT_BYTES, SCHEMA, Verdict
from common.verdict.subject import Subject, subject_of

LOGGER = logging.getLogger(__name__)

CONTENT_TYPE = "application/json"
PAGE_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored about a drift file, read before the file itself.

    Attributes
    ----------
    etag, modified : of the object under the verdict's key; None if there is none.
    verdict : None if there is none, or only something that this version cannot read.
    subject : what the verdict is about.
    page_etag : of the object under the report's key; None if there is none.
    """

    etag: str | None = None
    modified: datetime | None = None
    verdict: Verdict | None = None
    subject: Subject | None = None
    page_etag: str | None = None


def read_stored(store: ObjectStore, drift_key: str, *, with_page: bool = True) -> Stored:
    """Read what is stored about a drift file; `with_page` tells whether its report will be replaced too."""
    page_etag = _etag(store, keys.report(drift_key)) if with_page else None
    verdict_key = keys.verdict(drift_key)
    try:
        with store.open(verdict_key) as opened:
            data, info = opened.stream.read(MAX_VERDICT_BYTES), opened.info
    except ObjectGone:
        return Stored(page_etag=page_etag)
    try:
        verdict = Verdict.from_json(data)
    except ValueError as error:
        subject = subject_of(data)
        if subject is None or subject.schema == SCHEMA:
            LOGGER.warning("%s is replaced: it is %s", verdict_key, error)
            subject = None
        return Stored(info.etag, info.modified, None, subject, page_etag)
    drift = verdict.drift
    subject = Subject(SCHEMA, drift.etag or "", drift.modified, drift.version_id)
    return Stored(info.etag, info.modified, verdict, subject, page_etag)


def is_up_to_date(store: ObjectStore, stored: Stored, drift: StoredObject) -> bool:
    """Tell whether the stored verdict is the final one about what the drift object contains now.

    It is if it names this write of the object. Raises IgnoreEvent if a newer Driftline has written it.
    """
    subject = stored.subject
    if subject is None or not subject.is_put(drift):
        return False
    if stored.verdict and provisional(stored.verdict):
        return False
    settled = subject.is_version(drift) or _is_later(store, stored, drift.key, drift.modified)
    if settled and stored.verdict is None:
        raise IgnoreEvent(
            f"the verdict on {drift.key!r} is of a newer Driftline ({subject.schema}): it stays as it is"
        )
    return settled


def provisional(verdict: Verdict) -> bool:
    """Tell whether the same file may get another verdict later, with another baseline or Driftline version.

    That is so if there was no baseline, or if the baseline or Driftline was at fault.
    """
    error = verdict.error
    changeable = error is not None and (error.key != verdict.drift.key or error.type == "internal_error")
    return verdict.status == "no_baseline" or changeable


def write_verdict(store: ObjectStore, verdict: Verdict, stored: Stored, page: bytes | None) -> bool:
    """Write the report, then the verdict, unless the same verdict is stored already; return whether it did.

    The same verdict is written again if the file was put again since, in one second. The report comes first,
    so that readers of the verdict find it. Raises WriteConflict if somebody else has written one of them
    since `stored` was read; the caller then looks at everything again.
    """
    key, modified = verdict.drift.key, verdict.drift.modified
    if (
        stored.verdict
        and _same_answer(verdict, stored.verdict)
        and (modified is None or _is_later(store, stored, key, modified))
    ):
        return False
    if page is not None:
        store.replace(keys.report(key), page, expected=stored.page_etag, content_type=PAGE_TYPE)
    store.replace(
        keys.verdict(key),
        verdict.to_json(),
        expected=stored.etag,
        content_type=CONTENT_TYPE,
    )
    return True


def _is_later(store: ObjectStore, stored: Stored, key: str, modified: datetime) -> bool:
    """Tell whether a verdict that names a drift object's etag and time was written after the object.

    Only if both are from the same second, the object may have been written once more in it, after the
    verdict. Listings then show: many stores give milliseconds there.
    """
    if stored.modified is None:
        return False
    if stored.modified != modified:
        named = stored.subject is not None and stored.subject.modified is not None
        return named or stored.modified > modified
    verdict, now = (next(store.list(each), None) for each in (keys.verdict(key), key))
    return verdict is not None and now is not None and verdict.modified >= now.modified


def _etag(store: ObjectStore, key: str) -> str | None:
    try:
        return store.stat(key).etag
    except ObjectGone:
        return None


def _same_answer(verdict: Verdict, stored: Verdict) -> bool:
    """Tell whether two verdicts differ only in how and when they were made."""
    return _essence(verdict) == _essence(stored)


def _essence(verdict: Verdict) -> dict[str, object]:
    essence = verdict.model_dump(exclude={"timing_ms", "scored_at"})
    del essence["drift"]["sequencer"]
    return essence
