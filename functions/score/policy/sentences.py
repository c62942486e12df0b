"""The reasons of a decision, the strongest first; each gives the direction, both values and the p-value."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from common.verdict.figures import p_equals, percent, percents
from functions.score.batch.wording import quoted
from functions.score.policy.change_wording import described, distance_in_words, what_changed
from functions.score.policy.decision import Change, ColumnDecision
from functions.score.policy.evidence import FileEvidence, ScoredText, Variation
from functions.score.policy.number_wording import is_repetition
from functions.score.policy.trait_wording import is_consequence

if TYPE_CHECKING:
    from common.verdict.document import Finding
    from functions.score.statistics.evidence import ColumnEvidence

LEAST = 0.001  # share of rows: no smaller change is stated as detectable
# What `detectable_share` assumes of the changed texts or vectors.
AS_LARGE = "if the new {what} differ as much as the baseline's own groups of {what} do"
MOST_UNTESTED = 3  # columns whose reason is quoted if none could be tested


def reasons(
    evidence: FileEvidence,
    columns: Mapping[str, ColumnDecision],
    whole_rows: Mapping[str, ColumnDecision],
    finding: "Finding",
) -> list[str]:
    """Return the reasons: removed, retyped, reformatted columns, then drifted ones, the strongest first."""
    decided = [(column, columns[column.name]) for column in evidence.columns]
    decided += [(rows, whole_rows[rows.name]) for rows in evidence.whole_rows]
    if finding != "drift":
        small = [one for one in decided if one[1].changes or one[1].since]
        remarks = [_named(column, remark) for column in evidence.columns for remark in column.remarks]
        return [
            _calm(evidence, finding, (*columns.values(), *whole_rows.values())),
            *remarks,
            *(_not_drift(*one, evidence) for one in small),
        ]
    drifted = [(column, decision) for column, decision in decided if decision.drifted]
    drifted.sort(key=lambda one: one[1].strength, reverse=True)
    calm = [column for column, decision in decided if not decision.drifted]
    remarks = [_named(column, remark) for column in calm for remark in column.remarks]
    broken = {change.column for change in evidence.broken}
    standing = [one for one in decided if one[1].since and one[0].name not in broken]
    return [
        *(change.sentence for change in evidence.broken),
        *(_drifted(*one, evidence) for one in drifted),
        *(_not_drift(*one, evidence) for one in standing),
        *remarks,
    ]


def _drifted(column: "ColumnEvidence", decision: ColumnDecision, evidence: FileEvidence) -> str:
    """Name every change of a column that is drift, the strongest first."""
    text = evidence.texts.get(column.name)
    large = tuple(change for change in decision.changes if change.counts)
    changes = [described(column, change, text) for change in large if not _is_said(change, column, large)]
    if decision.p_of_unknown_size is not None:
        changes.insert(0, _of_unknown_size(column, decision.p_of_unknown_size, text))
    return _named(column, "; ".join((*changes, *column.remarks)))


def _is_said(change: Change, column: "ColumnEvidence", large: tuple[Change, ...]) -> bool:
    """Tell whether the words for the other changes say what a change is."""
    from functions.score.statistics.evidence import CHANGED_SHARE, EXCESS_VARIATION, NEW_CATEGORY, NOVEL

    others = {other.effect.name for other in large}
    if {NEW_CATEGORY: EXCESS_VARIATION, NOVEL: CHANGED_SHARE}.get(change.effect.name) in others:
        return True
    return is_repetition(column, change, large) or is_consequence(change, column, large)


def _not_drift(column: "ColumnEvidence", decision: ColumnDecision, evidence: FileEvidence) -> str:
    """Name the strongest change of a column that is significant and yet not drift, and why it is none."""
    since = f"; still different since {decision.since:%Y-%m-%d}" if decision.since else ""
    if decision.p_of_unknown_size is not None:
        text = evidence.texts.get(column.name)
        return _named(column, f"{_of_unknown_size(column, decision.p_of_unknown_size, text)}{since}")
    change = next((change for change in decision.changes if change.since), decision.changes[0])
    words = described(column, change, evidence.texts.get(column.name))
    if change.effect.value >= change.threshold:
        return _named(column, f"{words}{since}")
    return _named(column, f"{words}; {_below_threshold(change, column)}")


def _below_threshold(change: Change, column: "ColumnEvidence") -> str:
    from functions.score.statistics.evidence import (
        BEYOND_RANGE,
        CORRELATION,
        DECIMALS,
        ONE_VALUE,
        OUTSIDE_DATES,
        SEGMENT,
        SHARES,
    )

    if change.effect.name == CORRELATION:
        return f"below the threshold of {change.threshold:.2f} beyond chance"
    if change.effect.name not in SHARES:
        what = f"below the threshold of {distance_in_words(column, change, change.threshold)}"
        # The words name the whole shift, of which a part is chance.
        return f"{change.effect.value:.2f} beyond chance is {what}" if change.effect.name == SEGMENT else what
    if change.effect.name == ONE_VALUE and change.effect.value == 0:
        return "it does not stand out from the values next to it"
    size, threshold = percents(change.effect.value, change.threshold)
    what = f"below the threshold of {threshold}"
    # The words name the shares of both files, of which a part is chance.
    beyond = change.effect.name in (BEYOND_RANGE, OUTSIDE_DATES, DECIMALS, ONE_VALUE)
    return f"{size} beyond chance is {what}" if beyond else what


def _named(column: "ColumnEvidence", words: str) -> str:
    return words if column.kind == "rows" else f"{column.name}: {words}"


def _of_unknown_size(column: "ColumnEvidence", p_value: float, text: ScoredText | None) -> str:
    from functions.score.statistics.evidence import Undefined

    share = text.evidence.changed_share if text else None
    why = f"; cannot estimate how many rows: {share.reason}" if isinstance(share, Undefined) else ""
    what = what_changed(column) if text else "values"
    return f"{what} changed ({p_equals(p_value)}){why}"


def _raised(variation: Variation) -> str:
    """Return up to how many times the largest change is usual, if that is more than twice; and why."""
    from common.verdict.usual import BUDGETED
    from functions.score.statistics.effects import FACTOR

    if variation.factor <= FACTOR:
        return ""
    times = f"up to {variation.factor:g} times the largest change there is usual"
    return f"; {times}, because {variation.alarms} of the last files (at most {BUDGETED}) alarmed"


def _calm(evidence: FileEvidence, finding: "Finding", decisions: Iterable[ColumnDecision]) -> str:
    tested = sum(column.p_value is not None for column in evidence.columns)
    variation = evidence.variation
    if any(decision.since for decision in decisions):
        return "no new drift detected: the file differs from the baseline as the files before it do"
    if variation and variation.usual.differ:
        calm = "no drift detected: the file differs from the baseline no more than usual"
        return f"{calm}, as measured on {variation.source}{_raised(variation)}"
    if finding == "too_few_rows" and not tested:
        untested = [f"{column.name}: {column.not_tested}" for column in evidence.columns[:MOST_UNTESTED]]
        return "; ".join(("no drift detected, but no column could be tested", *untested))
    if finding == "too_few_rows":
        rows = f"{evidence.rows[1]} rows and {evidence.rows[0]} baseline rows"
        return f"no drift detected, but {rows} are too few to detect even a complete change"
    shares = {
        name: text.evidence.detectable_share
        for name, text in evidence.texts.items()
        if isinstance(text.evidence.detectable_share, float)
    }
    if shares:
        name, share = min(shares.items(), key=lambda pair: pair[1])
        rows = f"{percent(max(share, LEAST))} or more of the {quoted(name)} rows"
        what = next(what_changed(column) for column in evidence.columns if column.name == name)
        as_large = AS_LARGE.format(what=what)
        return f"no drift detected; a change in {rows} would probably have been detected, {as_large}"
    return f"no drift detected in {tested} tested columns" if tested > 1 else "no drift detected"
