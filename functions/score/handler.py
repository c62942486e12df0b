"""The score function: one object event in, one verdict out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from common import logs
from common.errors import BaselineMissing, BatchError, DriftlineError, IgnoreEvent, InternalError
from common.events import ObjectCreated, check_concerns
from common.stores.store import OpenedObject
from common.verdict.document import DriftFile, PolicyUsed, Verdict
from functions.score import batch
from functions.score.baseline import settings
from functions.score.baseline.building import read_baseline
from functions.score.baseline.profile import Profile
from functions.score.comparison.files import compare
from functions.score.explanation.files import explain
from functions.score.report import Map, render
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.texts.embedder import Embedder
from functions.score.tools import Tools
from functions.score.verdict import assembly
from functions.score.verdict.stored import is_up_to_date, repair_report, stored_verdict, write_verdict


@dataclass(frozen=True, slots=True)
class Scored:
    """The verdict that is stored now, and whether this event led to it."""

    verdict: Verdict
    fresh: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, and the maps of its text columns for the report; no maps if no report is written."""

    verdict: Verdict
    maps: Mapping[str, Map] = field(default_factory=dict)


def score_object(event: ObjectCreated, tools: Tools, *, last_attempt: bool = False) -> Scored:
    """Score one drift file against its baseline and write the verdict.

    Stateless and idempotent: any number of replicas can get any number of copies of an event, in any order.
    If the file is at fault, the result is a verdict, never an exception.

    Parameters
    ----------
    event : the new object.
    last_attempt : there will be no retry, so a missing baseline becomes a verdict too.

    Raises
    ------
    IgnoreEvent : the event is not about a drift file of this bucket, or the object no longer exists.
    BaselineMissing : there is no baseline yet.
    InternalError : Driftline failed on this file, and has written an error verdict.
    RetryLater, DeadLetter, WriteConflict : the store failed; see `common.errors`.
    """
    check_concerns(event, tools.store.bucket)
    stored = stored_verdict(tools.store, event.key)
    if stored.verdict and is_up_to_date(stored.verdict, event):
        if tools.report:
            repair_report(tools.store, stored.verdict)
        return Scored(stored.verdict, fresh=False)
    logs.scoring_started()
    answer, failure = _score_opened(event, tools, last_attempt=last_attempt)
    page = render(answer.verdict, answer.maps) if tools.report else None
    written = write_verdict(tools.store, answer.verdict, stored, page)
    if failure:
        raise failure
    return Scored(written, fresh=written is answer.verdict)


def score_files(
    baseline: OpenedObject | batch.Batch,
    drift: OpenedObject | batch.Batch,
    tools: Tools,
    owner: settings.StoredSettings = settings.NONE,
) -> Answer:
    """Score two opened files or batches with these settings; writes nothing."""
    stopwatch = Stopwatch()
    tools.while_reading()
    key, etag = (drift.key, None) if isinstance(drift, batch.Batch) else (drift.info.key, drift.info.etag)
    file = DriftFile(
        bucket=tools.store.bucket, key=key, etag=etag, version_id=None, sequencer=None, rows=None
    )  # fmt: skip
    embedder = tools.embedder(stopwatch)
    try:
        with internal_errors():
            rows = drift if isinstance(drift, batch.Batch) else _read(drift, tools, stopwatch)
            profile = read_baseline(baseline, owner.dataset, tools.limits, tools.text_columns, embedder)
            return _answer(file, rows, profile, embedder, tools)
    except BatchError as error:
        return _at_fault(file, error, tools, stopwatch)
    except InternalError as error:
        logs.LOGGER.debug("%s", error, exc_info=error.__cause__)
        return _at_fault(file, _as_fault(error, file), tools, stopwatch)


def _score_opened(
    event: ObjectCreated, tools: Tools, *, last_attempt: bool
) -> tuple[Answer, InternalError | None]:
    """Return the answer about an event's object, and the internal error if there was one."""
    stopwatch = Stopwatch()
    tools.while_reading()
    embedder = tools.embedder(stopwatch)
    file = None
    try:
        with internal_errors(), tools.store.open(event.key, version_id=event.version_id) as opened:
            file = _drift_file(event, opened)
            try:
                rows = _read(opened, tools, stopwatch)
                profile = tools.baselines.profile_for(event, opened.info, embedder)
                return _answer(file, rows, profile, embedder, tools), None
            except BatchError as error:
                return _at_fault(file, error, tools, stopwatch), None
            except BaselineMissing as error:
                if not last_attempt:
                    raise
                return Answer(assembly.no_baseline(file, error, _default(tools), stopwatch)), None
    except InternalError as error:
        if file is None:
            raise
        return _at_fault(file, _as_fault(error, file), tools, stopwatch), error


def _answer(
    file: DriftFile, drift: batch.Batch, baseline: Profile, embedder: Embedder, tools: Tools
) -> Answer:
    """Compare, explain, decide."""
    logs.shape_read("Baseline", baseline.batch.shape)
    logs.shape_read("Drift", drift.shape)
    policy = tools.policy(baseline.dataset)
    shows_rows = tools.shows_rows(baseline.dataset)
    comparison = compare(drift, baseline, policy.plan, embedder, show_values=shows_rows)
    explained = explain(comparison, baseline, embedder.stopwatch, show_rows=shows_rows, maps=tools.report)
    decision = policy.decide(comparison.evidence)
    verdict = assembly.assemble(
        file, comparison, baseline, explained.columns, (policy.used, decision), embedder.stopwatch
    )
    return Answer(verdict, explained.maps)


@contextmanager
def internal_errors() -> Iterator[None]:
    """Turn every unexpected exception inside the block into an InternalError."""
    try:
        yield
    except DriftlineError:
        raise
    except Exception as error:
        raise InternalError(f"internal error ({type(error).__name__})") from error


def _as_fault(error: InternalError, file: DriftFile) -> BatchError:
    return BatchError(
        "internal_error", f"{error}: a bug in Driftline, not a problem with the file", key=file.key
    )


def _at_fault(file: DriftFile, error: BatchError, tools: Tools, stopwatch: Stopwatch) -> Answer:
    return Answer(assembly.at_fault(file, error, _default(tools), stopwatch))


def _default(tools: Tools) -> PolicyUsed:
    """Return the thresholds without any settings of a dataset."""
    return tools.policy(settings.NONE.dataset).used


def _drift_file(event: ObjectCreated, opened: OpenedObject) -> DriftFile:
    info = opened.info
    if event.etag not in (None, info.etag):
        raise IgnoreEvent(f"{event.key!r} was overwritten; the event about its newer version will score it")
    return DriftFile(
        bucket=event.bucket, key=event.key, etag=info.etag,
        version_id=event.version_id or info.version_id, sequencer=event.sequencer, rows=None,
    )  # fmt: skip


def _read(opened: OpenedObject, tools: Tools, stopwatch: Stopwatch) -> batch.Batch:
    with stopwatch.measuring("read"):
        return batch.read(opened.info.key, opened.stream, tools.limits)
