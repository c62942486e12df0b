"""One column's part of the verdict, from its evidence and decision."""

from typing import TYPE_CHECKING, Literal

from common.verdict.column import (
    ColumnVerdict,
    ConfidenceInterval,
    EffectSize,
    TestResult,
    TextDetail,
    TextExplanation,
)
from functions.score.policy import ColumnDecision, ScoredText
from functions.score.policy.threshold import level_of

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence, Interval, Test, Undefined

TEXT_TEST = "permutation test of four statistics"
# Significant digits of measured numbers: more would only show their noise, and two runs would differ.
DIGITS = 6


def column(
    evidence: "ColumnEvidence",
    decision: ColumnDecision | None,
    scored: ScoredText | None,
    explanation: TextExplanation | None,
    *,
    decided_by: "tuple[Literal['data', 'settings'], str]",
) -> ColumnVerdict:
    """Return the verdict on one column; `decided_by`: what decided its kind, and why."""
    decided = decision or ColumnDecision(drifted=False)
    leading = _leading(evidence, scored)
    return ColumnVerdict(
        name=evidence.name,
        kind=evidence.kind,
        kind_from=decided_by[0],
        kind_because=decided_by[1],
        test=TEXT_TEST if scored and leading in scored.evidence.tests else leading.name if leading else "",
        statistic=rounded(leading.statistic) if leading else None,
        p_value=evidence.p_value,
        p_adjusted=decided.p_adjusted,
        effect=None if decided.effect is None else rounded(decided.effect),
        effect_name=decided.effect_name,
        threshold=decided.threshold,
        usual=None if decided.usual is None else rounded(decided.usual),
        since=decided.since,
        drifted=decided.drifted,
        not_tested=evidence.not_tested,
        evidence=[
            TestResult(name=test.name, statistic=rounded(test.statistic), p_value=test.p_value)
            for test in evidence.tests
        ],
        effects=[
            EffectSize(name=effect.name, value=rounded(effect.value), by=effect.by)
            for effect in evidence.effects
        ],
        notes=list(evidence.notes),
        before=dict(evidence.before),
        after=dict(evidence.after),
        text=_text(scored, explanation) if scored else None,
    )


def _leading(evidence: "ColumnEvidence", scored: ScoredText | None) -> "Test | None":
    """Return the test with the smallest p-value; the tests of texts share one p-value."""
    texts = scored.evidence.tests if scored else ()
    others = [test for test in evidence.tests if test not in texts]
    best = min(others, key=lambda test: test.p_value, default=None)
    if scored and (best is None or scored.evidence.p_value <= best.p_value):
        return min(texts, key=lambda test: test.p_value)
    return best


def rounded(value: float) -> float:
    """Return a number with DIGITS significant digits."""
    return float(f"{value:.{DIGITS}g}")


def _text(scored: ScoredText, explanation: TextExplanation | None) -> TextDetail:
    from functions.score.statistics.evidence import Undefined

    evidence = scored.evidence
    measured = {
        "debiased_score": evidence.debiased_score,
        "score_interval": evidence.score_interval,
        "changed_share": evidence.changed_share,
        "detectable_share": evidence.detectable_share,
    }
    return TextDetail(
        drift_score=scored.score,
        drift_score_interval=_interval(scored.sampled) if scored.sampled else None,
        level=level_of(scored.score),
        debiased_score=_number(evidence.debiased_score),
        score_interval=_interval(evidence.score_interval),
        changed_share=_interval(evidence.changed_share),
        detectable_share=_number(evidence.detectable_share),
        undefined={name: value.reason for name, value in measured.items() if isinstance(value, Undefined)},
        permutations=evidence.permutations,
        rows_tested=evidence.rows_tested,
        texts=scored.texts,
        texts_embedded=scored.embedded,
        explanation=explanation,
    )


def _number(value: "float | Undefined") -> float | None:
    return rounded(value) if isinstance(value, float) else None


def _interval(interval: "Interval | Undefined") -> ConfidenceInterval | None:
    from functions.score.statistics.evidence import Undefined

    if isinstance(interval, Undefined):
        return None
    return ConfidenceInterval(
        estimate=rounded(interval.estimate),
        low=rounded(interval.low),
        high=rounded(interval.high),
        confidence=interval.confidence,
    )
