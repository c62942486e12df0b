"""One change of a column in words: the direction, the values of both files, the size, the p-value."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from common.verdict.figures import deviations, p_equals, percent, percents
from functions.score.batch.wording import quoted
from functions.score.policy import date_wording, number_wording, relation_wording
from functions.score.policy.clauses import Statement, share_moved, times_as_often
from functions.score.policy.decision import Change
from functions.score.policy.evidence import ScoredText
from functions.score.policy.trait_wording import trait
from functions.score.statistics import evidence
from functions.score.statistics.directions import share_of_cells

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence

# Cells that hold no ordinary value: the effect, its figure in a summary, the words.
CELLS = {
    evidence.MISSING: ("missing", "missing values"),
    evidence.UNREADABLE: ("unreadable", "unreadable values"),
    evidence.INFINITE: ("infinite", "infinite values"),
    evidence.REPEATED: ("repeated", "repeated identifiers"),
    evidence.UNUSUAL: ("unusual", "identifiers of another format"),
}
# Effects of numbers whose clause names the factor, if there is one, instead of their size.
WHERE = {
    evidence.BEYOND_RANGE: " outside the baseline range",
    evidence.FAR_OUTSIDE: " far outside the baseline range",
}
FACTOR_INSTEAD = frozenset({evidence.EXCESS_DISTANCE, evidence.BEYOND_RANGE, evidence.FAR_OUTSIDE})
A_RUN = "the third file in a row that exceeds all earlier files without an alarm"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = tuple(f"hour {hour}" for hour in range(24))


def described(column: "ColumnEvidence", change: Change, text: ScoredText | None) -> str:
    """Return a change in words, such as "missing values rose from 0% to 22% (p < 0.001)".

    Parameters
    ----------
    text : the column's texts, if the change is one of texts.
    """
    effect = change.effect
    if text and effect.name in TEXTS:
        clause, details = TEXTS[effect.name](column, text)
    else:
        clause, details = STATEMENTS[effect.name](column, change)
    if change.rare and effect.rate and effect.rate.before:
        details = [*details, times_as_often(effect.rate.factor)]
    if change.usual and change.effect.value >= change.threshold:
        run = [A_RUN] if change.ends_run and change.counts else []
        details = [*details, _usual(column, change), *run]
    # The clause about values outside the baseline's range contains the note.
    notes = () if effect.name == evidence.BEYOND_RANGE else effect.notes
    return "; ".join((f"{clause} ({'; '.join([*details, p_equals(change.p_adjusted)])})", *notes))


def _usual(column: "ColumnEvidence", change: Change) -> str:
    """Return up to which size such a change is usual, and its own size if the clause has another unit."""
    own, limit = (_sized(column, change, size) for size in (change.effect.value, change.usual))
    if not column.factor or change.effect.name not in FACTOR_INSTEAD:
        return f"usual: up to {limit}"
    return f"{own}{WHERE.get(change.effect.name, '')}; usual: up to {limit}"


def _sized(column: "ColumnEvidence", change: Change, size: float) -> str:
    """Return a size in the unit of a change."""
    if change.effect.name in evidence.SHARES:
        return f"{percent(size)} of rows"
    if change.effect.name == evidence.CORRELATION:
        return f"changes of {size:.2f}"
    return distance_in_words(column, change, size)


def distance_in_words(column: "ColumnEvidence", change: Change, size: float) -> str:
    """Return a size in the unit of a change that is no share: of dates as time, else standard deviations."""
    if change.effect.name == evidence.EXCESS_DISTANCE and "robust_sd_days" in column.before:
        return date_wording.in_time(column, size)
    return deviations(size)


def _cells(column: "ColumnEvidence", change: Change) -> Statement:
    figure, what = CELLS[change.effect.name]
    return share_moved(
        what, *(share_of_cells(summary, figure) for summary in (column.before, column.after))
    ), []


def _distance(column: "ColumnEvidence", change: Change) -> Statement:
    return (
        number_wording.distance(column, change)
        if "mean" in column.before
        else date_wording.distance(column, change)
    )


def _duplicates(column: "ColumnEvidence", change: Change) -> Statement:
    excess, before, after = change.effect.value, column.before["share"], column.after["share"]
    points = percent(excess).removesuffix("%")
    unit = "percentage point" if points == "1" else "percentage points"
    clause = f"{points} {unit} more duplicate rows than expected by chance"
    if after > before:
        shares = percents(before, after)
        return clause, [f"from {shares[0]} to {shares[1]}"]
    # A baseline with more rows has more duplicates by chance.
    expected = f"about {percent(after - excess)} expected in a file of this size"
    return clause, [f"{percent(after)} of rows", expected, f"baseline {percent(before)}"]


def what_changed(column: "ColumnEvidence") -> str:
    """Return what a text or embedding column holds, in the plural."""
    return "vectors" if column.kind == "embedding" else "texts"


def _texts(column: "ColumnEvidence", text: ScoredText) -> Statement:
    share = text.evidence.changed_share
    if isinstance(share, evidence.Undefined):
        return f"{what_changed(column)} changed", []
    limits = f"{percent(share.confidence)} interval {percent(share.low)} to {percent(share.high)}"
    return f"about {percent(share.estimate)} of rows changed", [limits]


def _novel(column: "ColumnEvidence", text: ScoredText) -> Statement:
    novel = text.evidence.novel_share
    share, at_most = percents(novel.share, novel.at_most)
    return f"{share} of {what_changed(column)} are unlike any in the baseline", [f"up to {at_most} by chance"]


TEXTS: Mapping[str, Callable[["ColumnEvidence", ScoredText], Statement]] = {
    evidence.CHANGED_SHARE: _texts,
    evidence.NOVEL: _novel,
}


def _variation(column: "ColumnEvidence", change: Change) -> Statement:
    effect = change.effect
    if effect.by:
        return _pattern(column, effect.by, effect.value)
    if "categories" in column.before:
        return _categories(column, change)
    return number_wording.other_than_usual(column, effect.value)


def _pattern(column: "ColumnEvidence", by: str, variation: float) -> Statement:
    figure, names = ("weekday_shares", WEEKDAYS) if by == "weekday" else ("hour_shares", HOURS)
    largest = _largest(list(zip(names, column.before[figure], column.after[figure], strict=True)))
    return f"distribution by {by} changed{_affected(variation)}", [largest]


def _categories(column: "ColumnEvidence", change: Change) -> Statement:
    before, after = column.before, column.after
    names = map(quoted, before["categories"])
    shares = [*zip(names, before["shares"], after["shares"], strict=True)]
    shares.append(("other categories", before["other"], after["other"]))
    if change.rare:  # shares of frequent categories may differ more by chance
        shares = [
            (quoted(before["changed_value"]), before["changed_value_share"], after["changed_value_share"])
        ]
    return f"{_largest(shares)}{_affected(change.effect.value)}", []


def _new_category(column: "ColumnEvidence", _: Change) -> Statement:
    before, after = column.before, column.after  # of which the largest new category comes first
    return share_moved(quoted(before["categories"][0]), before["shares"][0], after["shares"][0]), []


def _largest(shares: Sequence[tuple[str, float, float]]) -> str:
    """Return the largest change of a named share in words; of two equal ones, the rise."""

    def size(named: tuple[str, float, float]) -> tuple[float, bool]:
        _, before, after = named
        return round(abs(after - before), 9), after > before

    name, before, after = max(shares, key=size)
    return share_moved(name, before, after)


def _affected(variation: float) -> str:
    if variation >= 1:
        return "; all rows affected"
    return f"; at least {percent(variation)} of rows affected" if variation > 0 else ""


STATEMENTS: Mapping[str, Callable[["ColumnEvidence", Change], Statement]] = {
    evidence.EXCESS_DISTANCE: _distance,
    evidence.BEYOND_RANGE: number_wording.outside_range,
    evidence.FAR_OUTSIDE: number_wording.far_outside,
    evidence.ONE_VALUE: number_wording.one_value,
    evidence.CODE: number_wording.one_value,
    evidence.DECIMALS: number_wording.decimals,
    evidence.STUCK: number_wording.stuck,
    evidence.EXCESS_VARIATION: _variation,
    evidence.NEW_CATEGORY: _new_category,
    evidence.DUPLICATED: _duplicates,
    evidence.CORRELATION: relation_wording.correlation,
    evidence.SEGMENT: relation_wording.segment,
    evidence.OUTSIDE_DATES: date_wording.outside_dates,
    evidence.PLACEHOLDER: date_wording.placeholders,
    **dict.fromkeys(CELLS, _cells),
    **dict.fromkeys(evidence.TRAITS, trait),
}
