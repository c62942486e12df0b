"""The reasons of a decision as a product owner reads them, the strongest first, each with its number."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from functions.score.policy.decision import ColumnDecision, FileEvidence, ScoredText

if TYPE_CHECKING:
    from common.verdict.document import Finding
    from functions.score.statistics.evidence import ColumnEvidence

# p-values smaller than this are said as such: more digits would promise more than permutations give.
SMALLEST_SAID = 0.001


def reasons(
    evidence: FileEvidence,
    columns: Mapping[str, ColumnDecision],
    duplicates: ColumnDecision | None,
    finding: "Finding",
) -> list[str]:
    """Return why it was decided so: broken columns, then drifted ones by how far they pass their minimum."""
    judged = [(column, columns[column.name]) for column in evidence.columns]
    if evidence.duplicates and duplicates:
        judged.append((evidence.duplicates, duplicates))
    drifted = [pair for pair in judged if pair[1].drifted]
    drifted.sort(key=lambda pair: _strength(pair[1]), reverse=True)
    said = list(evidence.broken)
    said += [_drifted(column, decision, evidence.texts.get(column.name)) for column, decision in drifted]
    if finding == "drift":
        return said
    small = [_too_small(column, decision) for column, decision in judged if decision.small]
    return [_calm(evidence, finding), *small]


def percent(share: float) -> str:
    """Return a share of rows in per cent; what is not nothing never reads as 0 %."""
    if 0 < share < 0.01:  # noqa: PLR2004 - one per cent
        return "less than 1 %"
    return f"{share * 100:.0f} %"


def probability(p_value: float) -> str:
    """Return a p-value as the reasons state it."""
    return f"p < {SMALLEST_SAID}" if p_value < SMALLEST_SAID else f"p = {p_value:.3f}"


def _drifted(column: "ColumnEvidence", decision: ColumnDecision, text: ScoredText | None) -> str:
    from functions.score.statistics.evidence import CHANGED_SHARE

    p = probability(decision.p_adjusted if decision.p_adjusted is not None else 1.0)
    of_texts = text and decision.effect_name in (None, CHANGED_SHARE)
    size = _text_size(text) if text and of_texts else _size(decision)
    notes = f"; {column.notes[0]}" if column.notes else ""
    return f"{column.name}: {size} ({p}){notes}"


def _text_size(text: ScoredText) -> str:
    from functions.score.statistics.evidence import Undefined

    share = text.evidence.changed_share
    if isinstance(share, Undefined):
        return "the texts changed; by how much cannot be said: " + share.reason
    return (
        f"about {percent(share.estimate)} of the rows changed, between {percent(share.low)} "
        f"and {percent(share.high)}"
    )


def _size(decision: ColumnDecision) -> str:
    from functions.score.statistics import evidence

    if decision.effect is None:
        return "the values changed"
    match decision.effect_name:
        case evidence.EXCESS_DISTANCE:
            return f"values moved by {decision.effect:.2f} standard deviations"
        case evidence.MISSING:
            return f"the share of missing cells changed by {percent(decision.effect)} of the rows"
        case evidence.DUPLICATED:
            return f"{percent(decision.effect)} more of the rows repeat another than chance would bring"
        case evidence.BEYOND_RANGE:
            return f"{percent(decision.effect)} of the rows lie beyond the baseline's range"
        case _:
            return f"at least {percent(decision.effect)} of the rows hold other values than before"


def _calm(evidence: FileEvidence, finding: "Finding") -> str:
    if finding == "too_few_rows":
        return (
            f"nothing was found, but {evidence.rows[1]} rows beside a baseline of {evidence.rows[0]} are too "
            "few to show even a full change"
        )
    shares = {
        name: text.evidence.detectable_share
        for name, text in evidence.texts.items()
        if isinstance(text.evidence.detectable_share, float)
    }
    if not shares:
        tested = len([column for column in evidence.columns if column.p_value is not None])
        return f"no drift in the {tested} columns that were tested" if tested > 1 else "no drift"
    name, share = min(shares.items(), key=lambda pair: pair[1])
    where = f" of {name}" if len(evidence.columns) > 1 else ""
    return f"no drift; a change of {percent(share)} of the rows{where} would have been seen"


def _too_small(column: "ColumnEvidence", decision: ColumnDecision) -> str:
    p = probability(decision.p_adjusted or 0.0)
    return f"{column.name}: a change beyond chance ({p}), but too small to count: {_size(decision)}"


def _strength(decision: ColumnDecision) -> float:
    if decision.effect is None or not decision.threshold:
        return 1.0
    return decision.effect / decision.threshold
