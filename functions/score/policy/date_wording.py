"""A change of a column of dates in words."""

from typing import TYPE_CHECKING

from common.verdict.figures import percent, time_span
from functions.score.policy.clauses import Statement, share_moved
from functions.score.policy.decision import Change
from functions.score.statistics.excess_share import chance_outside, whole_share

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence

# What is wrong with the dates outside, and the baseline's end that they are measured from.
SIDES = {
    "earlier": ("are earlier than the baseline's first date", "min"),
    "later": ("are decades later than the baseline's last date", "max"),
}


def distance(column: "ColumnEvidence", change: Change) -> Statement:
    """Name the move of the median if it makes up half of the effect, else the change of the distribution."""
    from functions.score.statistics.columns.numeric_effects import MEDIAN_SHIFT

    shift = next((effect.value for effect in column.effects if effect.name == MEDIAN_SHIFT), 0.0)
    if abs(shift) >= max(change.threshold, change.effect.value / 2):
        clause = f"median moved {'later' if shift > 0 else 'earlier'} by {in_time(column, abs(shift))}"
    else:
        clause = f"distribution changed by {in_time(column, change.effect.value)}"
    if "min" not in column.before:  # dates are not to be shown
        return clause, []
    ranges = (f"{summary['min']} to {summary['max']}" for summary in (column.before, column.after))
    return clause, [f"baseline {next(ranges)}, file {next(ranges)}"]


def in_time(column: "ColumnEvidence", deviations: float) -> str:
    """Return a number of robust baseline standard deviations of a column of dates as a length of time."""
    return time_span(deviations * column.before["robust_sd_days"])


def outside_dates(column: "ColumnEvidence", change: Change) -> Statement:
    """Name the share of dates before the baseline's first one, or decades after its last one."""
    clause, end = SIDES[change.effect.by or "earlier"]
    share = whole_share(change.effect.value, chance_outside(column.before["dates"], ends=1))
    clause = f"{percent(share)} of dates {clause}"
    if end not in column.before:  # dates are not to be shown
        return clause, []
    return f"{clause}, {column.before[end]}", [f"file from {column.after['min']} to {column.after['max']}"]


def placeholders(column: "ColumnEvidence", change: Change) -> Statement:
    """Name the most frequent placeholder, if it may be shown, and both shares."""
    example = change.effect.example
    what = f"placeholder dates such as {example}" if example else "placeholder dates"
    return share_moved(what, column.before["placeholders"], column.after["placeholders"]), []
