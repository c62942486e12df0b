"""How long the small files of one team wait while large files of another are scored, on real servers."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from calibration.markdown import table

from speed.contestants import our_environment
from speed.real_servers import RealServers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The second worker's options, and what a table calls the two workers.
WAYS = {"two workers for all files": (), "one of them for large files alone": ("--large",)}
BLOCK_ROWS, SMALL_ROWS = 100_000, 200
EVERY_SECONDS = 5.0  # a small file comes


def measure(folder: Path, cache: Path, files: int, size: int) -> dict[str, Any]:
    """Put `files` large files of about `size` bytes, then small ones until all large ones have verdicts.

    Measured is the time from the put of each small file to its verdict, with and without a worker of large
    files.
    """
    large = folder / "large.csv"
    rows = _write(large, size)
    figures: dict[str, Any] = {"files": files, "bytes": large.stat().st_size, "rows": rows}
    for way, options in WAYS.items():
        with RealServers(folder / f"servers{len(figures)}", our_environment(cache)) as servers:
            servers.add_worker(*options)
            figures[way] = _measured(servers, large, files)
    return figures


def show(figures: Mapping[str, Any]) -> str:
    """Return the table."""
    header = ["", "small files", "median wait", "longest wait", "last large file scored after"]
    rows = [[way, *_cells(figures[way])] for way in WAYS]
    return (
        f"{figures['files']} files of {figures['bytes'] / 1e9:.2f} GB ({figures['rows']:,} rows of numbers, "
        f"categories and dates as CSV) of one team; then a file of {SMALL_ROWS} rows of another every "
        f"{EVERY_SECONDS:.0f} s.\n\n{table(header, rows)}"
    )


def _cells(way: Mapping[str, Any]) -> list[str]:
    waits = way["waits"]
    return [
        str(len(waits)),
        f"{median(waits):.1f} s",
        f"{max(waits):.1f} s",
        f"{way['seconds']:.0f} s",
    ]


def _measured(servers: RealServers, large: Path, files: int) -> dict[str, Any]:
    small = _table(1, SMALL_ROWS).encode()
    for team in ("a", "b"):
        servers.put(f"baselines/{team}/baseline.csv", _table(0, 1_000).encode())
        for number in range(4):  # both workers read the baselines
            servers.deliver(f"drifts/{team}/warm-{number}.csv", small)
    slow = [f"drifts/a/{number}.csv" for number in range(files)]
    for key in slow:
        with large.open("rb") as stream:
            servers.put_stream(key, stream, large.stat().st_size)
    began = time.time()
    puts: dict[str, float] = {}
    while not all(map(servers.has_verdict, slow)):
        key = f"drifts/b/{len(puts):04}.csv"
        puts[key] = time.time()
        servers.put(key, small)
        time.sleep(EVERY_SECONDS)
    scored = [_scored(servers, key) for key in slow]
    return {
        "seconds": max(scored) - began,
        "waits": [_scored(servers, key) - put for key, put in puts.items()],
    }


def _scored(servers: RealServers, key: str) -> float:
    """Wait for a file's verdict; return when it was written, by the machine's clock."""
    servers.seen(key)
    verdict = servers.verdict(key)
    if verdict["status"] != "ok":
        raise RuntimeError(f"{key} was not scored: {verdict['error']}")
    return datetime.fromisoformat(verdict["scored_at"]).astimezone(UTC).timestamp()


def _write(path: Path, size: int) -> int:
    """Write a file of about `size` bytes by repeating a block of rows; return how many rows it has."""
    header, _, block = _table(2, BLOCK_ROWS).partition("\n")
    times = max(1, round(size / len(block)))
    with path.open("w", encoding="ascii") as file:
        file.write(f"{header}\n")
        for _ in range(times):
            file.write(block)
    return times * BLOCK_ROWS


def _table(seed: int, rows: int) -> str:
    """Return a table of numbers, categories and dates."""
    rng = np.random.default_rng(seed)
    lines = zip(
        rng.integers(1, 10**6, rows), rng.normal(size=rows), rng.choice(list("abcde"), rows),
        rng.integers(1, 10, rows), strict=True,
    )  # fmt: skip
    return "amount,score,kind,day\n" + "".join(
        f"{amount},{score:.6f},{kind},2026-01-0{day}\n" for amount, score, kind, day in lines
    )
