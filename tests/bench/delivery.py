"""Time from the put of a file to its verdict, on real servers: `python tests/bench/delivery.py`.

Starts its own RabbitMQ and MinIO with the shipped configuration, and one worker. Puts files one after the
other, then many small ones at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speed import alone, delivery, parts, sections, small_files
from speed.contestants import our_environment
from speed.real_servers import RealServers

from infra.stack import MissingProgram

if TYPE_CHECKING:
    from pathlib import Path

    from speed.plan import Plan


def measure(folder: Path, cache: Path, plan: Plan) -> dict[str, Any]:
    """Start the servers and put the files."""
    parts.fetch(cache)
    with RealServers(folder, our_environment(cache)) as servers:
        one_by_one = delivery.measure(cache, plan, servers)
        return {"delivery": one_by_one, "small files": small_files.measure(folder, cache, plan, servers)}


def show(results: dict[str, Any]) -> str:
    """Return both sections."""
    return sections.delivery(results["delivery"]) + sections.many(results["small files"])


if __name__ == "__main__":
    try:
        alone.run(__doc__, measure, show, sizes=("single_files", "many_files", "overhead_files"))
    except MissingProgram as missing:
        print(f"not measured: {missing}")
