"""Many small files with a known baseline: through one worker, and what each costs beyond its encoding."""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

from speed.contestants import JOBS, MODEL, our_environment
from speed.files import BASELINE, MANY, content, texts
from speed.turns import TurnTaker

if TYPE_CHECKING:
    from pathlib import Path

    from speed.plan import Plan
    from speed.real_servers import RealServers

BASELINE_ROWS, ROWS = 1_000, 50
LOOK_SECONDS = 0.25  # between two looks for the last verdict: each takes time of the worker's cores
WORKERS = 2  # in the second burst
FIRST = 2 * MANY  # the part of the first file: none of the texts was seen before


def measure(folder: Path, cache: Path, plan: Plan, servers: RealServers) -> dict[str, Any]:
    """Put all files at once, to one worker and to two; then let a function score some more.

    The encoder alone has its turns before and after. Ends the workers: what the function scores is its own.
    """
    servers.put("baselines/many.csv", content(BASELINE_ROWS, cache, part=BASELINE))
    parts = range(FIRST, FIRST + plan.many_files)
    given = folder / "texts.json"
    everything = [text for part in parts for text in texts(ROWS, cache, part=part)]
    given.write_text(json.dumps(everything), encoding="utf-8")
    job = [sys.executable, JOBS / "driftline_encoder.py", given, folder / "vectors.npy", MODEL]
    with TurnTaker(job, our_environment(cache)) as encoder:
        alone = [encoder.turn()]
        one = _burst("one", parts, cache, servers)
        servers.add_worker()
        two = _burst("two", parts, cache, servers)
        alone.append(encoder.turn())
    return {
        "files": plan.many_files,
        "rows": ROWS,
        "seconds": one[0],
        "encoding_seconds": one[1],
        "two_workers_seconds": two[0],
        "encoder_seconds": alone,
        "memory": servers.worker_memory(),
        "overhead": _overhead(cache, plan, servers, parts.stop),
    }


def _burst(folder: str, parts: range, cache: Path, servers: RealServers) -> tuple[float, float]:
    """Return the seconds from the first put to the last verdict, and those that encoding took of them.

    Each worker has met the baseline before: one that consumes has a message at a time, so the first ones
    go to different workers.
    """
    files = {f"drifts/many/{folder}/{part}.csv": content(ROWS, cache, part=part) for part in parts}
    first = [f"drifts/many/{folder}/first-{number}.csv" for number in range(WORKERS)]
    for number, key in enumerate(first):
        servers.put(key, content(ROWS, cache, part=FIRST - 1 - number))
    for key in first:
        servers.seen(key)
    started = time.perf_counter()
    for key, data in files.items():
        servers.put(key, data)
    ended = max(servers.seen(key, LOOK_SECONDS) for key in reversed(files))
    encoding = sum(servers.verdict(key)["timing_ms"]["encode"] for key in files) / 1000
    return ended - started, encoding


def _overhead(cache: Path, plan: Plan, servers: RealServers, part: int) -> dict[str, Any]:
    """Return, of each file, the seconds from event to verdict written, and those beyond encoding."""
    servers.stop_workers()
    names = [f"drifts/many/alone-{number}.csv" for number in range(plan.overhead_files + 1)]
    for number, name in enumerate(names):
        servers.put(name, content(ROWS, cache, part=part + number))
    lines = [json.loads(line) for line in servers.function(names).output.splitlines()]
    counted = lines[1:]  # the first loads the model
    steps = {
        step: [line["timing_ms"].get(step, 0) / 1000 for line in counted] for step in counted[0]["timing_ms"]
    }
    return {
        "seconds": [line["seconds"] for line in counted],
        "beyond_encoding": [line["seconds"] - line["timing_ms"]["encode"] / 1000 for line in counted],
        "steps": {step: statistics.median(taken) for step, taken in steps.items()},
    }
