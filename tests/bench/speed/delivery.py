"""One file after the other through real servers: put, message at a consumer (both lanes), verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speed.arrivals import LANES, Arrivals
from speed.files import BASELINE, MANY, content

if TYPE_CHECKING:
    from pathlib import Path

    from speed.plan import Plan
    from speed.real_servers import Delivered, RealServers

BASELINE_ROWS, ROWS = 1_000, 100
PATIENCE_SECONDS = 10.0  # the safe lane's ticker fires every 3 s


def measure(cache: Path, plan: Plan, servers: RealServers) -> dict[str, Any]:
    """Put files and return the seconds of each step.

    The first file embeds the baseline and does not count.
    """
    arrivals = Arrivals(servers.stack.broker_url("operator"))
    servers.put("baselines/single.csv", content(BASELINE_ROWS, cache, part=BASELINE))
    files: dict[str, Delivered] = {}
    for number in range(plan.single_files + 1):
        key = f"drifts/single/{number:04}.csv"
        data = content(ROWS, cache, part=MANY + number)
        delivered = servers.deliver(key, data)
        if number:
            files[key] = delivered
    scoring = [sum(file.verdict["timing_ms"].values()) / 1000 for file in files.values()]
    totals = [file.seen - file.began for file in files.values()]
    seconds = {
        "put": [file.returned - file.began for file in files.values()],
        "verdict": totals,
        "scoring": scoring,
        "rest": [total - own for total, own in zip(totals, scoring, strict=True)],
    }
    returned = {key: file.returned for key, file in files.items()}
    seconds |= {lane: arrivals.after(returned, lane, PATIENCE_SECONDS) for lane in LANES}
    arrivals.stop()
    return {"files": plan.single_files, "rows": ROWS, "seconds": seconds, "memory": servers.worker_memory()}
