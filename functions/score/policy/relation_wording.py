"""A change between two columns in words, such as "carat and price no longer rise together"."""

from typing import TYPE_CHECKING

from common.verdict import figures
from common.verdict.figures import deviations, numbers, percent
from functions.score.batch.wording import quoted
from functions.score.policy.clauses import Statement, moved
from functions.score.policy.decision import Change

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence

# A correlation below this, or below half of the other file's, is none in words.
WEAK = 0.1
UNMOVED = 0.1  # standard deviations: means that differ by less agree in words


def correlation(column: "ColumnEvidence", _: Change) -> Statement:
    """Name the pair, how it goes together now, and both correlations."""
    before, after = column.before["correlation"], column.after["correlation"]
    one, other = (
        name if level is None else f"{name} = {quoted(level)}"
        for name, level in zip(column.before["columns"], column.before["levels"], strict=True)
    )
    levels = column.before["levels"][0] is not None
    how = _levels(before, after) if levels else _numbers(before, after)
    what = "correlation" if levels else "rank correlation"
    written = figures.correlation(before), figures.correlation(after)
    return f"{how.format(one=one, other=other)}: {moved(what, (before, after), written)}", []


def segment(column: "ColumnEvidence", _: Change) -> Statement:
    """Name the segment and the column, both means, and how much further it moved than the other segments."""
    before, after = column.before, column.after
    tested = before["winsorized_mean"], after["winsorized_mean"]
    mean, means = "mean", (before["mean"], after["mean"])
    # Without values far away, both standard deviations agree, and the shorter name is clear.
    robust = any(abs(one - other) >= UNMOVED * before["sd"] for one, other in zip(means, tested, strict=True))
    if (means[1] > means[0]) != (tested[1] > tested[0]):  # values far away move the mean the other way
        mean, means = "winsorized mean", tested
    where = f"{mean} of {before['column']} where {before['segment']} = {quoted(before['category'])}"
    clause = f"{moved(where, means, numbers(*means, before['sd']))}, {_elsewhere(column, robust=robust)}"
    return clause, [f"{percent(after['share'])} of rows"]


def _elsewhere(column: "ColumnEvidence", *, robust: bool) -> str:
    """Return how the other segments moved, or how much further this one did."""
    before, after = column.before, column.after
    own = (after["winsorized_mean"] - before["winsorized_mean"]) / before["sd"]
    others = before["elsewhere"]
    if own * others < 0 and abs(others) >= UNMOVED:
        words = f"elsewhere it {'rose' if others > 0 else 'fell'} by {deviations(abs(others))}"
    else:
        further = abs(own) >= abs(others)
        words = f"{deviations(before['apart'])} {'more' if further else 'less'} than elsewhere"
    return words.replace("standard", "robust standard") if robust else words


def _numbers(before: float, after: float) -> str:
    ways = ("{one} and {other} %srise together%s", "{other} %sfalls as {one} rises%s")
    return _way(ways, before, after)


def _levels(before: float, after: float) -> str:
    ways = ("{one} and {other} %soccur together%s", "{one} and {other} %sexclude each other%s")
    return _way(ways, before, after)


def _way(ways: tuple[str, str], before: float, after: float) -> str:
    """Return how two columns go together now; `ways`: with a positive and with a negative correlation."""
    strengths = abs(before), abs(after)
    same = before * after > 0
    if strengths[1] < max(WEAK, strengths[0] / 2):
        return _no_longer(ways[before < 0])
    if not same or strengths[0] < max(WEAK, strengths[1] / 2):
        return ways[after < 0] % ("now ", "")
    return ways[after < 0] % ("", " more closely" if strengths[1] > strengths[0] else " less closely")


def _no_longer(way: str) -> str:
    return way % ("no longer ", "")
