"""One file after the other through real servers: put, message at a consumer, verdict."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from speed.arrivals import Arrivals
from speed.files import BASELINE, MANY, content

if TYPE_CHECKING:
    from pathlib import Path

    from speed.plan import Plan
    from speed.real_servers import Delivered, RealServers

BASELINE_ROWS, ROWS = 1_000, 100
SPOOL_SECONDS = 3.0  # MinIO sends its spool to the broker this often
PATIENCE_SECONDS = 10.0
# The fraction of the golden ratio: its multiples, without their integer parts, are spread evenly.
SPREAD = 0.618034


def measure(cache: Path, plan: Plan, servers: RealServers) -> dict[str, Any]:
    """Put files and return the seconds of each step.

    The first file embeds the baseline and does not count. A pause before each put spreads the puts over the
    time between two rounds of MinIO's spool: right after a verdict, each would wait for a whole round.
    """
    arrivals = Arrivals(servers.stack.broker_url("operator"))
    servers.put("baselines/single.csv", content(BASELINE_ROWS, cache, part=BASELINE))
    files: dict[str, Delivered] = {}
    for number in range(plan.single_files + 1):
        key = f"drifts/single/{number:04}.csv"
        data = content(ROWS, cache, part=MANY + number)
        time.sleep(number * SPREAD % 1 * SPOOL_SECONDS)
        delivered = servers.deliver(key, data)
        if number:
            files[key] = delivered
    arrived = arrivals.of(files, PATIENCE_SECONDS)
    arrivals.stop()
    return {
        "files": plan.single_files,
        "rows": ROWS,
        "seconds": steps(files, arrived),
        "memory": servers.worker_memory(),
    }


def steps(files: dict[str, Delivered], arrived: dict[str, float]) -> dict[str, list[float]]:
    """Return the seconds of each step, from when the files were put and their messages arrived."""
    present = {key: file for key, file in files.items() if key in arrived}
    scoring = [sum(file.verdict["timing_ms"].values()) / 1000 for file in present.values()]
    message = [file.seen - arrived[key] for key, file in present.items()]
    return {
        "put": [file.returned - file.began for file in files.values()],
        "spool": [arrived[key] - file.returned for key, file in present.items()],
        "verdict": [file.seen - file.began for file in files.values()],
        "message": message,
        "scoring": scoring,
        "rest": [total - own for total, own in zip(message, scoring, strict=True)],
    }
