"""Wide tables, beside Evidently's preset: `python tests/bench/wide.py`.

Compares two tables of each shape in a process of its own, side by side, and prints seconds and microseconds
per cell. If the time is linear in the cells, the shapes with the most columns need no more per cell than the
narrow ones. Evidently runs only if its environment exists; `make calibrate` builds it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from calibration import corpora, environments
from calibration.cells import ONE_THREAD
from pyarrow import parquet
from speed.alone import command_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHAPES = ((50_000, 20), (50_000, 200), (1_000, 100), (1_000, 1_000))  # rows, columns
JOBS = Path(__file__).parent / "speed" / "jobs"
SEED = 20261128


def table(rows: int, columns: int, part: int) -> pa.Table:
    """Return a table of which every fourth column is one of categories, and the others are numbers."""
    random = np.random.default_rng([SEED, part])

    def cells(column: int) -> NDArray[np.generic]:
        if column % 4 == 0:
            return random.choice(["red", "green", "blue", "dark red"], rows)
        return random.integers(0, 100, rows) if column % 4 == 1 else random.normal(size=rows)

    return pa.table({f"column {column}": cells(column) for column in range(columns)})


def seconds(python: Path, job: Path, files: list[Path]) -> float:
    """Return the CPU seconds of a comparison in its own process, without starting and reading."""
    own = {"PYTHONPATH": os.pathsep.join(sys.path)} if python == Path(sys.executable) else {}
    environment = os.environ | ONE_THREAD | own | {"DO_NOT_TRACK": "1"}
    command = [python, job, *files]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(json.loads(ran.stdout.splitlines()[-1])["seconds"])


def main() -> None:
    """Measure each shape in turn."""
    parser = command_line(__doc__ or "")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    required = environments.RIVALS / f"{environments.PACKAGES['Evidently']}.txt"
    contestants = {"Driftline": (Path(sys.executable), JOBS / "driftline_wide.py")}
    if rival := environments.existing(required, corpora.cache_folder(options.cache)):
        contestants["Evidently's preset"] = (rival, JOBS / "evidently_wide.py")
    with tempfile.TemporaryDirectory() as folder:
        for rows, columns in SHAPES:
            files = [Path(folder, f"{part}.parquet") for part in ("baseline", "drift")]
            for part, path in enumerate(files):
                parquet.write_table(table(rows, columns, part), path)
            best = dict.fromkeys(contestants, float("inf"))
            for _ in range(options.rounds):
                for name, (python, job) in contestants.items():
                    best[name] = min(best[name], seconds(python, job, files))
            for name, least in best.items():
                each = least / (2 * rows * columns) * 1e6
                print(f"{rows:,} rows x {columns:,} columns, {name}: {least:.1f} s, {each:.2f} us per cell")


if __name__ == "__main__":
    main()
