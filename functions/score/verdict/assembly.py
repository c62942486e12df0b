"""Assembles a verdict from the evidence and the decision, or from the reason why there is none."""

from typing import TYPE_CHECKING

from common import keys
from common.errors import BaselineMissing, BatchError
from common.verdict.document import (
    SCHEMA,
    BaselineFile,
    DriftFile,
    PolicyUsed,
    Problem,
    Verdict,
    now,
)
from common.verdict.usual import Variation
from common.version import own_version
from functions.score.baseline.profile import Profile
from functions.score.batch.wording import quoted
from functions.score.comparison.files import Comparison
from functions.score.policy import Decision, FileEvidence
from functions.score.policy.threshold import level_of
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.verdict import columns, whole_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from common.verdict.column import TextExplanation


# Errors of files that can be read.
NOT_ABOUT_READING = ("baseline_not_allowed", "too_costly", "internal_error")
MOST_NAMED = 5  # columns that are not compared: those that the reasons name


def assemble(
    file: DriftFile,
    comparison: Comparison,
    baseline: Profile,
    explanations: "Mapping[str, TextExplanation]",
    decided: tuple[PolicyUsed, Decision],
    stopwatch: Stopwatch,
) -> Verdict:
    """Return the verdict on a scored file, whose rows `file` states."""
    evidence = comparison.evidence
    used, decision = decided
    score = max((text.score, name) for name, text in evidence.texts.items()) if evidence.texts else None
    return Verdict(
        status="ok",
        finding=decision.finding,
        drifted=decision.drifted,
        update_model=decision.update_model,
        drift_score=score[0] if score else None,
        drift_column=score[1] if score else None,
        level=level_of(score[0]) if score else None,
        changed_share=_rounded(_largest_changed_share(evidence)),
        detectable_share=_rounded(_smallest_detectable_share(evidence)),
        reasons=[*decision.reasons, *_other_changes(comparison), *_not_compared(comparison.unread)],
        notes=[note.text for note in evidence.notes if note.kind not in used.alarm_on],
        drift=file,
        baseline=baseline.file,
        **whole_rows.verdicts(evidence.whole_rows, decision.whole_rows),
        columns=[
            columns.column(
                column,
                decision.columns.get(column.name),
                evidence.texts.get(column.name),
                explanations.get(column.name),
                decided_by=(
                    "settings" if column.name in baseline.dataset.kinds else "data",
                    baseline.because[column.name],
                ),
            )
            for column in evidence.columns
        ],
        schema_changes=list(comparison.schema_changes),
        model=comparison.model,
        variation=_variation(evidence),
        history=evidence.history,
        error=None,
        **_last_fields(used, stopwatch),
    )


def at_fault(file: DriftFile, error: BatchError, policy: PolicyUsed, stopwatch: Stopwatch) -> Verdict:
    """Return the verdict on a file that is at fault, or whose baseline or settings are."""
    key = error.key or file.key
    problem = Problem(type=error.kind, message=error.message, key=key, row=error.row, column=error.column)
    named = keys.baseline_of_settings(key)
    baseline = named or (None if key == file.key else key)
    whose = "its baseline's settings" if named else "its baseline" if baseline else "the drift file"
    what = "could not be scored" if error.kind in NOT_ABOUT_READING else "cannot be read"
    return _unscored(file, "error", f"{whose} {what}: {error.message}", policy, stopwatch).model_copy(
        update={
            "error": problem,
            "baseline": BaselineFile(key=baseline, etag=None, rows=None) if baseline else None,
        }
    )


def no_baseline(file: DriftFile, error: BaselineMissing, policy: PolicyUsed, stopwatch: Stopwatch) -> Verdict:
    """Return the verdict on a file without a baseline."""
    return _unscored(file, "no_baseline", str(error), policy, stopwatch)


def _other_changes(comparison: Comparison) -> list[str]:
    """Return a sentence on each added or removed column that is not compared, and so no drift by itself."""
    others = [
        change.sentence
        for change in comparison.schema_changes
        if change.kind != "reordered" and change not in comparison.evidence.broken
    ]
    more = len(others) - MOST_NAMED
    last = [f"{more} more columns were added or changed; see schema_changes"] if more > 0 else []
    return [*others[:MOST_NAMED], *last]


def _not_compared(unread: "Mapping[str, str]") -> list[str]:
    """Return the sentence that names columns of types that are not read; none if there are none."""
    if not unread:
        return []
    named = [f"{quoted(name)} ({holds})" for name, holds in unread.items()]
    more = len(named) - MOST_NAMED
    columns = "column" if len(named) == 1 else "columns"
    last = f" and {more} more" if more > 0 else ""
    return [f"not compared: {columns} {', '.join(named[:MOST_NAMED])}{last}"]


def _variation(evidence: FileEvidence) -> Variation | None:
    known = evidence.variation
    if known is None:
        return None
    return Variation(
        source=known.source,
        batches=known.usual.batches,
        differ=known.usual.differ,
        factor=known.factor,
        alarms=known.alarms,
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else columns.rounded(share)


def _largest_changed_share(evidence: FileEvidence) -> float | None:
    from functions.score.statistics.evidence import Undefined

    shares = [text.evidence.changed_share for text in evidence.texts.values()]
    return max((share.estimate for share in shares if not isinstance(share, Undefined)), default=None)


def _smallest_detectable_share(evidence: FileEvidence) -> float | None:
    shares = [text.evidence.detectable_share for text in evidence.texts.values()]
    return min((share for share in shares if isinstance(share, float)), default=None)


def _unscored(file: DriftFile, status: str, reason: str, policy: PolicyUsed, stopwatch: Stopwatch) -> Verdict:
    return Verdict(
        status=status,
        finding=None,
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
        **_last_fields(policy, stopwatch),
    )


def _last_fields(policy: PolicyUsed, stopwatch: Stopwatch) -> "dict[str, Any]":
    """Return the last fields of every verdict: policy, times and version."""
    return {
        "schema": SCHEMA,
        "policy": policy,
        "timing_ms": stopwatch.milliseconds(),
        "scored_at": now(),
        "driftline": own_version(),
    }
