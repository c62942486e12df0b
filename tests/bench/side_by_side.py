"""The same files through Driftline, the documented way and two rivals: `python tests/bench/side_by_side.py`.

Ten minutes or less; `benchmarks.py` puts the same through real servers too, and writes the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speed import alone, parts, sections, side_by_side
from speed.contestants import prepare
from speed.plan import BENCH

if TYPE_CHECKING:
    from pathlib import Path

    from speed.plan import Plan


def measure(folder: Path, cache: Path, plan: Plan) -> dict[str, Any]:
    """Make what the contestants need, then let them take turns; without servers."""
    parts.fetch(cache)
    prepare(cache)
    return side_by_side.measure(folder, cache, plan, None)


def show(found: dict[str, Any]) -> str:
    """Return the tables."""
    jobs = "".join(sections.job(name, job["figures"]) for name, job in found["jobs"].items())
    return jobs + sections.curve(found["curve"], BENCH.rows)


if __name__ == "__main__":
    alone.run(__doc__, measure, show, sizes=("rounds",))
