"""What a file costs in a bucket with 100,000 datasets: `python tests/bench/many_datasets.py`.

Takes some minutes, and 2 GB of disk. Starts its own MinIO. Each dataset has a baseline of 200 rows and a
history of 20 files. One process scores a file of each of 200 datasets, first in a bucket with these alone,
then in one with all the others; and then a file of each of 1,000 more datasets, to show what a process keeps
of the datasets that it has seen.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np
import pandas as pd
from calibration.markdown import table
from minio import Minio
from speed.filling import put_all
from speed.parts import heading

from common import keys, settings
from common.events import ObjectCreated
from functions.score import wiring
from functions.score.handler import score_object
from infra.stack import MissingProgram, Stack, memory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.score.tools import Tools

BASELINE_ROWS, ROWS = 200, 100
HISTORY = 20
TIMED, SEEN = 200, 1_000  # datasets
FIRST = 3  # files that are not counted: they load what a process needs


class Bucket:
    """A real bucket whose datasets all have the same rows, and the handler for its events."""

    def __init__(self, configured: settings.Settings) -> None:
        self._configured = configured
        self._tools: Tools = wiring.tools(configured, wiring.bucket_store(configured))
        self._scored, self._datasets = 0, 0
        self._history = b""

    def learn(self) -> None:
        """Score the files that give each dataset its history."""
        self.grow(1)
        for _ in range(HISTORY):
            self.score(0)
        with self._tools.store.open(keys.history(_baseline(0))) as opened:
            self._history = opened.stream.read()

    def grow(self, datasets: int) -> None:
        """Add datasets until the bucket has so many; they have the history that was learned."""
        new = range(self._datasets, datasets)
        rows = _rows(0, BASELINE_ROWS)
        put_all(self._configured, ((_baseline(number), rows) for number in new))
        if self._history:
            put_all(self._configured, ((keys.history(_baseline(number)), self._history) for number in new))
        self._datasets = datasets

    def cost(self, datasets: range) -> tuple[float, float]:
        """Score a file of each dataset; return the medians of milliseconds and requests."""
        costs = [self.score(dataset) for dataset in datasets][FIRST:]
        milliseconds, requests = (statistics.median(each) for each in zip(*costs, strict=True))
        return milliseconds, requests

    def score(self, dataset: int) -> tuple[float, int]:
        """Score a new file of a dataset; return milliseconds and requests, without those of its upload."""
        self._scored += 1
        key, data = keys.drift_key(f"{_name(dataset)}/{self._scored}.csv"), _rows(self._scored, ROWS)
        self._tools.store.put(key, io.BytesIO(data), len(data))
        with counted_requests() as requests:
            started = time.perf_counter()
            verdict = score_object(ObjectCreated(self._tools.store.bucket, key), self._tools).verdict
            seconds = time.perf_counter() - started
        if not verdict.baseline or verdict.baseline.key != _baseline(dataset):
            raise RuntimeError(f"{key}: {verdict}")
        return 1000 * seconds, len(requests)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--datasets", type=int, default=100_000, metavar="NUMBER")
    options = parser.parse_args()
    origin = heading()
    with tempfile.TemporaryDirectory() as folder:
        text = measure(Path(folder), options.datasets)
    print(f"{origin['date']}, {origin['machine']}, commit {origin['commit']}\n\n{text}", end="")


def measure(folder: Path, datasets: int) -> str:
    """Return what a file costs before and after the bucket grows, and the memory of the process."""
    with Stack(folder, os.environ) as stack:
        stack.run("bootstrap")
        bucket = Bucket(settings.load(stack.settings("bootstrap")))
        bucket.learn()
        bucket.grow(TIMED)
        few = bucket.cost(range(TIMED)), bucket.cost(range(TIMED))
        bucket.grow(datasets)
        bucket.cost(range(TIMED))
        known, before = bucket.cost(range(TIMED)), memory.resident(os.getpid())
        new = bucket.cost(range(TIMED, TIMED + SEEN))
        after = memory.resident(os.getpid())
    rows = [
        [f"{kind} file of a dataset", *(f"{cost[0]:.1f} ({cost[1]:.0f})" for cost in costs)]
        for kind, costs in (("first", (few[0], new)), ("further", (few[1], known)))
    ]
    header = ["milliseconds (requests)", f"{TIMED:,} datasets", f"{datasets:,} datasets"]
    return (
        f"{table(header, rows)}"
        f"The process has {before / 2**20:.0f} MiB after {TIMED:,} datasets, {after / 2**20:.0f} MiB after "
        f"{SEEN:,} more.\n"
    )


@contextmanager
def counted_requests() -> Iterator[list[None]]:
    """Give a list that has as many members as there were requests to MinIO."""
    requests: list[None] = []
    plain = Minio._url_open  # there is no public place that all requests pass

    def counting(*arguments: Any, **named: Any) -> Any:
        requests.append(None)
        return plain(*arguments, **named)

    with mock.patch.object(Minio, "_url_open", counting):
        yield requests


def _name(dataset: int) -> str:
    return f"dataset-{dataset:06d}"


def _baseline(dataset: int) -> str:
    return keys.baseline_key(f"{_name(dataset)}.csv")


def _rows(number: int, count: int) -> bytes:
    """Return a file of two columns of numbers and one of categories."""
    random = np.random.default_rng([17, number])
    columns = {name: random.normal(100, 10, count).round(2) for name in ("price", "weight")}
    frame = pd.DataFrame(columns | {"country": random.choice(["CH", "DE", "FR"], count)})
    return frame.to_csv(index=False).encode()


if __name__ == "__main__":
    try:
        main()
    except MissingProgram as missing:
        print(f"not measured: {missing}")
