"""Verdicts in the bucket: read, compared by age, written so that replicas need no lock."""

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
# User metadata of a report: which verdict it tells, by the drift object's etag and the time of scoring.
REPORT_OF = "report-of"
# How often a write is tried again because another worker wrote first. Each try reads what that
# worker wrote and mostly ends there; more conflicts than this go to the retry ladder.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands under a drift file's verdict key: nothing, a verdict, or something else's bytes."""

    etag: str | None
    verdict: Verdict | None


def standing_verdict(store: ObjectStore, drift_key: str) -> Standing:
    """Read what stands under the key of a drift file's latest verdict."""
    try:
        with store.open(keys.latest_verdict(drift_key)) as opened:
            data = opened.stream.read(MAX_VERDICT_BYTES)
            etag = opened.info.etag
    except ObjectGone:
        return Standing(None, None)
    try:
        return Standing(etag, Verdict.from_json(data))
    except ValueError:
        return Standing(etag, None)


def settles(verdict: Verdict | None, event: ObjectCreated) -> bool:
    """Tell whether a verdict makes scoring this event needless.

    It does when it is about a newer version of the object, and when it is about this very one:
    then the event is a second copy, unless the verdict is provisional.
    """
    if verdict is None:
        return False
    if newer(verdict.drift.sequencer, than=event.sequencer):
        return True
    if provisional(verdict) or _other_baseline(verdict, event):
        return False
    if event.etag is None:  # Cloud Storage's say when, and not which content
        return event.sequencer is not None and event.sequencer == verdict.drift.sequencer
    same_moment = event.sequencer is None or verdict.drift.sequencer in (None, event.sequencer)
    return same_moment and verdict.drift.etag == event.etag


def provisional(verdict: Verdict) -> bool:
    """Tell whether the same file may get another verdict later: from another baseline, or another Driftline.

    There was no baseline, it was at fault, or Driftline itself was.
    """
    error = verdict.error
    changeable = error is not None and (error.key != verdict.drift.key or error.type == "internal_error")
    return verdict.status == "no_baseline" or changeable


def write_verdict(
    store: ObjectStore, verdict: Verdict, standing: Standing, page: bytes | None = None
) -> Verdict:
    """Write a verdict under its version and, unless a newer one stands there, as the latest.

    Its report goes first where versions are kept, so that whoever sees the verdict finds the page, and
    beside the latest verdict once that is written: a worker that dies in between leaves it to the
    second copy of the event, which calls `repair_report`.

    Returns the verdict that stands as the latest afterwards: this one, a newer, or the one that
    another worker wrote meanwhile on the same version. Raises WriteConflict when other workers kept
    writing in between.
    """
    data = verdict.to_json()
    if provisional(verdict):  # a baseline may have come meanwhile, and another worker have met it
        standing = standing_verdict(store, verdict.drift.key)
        if standing.verdict and _says_more(standing.verdict, verdict):
            return standing.verdict
    if verdict.drift.etag:
        _write_version(store, verdict, verdict.drift.etag, data, page)
    latest_key = keys.latest_verdict(verdict.drift.key)
    for _ in range(TRIES):
        if standing.verdict and _outdated(store, verdict, standing.verdict):
            return standing.verdict
        try:
            store.replace(latest_key, data, expected=standing.etag, content_type=CONTENT_TYPE)
        except WriteConflict:
            standing = standing_verdict(store, verdict.drift.key)
            if standing.verdict and _same_answer(verdict, standing.verdict):
                if page:
                    repair_report(store, standing.verdict)
                return standing.verdict
        else:
            _write_report(store, keys.latest_report(verdict.drift.key), page, verdict)
            return verdict
    raise WriteConflict(f"{latest_key!r} kept changing while it was written")


def _write_version(store: ObjectStore, verdict: Verdict, etag: str, data: bytes, page: bytes | None) -> None:
    _write_report(store, keys.report_of_version(verdict.drift.key, etag), page, verdict)
    key = keys.verdict_of_version(verdict.drift.key, etag)
    store.put(key, io.BytesIO(data), len(data), content_type=CONTENT_TYPE)


def repair_report(store: ObjectStore, verdict: Verdict) -> None:
    """Put the page of a standing verdict beside it where another's stands there, or none."""
    if not verdict.drift.etag:
        return
    with suppress(ObjectGone):
        if store.stat(keys.latest_report(verdict.drift.key)).metadata.get(REPORT_OF) == _told_by(verdict):
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
        metadata={REPORT_OF: _told_by(verdict)},
    )


def _told_by(verdict: Verdict) -> str:
    """Return the name of a verdict that its report bears."""
    return f"{verdict.drift.etag} {verdict.scored_at.isoformat()}"


def _outdated(store: ObjectStore, verdict: Verdict, standing: Verdict) -> bool:
    """Tell whether `standing` is about a newer version of the object than `verdict`, or says more of it.

    Where one of the two bears no sequencer, the newer one is that of the object as it is now.
    """
    known = newer(standing.drift.sequencer, than=verdict.drift.sequencer)
    if known or standing.drift.etag == verdict.drift.etag:
        return bool(known) or _says_more(standing, verdict)
    if known is not None:
        return False
    try:
        return store.stat(verdict.drift.key).etag != verdict.drift.etag
    except ObjectGone:
        return True


def _says_more(standing: Verdict, verdict: Verdict) -> bool:
    """Tell whether `standing` is the final verdict on the version that `verdict` is a provisional one on."""
    same = standing.drift.etag == verdict.drift.etag
    return same and provisional(verdict) and not provisional(standing)


def _same_answer(verdict: Verdict, standing: Verdict) -> bool:
    """Tell whether another worker just scored a second copy of the same event: one verdict is enough."""
    return verdict.drift == standing.drift and verdict.baseline == standing.baseline


def _other_baseline(verdict: Verdict, event: ObjectCreated) -> bool:
    """Tell whether the event asks for another baseline than the one that the verdict compared with."""
    if event.baseline_key is None or verdict.baseline is None:
        return False
    return verdict.baseline.key != event.baseline_key
