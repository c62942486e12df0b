"""White space at the ends of cells, which no person sees and which makes programs tell equal values apart."""

from dataclasses import replace
from typing import TYPE_CHECKING

from common.verdict.figures import percents

if TYPE_CHECKING:
    import pandas as pd

    from functions.score.statistics.evidence import ColumnEvidence

LEAST_SHARE = 0.01  # of a file's cells
CHANCE = 0.001  # p-value from which the change is stated; no decision depends on it


def with_padding(evidence: "ColumnEvidence", before: "pd.Series", after: "pd.Series") -> "ColumnEvidence":
    """Return the evidence of a column with a remark if more of its cells have such white space."""
    return replace(evidence, remarks=(*evidence.remarks, *padding(before, after)))


def padding(before: "pd.Series", after: "pd.Series") -> tuple[str, ...]:
    """Return a sentence if more cells of the drift file than of the baseline begin or end in white space."""
    from functions.score.statistics.fisher_exact import fisher_exact

    if not (_is_text(before) and _is_text(after)):
        return ()
    if after.str.strip().equals(after):  # as in most columns, whose cells need not be counted
        return ()
    padded, cells = zip(*(_padded(column) for column in (before, after)), strict=True)
    if padded[1] <= LEAST_SHARE * cells[1] or padded[1] * cells[0] <= padded[0] * cells[1]:
        return ()
    if fisher_exact(*padded, *cells) > CHANCE:
        return ()
    shares = percents(padded[0] / max(cells[0], 1), padded[1] / cells[1])
    return (f"cells with white space at their ends rose from {shares[0]} to {shares[1]}",)


def _is_text(column: "pd.Series") -> bool:
    import pandas as pd

    return isinstance(column.dtype, pd.StringDtype)


def _padded(column: "pd.Series") -> tuple[int, int]:
    """Return how many cells begin or end in white space, and how many there are; blank cells do not count."""
    present = column.dropna()
    stripped = present.str.strip()
    present, stripped = present[stripped != ""], stripped[stripped != ""]
    return int((present != stripped).sum()), len(present)
