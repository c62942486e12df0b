"""Halves of real tables without a change: drawn at random, and the first against the second."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from calibration.draws import generator
from calibration.method_results import bits

from field import tables
from field.scored import score

if TYPE_CHECKING:
    from pathlib import Path

# Of a larger table each repetition draws this many rows.
MOST_ROWS = 1000
# Of a larger file the first and second half of these first rows are compared.
MOST_ROWS_IN_ORDER = 20_000


def random_halves(cache: Path, name: str, first: int, repetitions: int) -> dict[str, Any]:
    """Return the calls on random halves of a table, and how often each column was flagged.

    `first` is the number of the first repetition.
    """
    table = tables.load(name, cache)
    calls: list[bool] = []
    flagged: dict[str, int] = {}
    for repetition in range(first, first + repetitions):
        drawn = generator("field halves", name, repetition).permutation(len(table.rows))[:MOST_ROWS]
        middle = len(drawn) // 2
        [scored] = score(table.content(drawn[:middle]), [table.content(drawn[middle:])])
        calls.append(scored.drifted)
        for column in scored.flagged:
            flagged[column] = flagged.get(column, 0) + 1
    return {"calls": bits(calls), "flagged": flagged, "rows": len(table.rows), "columns": len(table.header)}


def halves_in_order(cache: Path, name: str) -> dict[str, Any]:
    """Return the verdict on the second half of a file if the first is the baseline."""
    table = tables.load(name, cache)
    rows = min(len(table.rows), MOST_ROWS_IN_ORDER)
    first, second = (range(start, end) for start, end in pairwise((0, rows // 2, rows)))
    [scored] = score(table.content(first), [table.content(second)])
    reasons = scored.reasons if scored.drifted else []
    return {"drifted": scored.drifted, "flagged": scored.flagged, "reasons": reasons}
