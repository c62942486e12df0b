"""Many small files with a known baseline: through one worker, and the cost of each without its encoding."""

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
LOOK_SECONDS = 0.25  # between two checks for the last verdict; each check takes time from the worker's cores
WORKERS = 2  # in the second burst
FIRST = 2 * MANY  # the part of the first file: all its texts are new


def measure(folder: Path, cache: Path, plan: Plan, servers: RealServers) -> dict[str, Any]:
    """Put all files at once, for one worker and for two; then let a function score some more.

    The encoder runs alone before and after. Ends the workers, so that the function scores the last files.
    """
    servers.put("baselines/many.csv", content(BASELINE_ROWS, cache, part=BASELINE))
    parts = range(FIRST, FIRST + plan.many_files)
    text_file = folder / "texts.json"
    all_texts = [text for part in parts for text in texts(ROWS, cache, part=part)]
    text_file.write_text(json.dumps(all_texts), encoding="utf-8")
    job = [sys.executable, JOBS / "driftline_encoder.py", text_file, folder / "vectors.npy", MODEL, "auto"]
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
    """Return the seconds from the first put to the last verdict, and the seconds of encoding.

    Each worker has the baseline's profile in memory before: a worker takes one message at a time, so the
    first files go to different workers.
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
    """Return each file's seconds from event to verdict written, and the same without encoding."""
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
