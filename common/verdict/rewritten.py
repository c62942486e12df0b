"""The columns that are drift because of how they are written, whatever their tests say."""

from common.verdict.column import ColumnVerdict
from common.verdict.document import Verdict

KINDS = ("retyped", "reformatted")


def rewritten(verdict: Verdict) -> dict[str, str]:
    """Return what happened to each drifted column that no test finds changed: "retyped" or "reformatted"."""
    changes = {change.column: change.kind for change in verdict.schema_changes if change.kind in KINDS}
    return {
        column.name: changes[column.name]
        for column in verdict.columns
        if column.drifted and column.name in changes and not _is_found(column, verdict.policy.alpha)
    }


def _is_found(column: ColumnVerdict, alpha: float | None) -> bool:
    """Tell whether the tests alone make a column drift."""
    p_value, effect, limit = column.p_adjusted, column.effect, column.limit
    if alpha is None or p_value is None or effect is None or limit is None:
        return False
    return p_value <= alpha and effect >= limit
