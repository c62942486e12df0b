"""Process start to first verdict: `driftline score` on 100 x 100 rows, a whole process each time.

Beside it, in the same run and in turn, the way without Driftline: a script that imports
sentence-transformers, embeds both files and prints 1 - cosine of the means (where it is installed).
Run it with `python tests/bench/cold_start.py [--repetitions N] [--json PATH]`.

Caveats: the operating system has the files in its cache, so a first start after boot takes longer; the
first run ever also builds the encoder's graph, which is shown apart.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from functions.score.encoder.model_files import find_model

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
SAMPLES = Path(__file__).parents[2] / "functions/samples"
ROWS = 100
REFERENCE = """
import sys
import numpy, pandas
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
means = [model.encode(pandas.read_csv(path)["text"].tolist()).mean(axis=0) for path in sys.argv[2:]]
print(1 - means[0] @ means[1] / numpy.linalg.norm(means[0]) / numpy.linalg.norm(means[1]))
"""


def seconds(command, environment):
    """Return how long a command takes as a whole process; 0 and 1 are `score`'s answers."""
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    took = time.perf_counter() - started
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    return took


def head(source, target):
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    target.write_text("".join(lines[: ROWS + 1]), encoding="utf-8")
    return str(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files = [
            head(SAMPLES / "baseline.csv", place / "baseline.csv"),
            head(SAMPLES / "drifts/more-of-the-same.csv", place / "drift.csv"),
        ]
        environment = {**os.environ, "DRIFTLINE_CACHE_DIR": str(place / "cache")}
        driftline = [str(Path(sys.executable).with_name("driftline")), "score", *files]
        reference = [sys.executable, "-c", REFERENCE, str(find_model(MODEL).directory), *files]
        first = seconds(driftline, environment)
        times = {"driftline": [], "sentence-transformers": []}
        for _ in range(asked.repetitions):
            times["driftline"].append(seconds(driftline, environment))
            if find_spec("sentence_transformers"):
                times["sentence-transformers"].append(seconds(reference, environment))
    machine = f"{os.cpu_count()} processors, {platform.system()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}; {ROWS} x {ROWS} rows")
    print(f"{'the first run ever, building the graph':44}{first:8.2f} s")
    medians = {name: statistics.median(taken) for name, taken in times.items() if taken}
    for name, median in medians.items():
        print(f"{name:44}{median:8.2f} s   ({min(times[name]):.2f} to {max(times[name]):.2f})")
    if len(medians) > 1:
        print(f"{'ratio':44}{medians['sentence-transformers'] / medians['driftline']:8.1f}")
    else:
        print("sentence-transformers is not installed: `make torch` brings it")
    if asked.json:
        asked.json.write_text(json.dumps({"first": first, "seconds": times}, indent=2))


if __name__ == "__main__":
    main()
