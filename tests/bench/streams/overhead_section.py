"""The section on what a history costs, rendered from the measured times and requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calibration.markdown import table

from streams import appending, prose
from streams.overhead import CASES, LENGTHS
from streams.related_columns import BASELINE_ROWS, ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streams.plan import Plan

KILOBYTE = 1_000


def overhead(chosen: Plan, results: Mapping[str, Mapping[str, Any]]) -> str:
    """Render the cost of one file by length of the history, and what came of the threads."""
    text = prose.OVERHEAD.format(rows=ROWS, baseline=BASELINE_ROWS, files=chosen.cost_files)
    if one := results.get("one file"):
        header = [
            "history",
            "size",
            *(f"{case}: {figure}" for case in CASES for figure in ("ms", "requests")),
        ]
        rows = [
            [
                name,
                f"{one['bytes'][name] / KILOBYTE:.0f} kB",
                *(cell for case in CASES for cell in _cells(one["cases"][case], name)),
            ]
            for name in LENGTHS
        ]
        text += table(header, rows)
    if threads := results.get("threads"):
        text += prose.THREADS.format(
            threads=appending.THREADS, before=appending.BEFORE, delay=1000 * appending.DELAY, **threads
        )
    return text


def _cells(by_length: Mapping[str, Mapping[str, float]], name: str) -> list[str]:
    first, own = next(iter(by_length.values())), by_length[name]
    ratio = own["seconds"] / first["seconds"]
    return [f"{1000 * own['seconds']:.1f} ({ratio:.2f}x)", f"{own['requests']:.0f}"]
