"""What the verdict says about whole rows, from its evidence and decision."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from common.verdict.whole_rows import DependenceVerdict, PairSide, RowsVerdict, SegmentVerdict
from functions.score.policy import ColumnDecision
from functions.score.verdict.columns import rounded

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence


def verdicts(
    whole_rows: "Sequence[ColumnEvidence]", decisions: Mapping[str, ColumnDecision]
) -> dict[str, Any]:
    """Return the verdict's fields about whole rows."""
    fields: dict[str, Any] = {}
    for evidence in whole_rows:
        decided = decisions.get(evidence.name, ColumnDecision(drifted=False))
        if "duplicated" in evidence.before:
            fields["rows"] = _duplicates(evidence, decided)
        elif "correlation" in evidence.before:
            fields["dependence"] = _dependence(evidence, decided)
        elif "segment" in evidence.before:
            fields["segment"] = _segment(evidence, decided)
    return fields


def _decided(evidence: "ColumnEvidence", decided: ColumnDecision) -> dict[str, Any]:
    """Return the fields that all of them have."""
    return {
        "p_value": evidence.p_value,
        "p_adjusted": decided.p_adjusted,
        "effect": next((rounded(effect.value) for effect in evidence.effects), None),
        "threshold": decided.threshold,
        "usual": None if decided.usual is None else rounded(decided.usual),
        "since": decided.since,
        "drifted": decided.drifted,
    }


def _duplicates(evidence: "ColumnEvidence", decided: ColumnDecision) -> RowsVerdict:
    return RowsVerdict(
        duplicated_before=rounded(evidence.before["share"]),
        duplicated_after=rounded(evidence.after["share"]),
        **_decided(evidence, decided),
    )


def _dependence(evidence: "ColumnEvidence", decided: ColumnDecision) -> DependenceVerdict:
    before, after = (
        PairSide(rows=side["rows"], correlation=side["correlation"], shares=side["shares"])
        for side in (evidence.before, evidence.after)
    )
    return DependenceVerdict(
        columns=evidence.before["columns"],
        levels=evidence.before["levels"],
        before=before,
        after=after,
        **_decided(evidence, decided),
    )


def _segment(evidence: "ColumnEvidence", decided: ColumnDecision) -> SegmentVerdict:
    before, after = evidence.before, evidence.after
    return SegmentVerdict(
        segment=before["segment"],
        category=before["category"],
        column=before["column"],
        share_before=rounded(before["share"]),
        share_after=rounded(after["share"]),
        mean_before=rounded(before["mean"]),
        mean_after=rounded(after["mean"]),
        **_decided(evidence, decided),
    )
