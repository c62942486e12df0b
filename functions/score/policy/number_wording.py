"""A change of a column of numbers in words: what kind of change it is, and both files' values."""

from typing import TYPE_CHECKING, Any

from common.verdict.figures import deviations, exact, numbers, percent, ranges
from functions.score.policy.clauses import Statement, moved, share_moved
from functions.score.policy.decision import Change
from functions.score.statistics.excess_share import chance_outside, whole_share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from functions.score.statistics.evidence import ColumnEvidence
    from functions.score.statistics.ratios import Factor

# If a standard deviation is more than this many robust ones, outliers or a long tail set it, and the mean.
LONG_TAIL = 1.5
MOVES = 0.05  # p-value of the Mann-Whitney test up to which a move is stated
ALL = 0.95  # share of a value from which the column is constant
WHOLE_FACTORS = 10  # from here on factors are written without decimals


def distance(column: "ColumnEvidence", change: Change) -> Statement:
    """Name the factor, or else the centre and the spread as far as each makes up half of the effect."""
    if column.factor:
        return _multiplied(column, column.factor)
    before, after = column.before, column.after
    centre, spread = ("median", "robust_sd") if _has_long_tail(column) else ("mean", "sd")
    centres = before[centre], after[centre]
    clauses: list[str] = []
    if before[spread] > 0 and change.strength >= 1.0:
        least = max(change.threshold, change.effect.value / 2)
        shift = abs(centres[1] / before[spread] - centres[0] / before[spread])
        if shift >= least and _moves(column):
            written = numbers(*centres, before[spread])
            clauses.append(f"{moved(centre, centres, written)}, {_deviations(shift, spread)}")
        spreads = before[spread], after[spread]
        if abs(spreads[1] / spreads[0] - 1.0) >= least:
            clauses.append(moved("spread", spreads, numbers(*spreads)))
    if clauses:
        return ", and ".join(clauses), []
    written = numbers(*centres, before[spread])
    clause = f"distribution changed by {_deviations(change.effect.value, spread)}"
    return clause, [f"{centre} {written[0]} before, {written[1]} now"]


def _has_long_tail(column: "ColumnEvidence") -> bool:
    summaries = column.before, column.after
    return any(summary["sd"] > LONG_TAIL * summary.get("robust_sd", summary["sd"]) for summary in summaries)


def _moves(column: "ColumnEvidence") -> bool:
    """Tell whether a test of location agrees; a wider distribution has another mean by chance alone."""
    p_values = [test.p_value for test in column.tests if test.name == "Mann-Whitney test"]
    return min(p_values, default=0.0) <= MOVES


def _deviations(size: float, spread: str) -> str:
    words = deviations(size)
    return words.replace("standard", "robust standard") if spread == "robust_sd" else words


def _multiplied(column: "ColumnEvidence", factor: "Factor") -> Statement:
    from functions.score.statistics.columns.factors import FACTORS, SMALL

    how, times = ("multiplied", factor.size) if factor.size >= 1.0 else ("divided", 1.0 / factor.size)
    written = f"{how} by about {times:,.0f}" if times >= WHOLE_FACTORS else f"{how} by about {times:.3g}"
    if factor.share < 1.0:
        return f"{percent(factor.share)} of values were {written}", [f"such as {exact(factor.example)}"]
    medians = column.before["median"], column.after["median"]
    details = ["median {} before, {} now".format(*numbers(*medians))]
    if times < SMALL and factor.size not in FACTORS and medians[0] > 0:  # growth rather than another unit
        return (
            f"values {'rose' if factor.size > 1 else 'fell'} by about {percent(abs(factor.size - 1.0))}",
            details,
        )
    return f"all values were {written}", details


def outside_range(column: "ColumnEvidence", change: Change) -> Statement:
    """Name the factor, or else the share of values outside the baseline's range and both ranges.

    Ranges are left out if values may not be shown.
    """
    if column.factor:
        return _multiplied(column, column.factor)
    values = column.before.get("dates", column.before["count"])
    share = whole_share(change.effect.value, chance_outside(values, ends=2))
    return _with_ranges(f"{percent(share)} of values outside the baseline range", column)


def far_outside(column: "ColumnEvidence", change: Change) -> Statement:
    """Name the share of values far from the range of the baseline, and both ranges if they may be shown."""
    if column.factor:
        return _multiplied(column, column.factor)
    return _with_ranges(f"{percent(change.effect.value)} of values far outside the baseline range", column)


def _with_ranges(clause: str, column: "ColumnEvidence") -> Statement:
    """Return a clause that ends with "the baseline range", with both files' ranges if they may be shown."""
    both = _ranges(column)
    return (f"{clause} {both[0]}", [f"file range {both[1]}"]) if both else (clause, [])


