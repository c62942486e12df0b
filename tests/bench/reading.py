"""How fast files are read, beside pyarrow's own scan of the same bytes: `python tests/bench/reading.py`.

Both read the same file in turn, several rounds, in this process. Our reader finds the encoding, the delimiter
and every fault with its row, and keeps a sample of the rows; the scan only parses. The rate of CPU seconds is
the one to compare on a busy machine.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pyarrow import csv
from pyarrow import json as arrow_json
from speed.alone import command_line

from functions.score import batch

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = ("the", "a", "parcel", "arrived", "late", "early", "box", "good", "bad", "service", "quick", "never")
PREPARED_TEXTS, SEED = 5_000, 20261128


class Rate(NamedTuple):
    """Megabytes per second of time and of CPU time; the best of the rounds."""

    wall: float
    cpu: float


def write(folder: Path, megabytes: int) -> list[Path]:
    """Write the same rows as CSV, as CSV with quoted texts and as JSON Lines; return the paths."""
    random = np.random.default_rng(SEED)
    texts = [" ".join(random.choice(WORDS, 12)) for _ in range(PREPARED_TEXTS)]
    rows = megabytes * 10**6 // 100
    columns = zip(
        random.integers(0, PREPARED_TEXTS, rows).tolist(),
        random.normal(10, 2, rows).round(3).tolist(),
        random.integers(0, 50, rows).tolist(),
        random.choice(["north", "south", "east"], rows).tolist(),
        strict=True,
    )
    paths = [folder / name for name in ("plain.csv", "quoted.csv", "lines.jsonl")]
    with paths[0].open("w") as plain, paths[1].open("w") as quoted, paths[2].open("w") as lines:
        for file in (plain, quoted):
            file.write("id,text,price,items,shop\n")
        for number, (place, price, items, shop) in enumerate(columns):
            text = texts[place]
            plain.write(f"{number},{text},{price},{items},{shop}\n")
            quoted.write(f'{number},"{text}, ""yes""",{price},{items},{shop}\n')
            record = {"id": number, "text": text, "price": price, "items": items, "shop": shop}
            lines.write(json.dumps(record) + "\n")
    return paths


def scan(path: Path) -> None:
    """Parse a file with pyarrow, block by block."""
    opened = csv.open_csv(path) if path.suffix == ".csv" else arrow_json.open_json(path)
    with opened as blocks:
        for _ in blocks:
            pass


def read(path: Path) -> None:
    """Read a file as `driftline score` does."""
    with path.open("rb") as stream:
        batch.read(path.name, stream, batch.Limits())


def rates(path: Path, rounds: int) -> tuple[Rate, Rate]:
    """Return the rate of the scan and of our reader."""
    megabytes = path.stat().st_size / 1e6
    best = {scan: Rate(0, 0), read: Rate(0, 0)}
    for _ in range(rounds):
        for reader, rate in best.items():
            best[reader] = Rate(*map(max, rate, _rate(reader, path, megabytes)))
    return best[scan], best[read]


def _rate(reader: Callable[[Path], None], path: Path, megabytes: float) -> Rate:
    wall, cpu = time.perf_counter(), time.process_time()
    reader(path)
    return Rate(megabytes / (time.perf_counter() - wall), megabytes / (time.process_time() - cpu))


def main() -> None:
    """Write, read and delete the files; print a line for each."""
    parser = command_line(__doc__ or "")
    parser.add_argument("--megabytes", type=int, default=500, help="size of each file, about")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for path in write(Path(folder), options.megabytes):
            theirs, ours = rates(path, options.rounds)
            print(
                f"{path.name}: scan {theirs.wall:.0f} MB/s ({theirs.cpu:.0f} MB per CPU second), "
                f"driftline {ours.wall:.0f} ({ours.cpu:.0f}): "
                f"{ours.wall / theirs.wall:.0%} of the scan ({ours.cpu / theirs.cpu:.0%})"
            )


if __name__ == "__main__":
    main()
