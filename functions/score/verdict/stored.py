"""Verdicts in the bucket: read, compared by age, and written so that replicas need no lock."""

import io
from contextlib import suppress
from dataclasses import dataclass

from common import keys
from common.errors import ObjectGone, WriteConflict
from common.events import ObjectCreated, newer
from common.stores.store import ObjectStore
from common.verdict.document import MAX_VERDICT_BYTES, Verdict

CONTENT_TYPE = "application/json"
PAGE_TYPE = "text/html; charset=utf-8"
# User metadata of a report: the verdict it shows, by the drift object's etag and the time of scoring.
REPORT_OF = "report-of"
# Attempts to write a verdict if other workers write at the same time. Each attempt reads the other verdict,
# which usually ends it; after more conflicts than this the event is retried later.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Stored:
    """The object under a drift file's verdict key: none, a verdict, or something that is not a verdict."""

    etag: str | None
    verdict: Verdict | None


def stored_verdict(store: ObjectStore, drift_key: str) -> Stored:
    """Read the object under the key of a drift file's latest verdict."""
    try:
        with store.open(keys.latest_verdict(drift_key)) as opened:
            data = opened.stream.read(MAX_VERDICT_BYTES)
            etag = opened.info.etag
    except ObjectGone:
        return Stored(None, None)
    try:
        return Stored(etag, Verdict.from_json(data))
    except ValueError:
        return Stored(etag, None)


def is_up_to_date(verdict: Verdict | None, event: ObjectCreated) -> bool:
    """Tell whether a stored verdict is as new as an event, so that the event need not be scored.

    It is if it is about a newer version of the object, or final about the same version: then the event is a
    second copy.
    """
    if verdict is None:
        return False
    if newer(verdict.drift.sequencer, than=event.sequencer):
        return True
    if provisional(verdict) or _other_baseline(verdict, event):
        return False
    if event.etag is None:  # Cloud Storage events identify the time, not the content
        return event.sequencer is not None and event.sequencer == verdict.drift.sequencer
    same_time = event.sequencer is None or verdict.drift.sequencer in (None, event.sequencer)
    return same_time and verdict.drift.etag == event.etag


def provisional(verdict: Verdict) -> bool:
    """Tell whether the same file may get another verdict later, with another baseline or Driftline version.

    That is so if there was no baseline, or if the baseline or Driftline was at fault.
    """
    error = verdict.error
    changeable = error is not None and (error.key != verdict.drift.key or error.type == "internal_error")
    return verdict.status == "no_baseline" or changeable


def write_verdict(store: ObjectStore, verdict: Verdict, stored: Stored, page: bytes | None = None) -> Verdict:
    """Write a verdict under its version and, unless a newer one is stored there, as the latest.

    The report of the version is written before the verdict, so that readers of the verdict find the page. The
    report of the latest verdict is written after it: if a worker dies in between, the second copy of the
    event calls `repair_report`.

    Returns the latest verdict afterwards: this one, a newer one, or the one that another worker wrote in the
    meantime about the same version. Raises WriteConflict if other workers keep writing.
    """
    data = verdict.to_json()
    if provisional(verdict):  # another worker may have scored the file with a new baseline
        stored = stored_verdict(store, verdict.drift.key)
        if stored.verdict and _replaces(stored.verdict, verdict):
            return stored.verdict
    if verdict.drift.etag:
        _write_version(store, verdict, verdict.drift.etag, data, page)
    latest_key = keys.latest_verdict(verdict.drift.key)
    for _ in range(TRIES):
        if stored.verdict and _outdated(store, verdict, stored.verdict):
            return stored.verdict
        try:
            store.replace(latest_key, data, expected=stored.etag, content_type=CONTENT_TYPE)
        except WriteConflict:
            stored = stored_verdict(store, verdict.drift.key)
            if stored.verdict and _same_answer(verdict, stored.verdict):
                if page:
                    repair_report(store, stored.verdict)
                return stored.verdict
        else:
            _write_report(store, keys.latest_report(verdict.drift.key), page, verdict)
            return verdict
    raise WriteConflict(f"{latest_key!r} kept changing while it was written")


def _write_version(store: ObjectStore, verdict: Verdict, etag: str, data: bytes, page: bytes | None) -> None:
    _write_report(store, keys.report_of_version(verdict.drift.key, etag), page, verdict)
    key = keys.verdict_of_version(verdict.drift.key, etag)
    store.put(key, io.BytesIO(data), len(data), content_type=CONTENT_TYPE)


def repair_report(store: ObjectStore, verdict: Verdict) -> None:
    """Write the report of a stored verdict if it is missing or belongs to another verdict."""
    if not verdict.drift.etag:
        return
    with suppress(ObjectGone):
        if store.stat(keys.latest_report(verdict.drift.key)).metadata.get(REPORT_OF) == _report_of(verdict):
            return
    with (
        suppress(ObjectGone),
        store.open(keys.report_of_version(verdict.drift.key, verdict.drift.etag)) as opened,
    ):
        _write_report(store, keys.latest_report(verdict.drift.key), opened.stream.read(), verdict)


def _write_report(store: ObjectStore, key: str, page: bytes | None, verdict: Verdict) -> None:
    if page is None:
        return
    store.put(
        key,
        io.BytesIO(page),
        len(page),
        content_type=PAGE_TYPE,
        metadata={REPORT_OF: _report_of(verdict)},
    )


def _report_of(verdict: Verdict) -> str:
    """Return the identifier of a verdict in the metadata of its report."""
    return f"{verdict.drift.etag} {verdict.scored_at.isoformat()}"


def _outdated(store: ObjectStore, verdict: Verdict, stored: Verdict) -> bool:
    """Tell whether `stored` is about a newer version of the object than `verdict`, or final about the same.

    If one of them has no sequencer, the newer one is the one about the current object.
    """
    is_newer = newer(stored.drift.sequencer, than=verdict.drift.sequencer)
    if is_newer or stored.drift.etag == verdict.drift.etag:
        return bool(is_newer) or _replaces(stored, verdict)
    if is_newer is not None:
        return False
    try:
        return store.stat(verdict.drift.key).etag != verdict.drift.etag
    except ObjectGone:
        return True


def _replaces(stored: Verdict, verdict: Verdict) -> bool:
    """Tell whether `stored` is a final verdict and `verdict` a provisional one, on the same version."""
    same = stored.drift.etag == verdict.drift.etag
    return same and provisional(verdict) and not provisional(stored)


def _same_answer(verdict: Verdict, stored: Verdict) -> bool:
    """Tell whether another worker has scored the same event with the same baseline: one verdict is enough."""
    return verdict.drift == stored.drift and verdict.baseline == stored.baseline


def _other_baseline(verdict: Verdict, event: ObjectCreated) -> bool:
    """Tell whether the event names another baseline than the verdict has."""
    if event.baseline_key is None or verdict.baseline is None:
        return False
    return verdict.baseline.key != event.baseline_key
