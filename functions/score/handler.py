"""The score function: one object event in, one verdict out. The story on one screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common import logs
from common.errors import BaselineMissing, BatchError, IgnoreEvent, ObjectGone
from common.events import ObjectCreated, check_concerns
from common.stores.store import OpenedObject, StoredObject
from common.verdict.document import DriftFile, Verdict
from functions.score import batch, dataset, judgement
from functions.score.comparison import compare
from functions.score.embedding import embed_baseline
from functions.score.explanations import explain
from functions.score.pairing import find_baseline
from functions.score.policy import Policy
from functions.score.profile import Profile
from functions.score.profile_file import ProfileFile
from functions.score.report import Map, render
from functions.score.results import mend_report, settles, standing_verdict, write_verdict
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.tools import Tools


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event led to: the verdict that stands now, and whether it was reached just now."""

    verdict: Verdict
    fresh: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, and the maps of its text columns that its report shows; none where none is written."""

    verdict: Verdict
    maps: Mapping[str, Map] = field(default_factory=dict)


def score_object(event: ObjectCreated, tools: Tools, *, last_attempt: bool = False) -> Outcome:
    """Score one drift file against its baseline and write the verdict beside it.

    Stateless and idempotent: any number of replicas may get any number of copies of an event, in
    any order. A file at fault is answered by a verdict, never by an error.

    Parameters
    ----------
    event : the new object.
    last_attempt : nobody will call again, so a missing baseline becomes a verdict too.

    Raises
    ------
    IgnoreEvent : the event is not about a drift file of this bucket, or its object is gone.
    BaselineMissing : there is no baseline yet.
    RetryLater, ParkEvent, WriteConflict : the store's; see `common.errors`.
    """
    check_concerns(event, tools.store.bucket)
    standing = standing_verdict(tools.store, event.key)
    if standing.verdict and settles(standing.verdict, event):
        if tools.report:
            mend_report(tools.store, standing.verdict)
        return Outcome(standing.verdict, fresh=False)
    logs.check_started()
    judged = _judge_object(event, tools, last_attempt=last_attempt)
    page = render(judged.verdict, judged.maps) if tools.report else None
    written = write_verdict(tools.store, judged.verdict, standing, page)
    if written is judged.verdict:
        logs.verdict_written(written)
    return Outcome(written, fresh=written is judged.verdict)


def score_files(
    baseline: OpenedObject, drift: OpenedObject, tools: Tools, settings: dataset.Found = dataset.NONE
) -> Judged:
    """Score two opened files, with the settings of the baseline's owner; writes nothing."""
    stopwatch = Stopwatch()
    tools.while_reading()
    file = DriftFile(
        bucket=tools.store.bucket, key=drift.info.key, etag=drift.info.etag,
        version_id=None, sequencer=None, rows=None,
    )  # fmt: skip
    try:
        drift_batch = _read(drift, tools, stopwatch)
        profile = embed_baseline(baseline, drift_batch, settings.dataset, tools, stopwatch)
        return _judge(file, drift_batch, profile, tools, stopwatch)
    except BatchError as error:
        return Judged(judgement.at_fault(file, error, _policy(tools).used, stopwatch))


def _judge_object(event: ObjectCreated, tools: Tools, *, last_attempt: bool) -> Judged:
    stopwatch = Stopwatch()
    tools.while_reading()
    with tools.store.open(event.key, version_id=event.version_id) as opened:
        file = _drift_file(event, opened)
        try:
            drift_batch = _read(opened, tools, stopwatch)
            profile = _profile_for(event, opened.info, drift_batch, tools, stopwatch)
            return _judge(file, drift_batch, profile, tools, stopwatch)
        except BatchError as error:
            return Judged(judgement.at_fault(file, error, _policy(tools).used, stopwatch))
        except BaselineMissing as error:
            if not last_attempt:
                raise
            return Judged(judgement.no_baseline(file, error, _policy(tools).used, stopwatch))


def _judge(
    file: DriftFile, drift: batch.Batch, baseline: Profile, tools: Tools, stopwatch: Stopwatch
) -> Judged:
    """Measure, explain, decide."""
    logs.shape_read("Baseline", baseline.batch.shape)
    logs.shape_read("Drift", drift.shape)
    policy = _policy(tools, baseline.dataset)
    comparison = compare(drift, baseline, policy, tools, stopwatch)
    explained = explain(
        comparison, baseline, stopwatch, show_rows=tools.shows_rows(baseline.dataset), maps=tools.report
    )
    verdict = judgement.judge(file, comparison, baseline, explained.columns, stopwatch)
    return Judged(verdict, explained.maps)


def _policy(tools: Tools, settings: dataset.Dataset | None = None) -> Policy:
    return tools.policy(settings or dataset.NONE.dataset)


def _drift_file(event: ObjectCreated, opened: OpenedObject) -> DriftFile:
    info = opened.info
    if event.etag not in (None, info.etag):
        raise IgnoreEvent(
            f"{event.key!r} was overwritten since; the event of its newer version speaks for it"
        )
    return DriftFile(
        bucket=event.bucket, key=event.key, etag=info.etag,
        version_id=event.version_id or info.version_id, sequencer=event.sequencer, rows=None,
    )  # fmt: skip


def _read(opened: OpenedObject, tools: Tools, stopwatch: Stopwatch) -> batch.Batch:
    with stopwatch.measuring("read"):
        return batch.read(opened.info.key, opened.stream, tools.limits)


def _profile_for(
    event: ObjectCreated, drift: StoredObject, drift_batch: batch.Batch, tools: Tools, stopwatch: Stopwatch
) -> Profile:
    """Return the baseline's profile: the kept one, or one built now."""
    found = find_baseline(tools.store, event, drift)
    baseline = found.info
    settings = dataset.NONE if found.without_settings else dataset.find(tools.store, baseline.key)
    built_from = (baseline.key, baseline.etag, settings.etag, *tools.text_columns)
    if kept := tools.profiles.find(built_from):
        return kept
    with tools.profiles.building:
        if kept := tools.profiles.find(built_from):
            return kept
        try:
            with tools.store.open(baseline.key) as opened:
                file = ProfileFile(tools.store, opened.info)
                profile = embed_baseline(opened, drift_batch, settings.dataset, tools, stopwatch, file)
                # It may have been overwritten since it was found, and is kept as what it was made from.
                built_from = (baseline.key, opened.info.etag, settings.etag, *tools.text_columns)
        except ObjectGone as error:
            raise BaselineMissing(f"the baseline {baseline.key!r} was removed just now") from error
        tools.profiles.keep(built_from, profile)
    return profile
