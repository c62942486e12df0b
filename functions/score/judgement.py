"""From what was read to a verdict: the evidence, the policy's decision, or why there is none."""

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from common import logs
from common.errors import BaselineMissing, BatchError
from common.verdict import (
    SCHEMA,
    SCORE_DIGITS,
    BaselineFile,
    ColumnVerdict,
    DriftFile,
    Model,
    PolicyUsed,
    Problem,
    Verdict,
    now,
)
from functions.score import batch
from functions.score.embedding import embed_mean
from functions.score.policy import TextEvidence, ThresholdPolicy
from functions.score.profile import Profile
from functions.score.stopwatch import Stopwatch
from functions.score.tools import Tools

if TYPE_CHECKING:
    from typing import Any

TEXT_TEST = "cosine distance of mean embeddings"


def compare(
    file: DriftFile, drift: batch.Batch, baseline: Profile, tools: Tools, stopwatch: Stopwatch
) -> Verdict:
    """Measure every text column and let the policy decide; raises BatchError naming the file at fault."""
    logs.shape_read("Baseline", baseline.shape)
    logs.shape_read("Drift", drift.shape)
    batch.check_columns_present(drift, list(baseline.means), baseline.columns)
    texts = {column: batch.texts(drift, column) for column in baseline.means}
    evidence = [
        TextEvidence(column, _text_score(column, texts[column], baseline, tools, stopwatch))
        for column in texts
    ]
    decision = tools.policy.decide(evidence)
    model = tools.encoder().model
    return Verdict(
        status="ok",
        drifted=decision.drifted,
        update_model=decision.update_model,
        drift_score=decision.score,
        drift_column=decision.column,
        level=decision.level,
        reasons=decision.reasons,
        drift=file.model_copy(update={"rows": drift.rows}),
        baseline=baseline.file,
        columns=[_column(column, tools.policy) for column in evidence],
        schema_changes=_schema_changes(baseline.columns, drift.columns),
        model=Model(name=model.name, fingerprint=model.fingerprint, engine=model.engine),
        error=None,
        **_signed(tools.policy, stopwatch),
    )


def at_fault(file: DriftFile, error: BatchError, policy: ThresholdPolicy, stopwatch: Stopwatch) -> Verdict:
    """Return the verdict on a file that cannot be scored because it, or its baseline, is at fault."""
    key = error.key or file.key
    problem = Problem(type=error.kind, message=error.message, key=key, row=error.row, column=error.column)
    whose = "the drift file" if key == file.key else "its baseline"
    at_fault_baseline = None if key == file.key else BaselineFile(key=key, etag=None, rows=None)
    return _undecided(
        file, "error", f"{whose} cannot be read: {error.message}", policy, stopwatch
    ).model_copy(update={"error": problem, "baseline": at_fault_baseline})


def no_baseline(
    file: DriftFile, error: BaselineMissing, policy: ThresholdPolicy, stopwatch: Stopwatch
) -> Verdict:
    """Return the verdict on a file whose baseline never came."""
    return _undecided(file, "no_baseline", str(error), policy, stopwatch)


def _text_score(
    column: str, texts: list[str], baseline: Profile, tools: Tools, stopwatch: Stopwatch
) -> float:
    from functions.score.drift.cosine import drift_score

    mean = embed_mean(f"drift {column}", texts, tools, stopwatch)
    with stopwatch.measuring("compare"):
        return round(drift_score(baseline.means[column], mean), SCORE_DIGITS)


def _column(evidence: TextEvidence, policy: ThresholdPolicy) -> ColumnVerdict:
    return ColumnVerdict(
        name=evidence.column,
        kind="text",
        test=TEXT_TEST,
        statistic=evidence.score,
        p_value=None,
        p_adjusted=None,
        effect=evidence.score,
        threshold=policy.moderate,
        drifted=policy.drifted(evidence.score),
    )


def _schema_changes(baseline: tuple[str, ...], drift: list[str]) -> list[str]:
    added = [f"column {name!r} is new" for name in drift if name not in baseline]
    removed = [f"column {name!r} is missing" for name in baseline if name not in drift]
    return added + removed


def _undecided(
    file: DriftFile, status: str, reason: str, policy: ThresholdPolicy, stopwatch: Stopwatch
) -> Verdict:
    return Verdict(
        status=status,
        drifted=None,
        update_model=None,
        drift_score=None,
        drift_column=None,
        level=None,
        reasons=[reason],
        drift=file,
        baseline=None,
        columns=[],
        schema_changes=[],
        model=None,
        error=None,
        **_signed(policy, stopwatch),
    )


def _signed(policy: ThresholdPolicy, stopwatch: Stopwatch) -> "dict[str, Any]":
    """Return what every verdict ends with: by which policy, when, how fast, by which version."""
    try:
        driftline = version("driftline")
    except PackageNotFoundError:  # a source tree that was never installed
        driftline = "unknown"
    return {
        "schema": SCHEMA,
        "policy": PolicyUsed(name=policy.name, moderate=policy.moderate, high=policy.high),
        "timing_ms": stopwatch.milliseconds(),
        "scored_at": now(),
        "driftline": driftline,
    }
