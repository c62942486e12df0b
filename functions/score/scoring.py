"""From two files to the answer: reads, compares, explains and decides; writes nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from common import logs
from common.errors import BaselineMissing, BatchError, DriftlineError, InternalError
from common.events import ObjectCreated
from common.stores.store import ObjectStore, StoredObject
from common.verdict.document import DriftFile, PolicyUsed, Verdict
from functions.score import batch
from functions.score.baseline import settings
from functions.score.baseline.building import read_baseline
from functions.score.baseline.profile import Profile
from functions.score.comparison.files import compare
from functions.score.comparison.history_notes import noted
from functions.score.explanation.files import explain
from functions.score.history import History, Past
from functions.score.report import Map
from functions.score.runtime.limit_advice import LESS_MEMORY
from functions.score.runtime.memory_limit import is_exhausted
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.texts.embedder import Embedder
from functions.score.tools import Tools
from functions.score.variation import variation
from functions.score.verdict import assembly
from functions.score.verdict.stored import Stored, is_up_to_date

DIGEST_BYTES = 16  # of 32: enough to tell a thousand files apart


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, and what else came of scoring.

    Attributes
    ----------
    maps : of the text columns, for the report; none if no report is written.
    history : of the dataset, if it was read.
    """

    verdict: Verdict
    maps: Mapping[str, Map] = field(default_factory=dict)
    history: History | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A drift file to score, and the event that led to it."""

    key: str
    event: ObjectCreated

    def file(self, bucket: str, info: StoredObject) -> DriftFile:
        """Return the drift file as the verdict names it."""
        same = self.event.etag == info.etag
        return DriftFile(
            bucket=bucket, key=info.key, etag=info.etag, version_id=info.version_id,
            sequencer=self.event.sequencer if same else None, modified=info.modified, rows=None,
        )  # fmt: skip

    def is_answered_by(self, stored: Stored, drift: StoredObject, store: ObjectStore) -> bool:
        """Return whether the stored verdict is up to date, with the baseline that a job asks for.

        Not if a job asks to score the object again.
        """
        if self.event.again:
            return False
        baseline = stored.verdict.baseline if stored.verdict else None
        asked = self.event.baseline_key
        other = asked is not None and baseline is not None and baseline.key != asked
        return not other and is_up_to_date(store, stored, drift)


def score_stored(
    request: Request, stored: Stored, tools: Tools, *, last_attempt: bool
) -> tuple[Answer | None, InternalError | None]:
    """Score an object of the store.

    Returns the answer, or None if the stored verdict is up to date; and the internal error if there was one.
    Raises the errors of `handler.score_object`.
    """
    stopwatch = Stopwatch()
    tools.while_reading()
    embedder = tools.embedder(stopwatch)
    file = None
    try:
        with tools.large_left(), internal_errors(), batch.open_stored(tools.store, request.key) as opened:
            tools.on_open(opened.info)
            if request.is_answered_by(stored, opened.info, tools.store):
                return None, None
            tools.check_size(opened.info)
            logs.scoring_started()
            file = request.file(tools.store.bucket, opened.info)
            asked = request.event.baseline_key
            encoding = partial(tools.baselines.encoding_for, opened.info, asked)
            rows = _read(opened, tools, stopwatch, encoding)
            profile = tools.baselines.profile_for(opened.info, asked, embedder)
            history = partial(tools.histories.read, profile.file.key)
            return _answer(file, rows, profile, embedder, tools, history), None
    except (BatchError, BaselineMissing, InternalError) as error:
        if file is None or (isinstance(error, BaselineMissing) and not last_attempt):
            raise
        if isinstance(error, InternalError):
            return fault_of(file, _as_fault(error, file), tools, stopwatch), error
        if isinstance(error, BatchError):
            return fault_of(file, error, tools, stopwatch), None
        return Answer(assembly.no_baseline(file, error, _default(tools), stopwatch)), None


def score_files(
    baseline: batch.Opened | batch.Batch,
    drift: batch.Opened | batch.Batch,
    tools: Tools,
    owner: settings.StoredSettings = settings.NONE,
) -> Answer:
    """Score two opened files, folders or batches with these settings."""
    stopwatch = Stopwatch()
    tools.while_reading()
    key, etag = (drift.key, None) if isinstance(drift, batch.Batch) else (drift.info.key, drift.info.etag)
    bucket = tools.store.bucket
    file = DriftFile(bucket=bucket, key=key, etag=etag, version_id=None, sequencer=None, rows=None)
    embedder = tools.embedder(stopwatch)
    try:
        with internal_errors():
            rows = (
                drift
                if isinstance(drift, batch.Batch)
                else _read(drift, tools, stopwatch, lambda: owner.dataset.encoding)
            )
            profile = read_baseline(baseline, owner.dataset, tools.limits, tools.text_columns, embedder)
            return _answer(file, rows, profile, embedder, tools)
    except BatchError as error:
        return fault_of(file, error, tools, stopwatch)
    except InternalError as error:
        logs.LOGGER.debug("%s", error, exc_info=error.__cause__)
        return fault_of(file, _as_fault(error, file), tools, stopwatch)


def fault_of(file: DriftFile, error: BatchError, tools: Tools, stopwatch: Stopwatch | None = None) -> Answer:
    """Return the answer that a file cannot be scored."""
    return Answer(assembly.at_fault(file, error, _default(tools), stopwatch or Stopwatch()))


@contextmanager
def internal_errors() -> Iterator[None]:
    """Turn every unexpected exception inside the block into an InternalError, want of memory into a fault."""
    try:
        yield
    except DriftlineError:
        raise
    except Exception as error:
        if is_exhausted(error):
            raise BatchError("too_costly", f"scoring needs too much memory; {LESS_MEMORY}") from error
        raise InternalError(f"internal error ({type(error).__name__})") from error


def _answer(
    file: DriftFile,
    drift: batch.Batch,
    baseline: Profile,
    embedder: Embedder,
    tools: Tools,
    read_history: Callable[[], History] | None = None,
) -> Answer:
    """Compare, explain, decide; `read_history`: reads the dataset's history, if there can be one.

    It is read as late as possible, so that no other worker writes it before the line of this file is merged.
    """
    logs.shape_read("Baseline", baseline.batch.shape)
    logs.shape_read("Drift", drift.shape)
    policy = tools.policy(baseline.dataset)
    if read_history is None:
        policy = policy.alone
    shows_rows = tools.shows_rows(baseline.dataset)
    comparison = compare(drift, baseline, policy.plan, embedder, show_values=shows_rows)
    explained = explain(comparison, baseline, embedder.stopwatch, show_rows=shows_rows, maps=tools.report)
    history = read_history() if read_history and policy.learning else None
    earlier = history.before(file.key, file.modified) if history else History("")
    file = _as_read(file, drift)
    evidence = noted(comparison.evidence, file, earlier)
    decision = policy.decide(evidence)
    if decision.has_changes and policy.decides_by:
        learning = policy.learning
        past = Past.of(earlier, baseline.file.etag, learning, file.modified) if learning else Past()
        evidence = replace(evidence, variation=variation(baseline, drift, past, policy, embedder))
        decision = policy.decide(evidence)
    comparison = replace(comparison, evidence=evidence)
    verdict = assembly.assemble(
        file, comparison, baseline, explained.columns, (policy.used, decision), embedder.stopwatch
    )
    return Answer(verdict, explained.maps, history)


def _as_read(file: DriftFile, drift: batch.Batch) -> DriftFile:
    """Return the drift file with what reading it has shown."""
    compared = drift.rows if drift.rows < drift.total_rows else None
    digest = None if drift.sample else drift.digest()[:DIGEST_BYTES].hex()
    return file.model_copy(update={"rows": drift.total_rows, "rows_compared": compared, "digest": digest})


def _as_fault(error: InternalError, file: DriftFile) -> BatchError:
    return BatchError(
        "internal_error", f"{error}: a bug in Driftline, not a problem with the file", key=file.key
    )


def _default(tools: Tools) -> PolicyUsed:
    """Return the thresholds without any settings of a dataset."""
    return tools.policy(settings.NONE.dataset).used


def _read(
    opened: batch.Opened, tools: Tools, stopwatch: Stopwatch, encoding: Callable[[], str | None]
) -> batch.Batch:
    """Read a batch; `encoding` returns the one that settings name, and is called if text is not UTF-8."""
    with stopwatch.measuring("read"):
        return batch.read_opened(opened, tools.limits, encoding)
