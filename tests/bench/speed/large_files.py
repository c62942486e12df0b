"""Peak memory of `driftline score` on large files of mixed columns, for several sizes and formats."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from speed import tables
from speed.contestants import our_environment
from speed.pair import answer
from speed.process import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from speed.plan import Plan

FAST = 1  # gzip's level


def measure(folder: Path, cache: Path, plan: Plan) -> list[dict[str, Any]]:
    """Write, score and delete one file after the other; return the figures."""
    block = tables.Block(cache)
    baseline = block.write_baseline(folder / "baseline.csv")
    writers: list[tuple[str, int, Callable[[Path, int], None]]] = [
        ("csv", size, block.write) for size in plan.csv_bytes
    ]
    if plan.other_bytes:
        writers += [
            ("csv.gz", plan.other_bytes, _packed(block)),
            ("parquet", plan.other_bytes, block.write_parquet),
        ]
    figures = []
    for extension, size, write in writers:
        path = folder / f"drift.{extension}"
        write(path, size)
        command = [Path(sys.executable).with_name("driftline"), "score", "--json", baseline, path]
        ran = run(command, our_environment(cache))
        print(
            f"  {extension}, {size / 1e6:,.0f} MB: {ran.seconds:.1f} s, {ran.memory / 2**20:.0f} MiB",
            flush=True,
        )
        figures.append(
            {
                "format": extension,
                "csv_bytes": size,
                "bytes": path.stat().st_size,
                "rows": block.rows_of(size),
                "seconds": ran.seconds,
                "memory": ran.memory,
                "answer": answer(ran.output),
            }
        )
        path.unlink()
    return figures


def _packed(block: tables.Block) -> Callable[[Path, int], None]:
    def write(path: Path, size: int) -> None:
        with gzip.open(path, "wb", compresslevel=FAST) as packed:
            block.write_into(cast("BinaryIO", packed), size)

    return write