def one_value(column: "ColumnEvidence", _: Change) -> Statement:
    """Name the value whose share changed; if it is now the only one, the column is constant."""
    value = exact(column.before["changed_value"])
    before, after = (summary["changed_value_share"] for summary in (column.before, column.after))
    if after >= 1.0:
        return f"all values are {value}", [f"baseline: {percent(before)} of values"]
    return share_moved(f"the share of value {value}", before, after), []


def stuck(column: "ColumnEvidence", _: Change) -> Statement:
    """Name the value that does not change any more, and for how many rows."""
    before, after = (summary["longest_run"] for summary in (column.before, column.after))
    clause = f"{after:,} consecutive rows have the value {exact(column.after['run_of'])}"
    return clause, [f"baseline: at most {before:,}"]


def decimals(column: "ColumnEvidence", _: Change) -> Statement:
    """Name the number of decimals that became most frequent, and whether precision was lost."""
    if "zeros_at_the_end" in column.before:
        return _multiples(column.before["zeros_at_the_end"], column.after["zeros_at_the_end"]), []
    before, after = column.before["decimals"], column.after["decimals"]
    places = range(len(before))
    count = max(places, key=lambda place: after[place] - before[place])
    lost = sum(place * (after[place] - before[place]) for place in places) < 0
    if after[count] < 0.5:  # noqa: PLR2004 - most values keep their decimals
        lost = None
    names = {0: "no decimals", 1: "1 decimal", len(before) - 1: f"more than {len(before) - 2} decimals"}
    what = f"values with {names.get(count, f'{count} decimals')}"
    how = "decimals changed" if lost is None else "precision was lost" if lost else "precision rose"
    return f"{how}: {share_moved(what, before[count], after[count])}", []


def _multiples(before: "Sequence[float]", after: "Sequence[float]") -> str:
    """Name the share of multiples of 10, 100 or 1,000 that changed most; of equal changes, the largest."""
    shares = [(sum(before[zeros:]), sum(after[zeros:])) for zeros in range(len(before))]
    zeros = max(
        range(1, len(shares)), key=lambda place: (round(abs(shares[place][1] - shares[place][0]), 9), place)
    )
    how = "was lost" if shares[zeros][1] > shares[zeros][0] else "rose"
    return f"precision {how}: {share_moved(f'multiples of {10**zeros:,}', *shares[zeros])}"


def other_than_usual(column: "ColumnEvidence", variation: float) -> Statement:
    """Name the share of values that differ from the one that nearly all baseline rows have."""
    least = "" if variation >= 1 else "at least "
    single = _is_constant(column.before)
    name = "only" if single else "usual"
    clause = f"{least}{percent(variation)} of values differ from the baseline's {name} value"
    both = _ranges(column)
    if both is None:
        return clause, []
    usual = column.before["min"] if single else column.before["median"]
    return f"{clause}, {exact(usual) if isinstance(usual, float) else usual}", [f"file range {both[1]}"]


def is_repetition(column: "ColumnEvidence", change: Change, others: tuple[Change, ...]) -> bool:
    """Tell whether a change of numbers only repeats what another clause says about the same rows."""
    from functions.score.statistics import evidence as name

    one_value = (name.ONE_VALUE, name.CODE)
    shares = (name.BEYOND_RANGE, name.FAR_OUTSIDE, *one_value, name.DECIMALS, name.STUCK)
    if change.effect.name not in (name.EXCESS_DISTANCE, *shares):
        return False
    changed = {other.effect.name for other in others}
    said_by = {name.FAR_OUTSIDE: name.BEYOND_RANGE, name.STUCK: name.CODE}
    if said_by.get(change.effect.name) in changed:
        return True
    if _is_constant(column.before):  # the clause on other values than the usual one says it all
        return name.EXCESS_VARIATION in changed and change.effect.name != name.EXCESS_VARIATION
    if changed.intersection(one_value) and column.after.get("changed_value_share", 0.0) >= ALL:
        return change.effect.name not in one_value
    if change.effect.name in one_value:
        return name.DECIMALS in changed  # rounded numbers are equal more often
    clearest = _clearest(others) if column.factor else None
    return clearest is not None and change is not clearest


def _clearest(changes: tuple[Change, ...]) -> Change | None:
    """Return the change that a factor explains and that is the most significant one."""
    from functions.score.statistics.evidence import BEYOND_RANGE, EXCESS_DISTANCE

    explained = (change for change in changes if change.effect.name in (EXCESS_DISTANCE, BEYOND_RANGE))
    return min(explained, key=lambda change: change.p_adjusted, default=None)


def _is_constant(summary: "Mapping[str, Any]") -> bool:
    return "min" in summary and bool(summary["min"] == summary["max"])


def _ranges(column: "ColumnEvidence") -> tuple[str, str] | None:
    """Return the ranges of both files' values; None if they are not to be shown."""
    if "min" not in column.before:
        return None
    ends = [(summary["min"], summary["max"]) for summary in (column.before, column.after)]
    if isinstance(ends[0][0], float):
        return ranges(*ends)
    before, after = (f"[{low}, {high}]" for low, high in ends)
    return before, after
