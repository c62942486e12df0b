"""CPU milliseconds of a small file by step, with a known baseline: `python tests/bench/file_cost.py`.

A running handler scores small files from a bucket, each once: from one in memory, or with `--minio` from a
real MinIO on this machine. Each step's time is that of the whole process, without the steps inside of it.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

import verdict_changes

from common import settings
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score import handler, wiring

if TYPE_CHECKING:
    from collections.abc import Callable

    from common.stores.store import ObjectStore

# What each step calls, and in which module that name is looked up.
STEPS = {
    "stored verdict": ("functions.score.handler", "read_stored"),
    "reading": ("functions.score.scoring", "_read"),
    "baseline and settings": ("functions.score.baseline.baselines", "Baselines.profile_for"),
    "encoding": ("functions.score.texts.embedder", "Embedder.embed"),
    "columns": ("functions.score.comparison.table", "compare_columns"),
    "missing cells": ("functions.score.comparison.table", "missing_cells"),
    "padding": ("functions.score.comparison.table", "with_padding"),
    "traits of texts": ("functions.score.comparison.files", "compare_column_traits"),
    "texts: neighbours": ("functions.score.statistics.texts.column", "pool"),
    "texts: permutations": ("functions.score.statistics.texts.column", "permutation_test"),
    "texts: changed share": ("functions.score.statistics.texts.column", "changed_share"),
    "texts: other": ("functions.score.comparison.text_column", "score"),
    "explanation: words": ("functions.score.statistics.explanation.terms", "terms_of"),
    "explanation: groups": ("functions.score.explanation.text_column", "_clusters"),
    "explanation: map": ("functions.score.explanation.files", "_map"),
    "explanation: other": ("functions.score.scoring", "explain"),
    "history": ("functions.score.history", "Histories.read"),
    "history added": ("functions.score.history", "Histories.add"),
    "verdict": ("functions.score.verdict.assembly", "assemble"),
    "verdict as JSON": ("common.verdict.document", "Verdict.to_json"),
    "report": ("functions.score.handler", "render"),
    "requests to MinIO": ("minio.api", "Minio._url_open"),
}
REST, BEYOND = "the rest", "all but encoding"
FIRST = 3  # files that are not counted: they read the baseline and load the model
REQUESTS = ("stat", "open", "put", "replace", "list")


class Meter:
    """CPU seconds of the steps; those of an inner step do not count for the outer one."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self._inside: list[str] = [REST]
        self._since = time.process_time()

    def enter(self, step: str) -> None:
        """Begin a step."""
        self._count()
        self._inside.append(step)

    def leave(self) -> None:
        """End the step that began last."""
        self._count()
        self._inside.pop()

    def step(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same as a step."""

        def measured(*arguments: Any, **named: Any) -> Any:
            self.enter(name)
            try:
                return function(*arguments, **named)
            finally:
                self.leave()

        return measured

    def request(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same as a request to the store."""

        def counted(*arguments: Any, **named: Any) -> Any:
            self.requests[name] += 1
            return function(*arguments, **named)

        return counted

    def reset(self) -> None:
        """Forget everything, and begin the next file."""
        self._since = time.process_time()
        self.seconds.clear()
        self.requests.clear()

    def finish(self) -> Counter[str]:
        """Return the seconds since `reset`, by step, and those of all steps but encoding."""
        self._count()
        beyond = sum(self.seconds.values()) - self.seconds["encoding"]
        return Counter({**self.seconds, BEYOND: beyond})

    def _count(self) -> None:
        now = time.process_time()
        self.seconds[self._inside[-1]] += now - self._since
        self._since = now


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--rows", type=int, default=50)
    parser.add_argument("--baseline-rows", type=int, default=1_000)
    parser.add_argument("--minio", action="store_true", help="start a MinIO, and use it as the store")
    options = parser.parse_args()
    meter = Meter()
    _install(meter)
    with ExitStack() as ending:
        store = _minio(ending) if options.minio else MemoryStore()
        for name in REQUESTS:
            plain = getattr(type(store), name)
            setattr(type(store), name, meter.request(name, plain))
        columns = {name: measure(options, name, store, meter) for name in TABLES}
    print(f"| CPU ms per file of {options.rows} rows | {' | '.join(columns)} |")
    print(f"| --- |{' ---: |' * len(columns)}")
    for step in (*STEPS, REST, BEYOND, *(f"requests: {name}" for name in REQUESTS)):
        print(f"| {step} | {' | '.join(f'{column[step]:.1f}' for column in columns.values())} |")


TABLES = {
    "text alone": ["code", "text"],
    "seven columns": ["code", "text", "price", "age", "country", "active", "day"],
}


def measure(options: argparse.Namespace, name: str, store: ObjectStore, meter: Meter) -> dict[str, float]:
    """Return the median of each step in milliseconds, and of each kind of request."""
    names, folder = TABLES[name], name.replace(" ", "-")
    tools = wiring.tools(settings.load(), store)
    _put(store, f"baselines/{folder}.csv", _table(0, options.baseline_rows)[names])
    keys = [f"drifts/{folder}/{number}.csv" for number in range(options.files + FIRST)]
    for part, key in enumerate(keys, start=1):
        _put(store, key, _table(part, options.rows)[names])
    seconds, requests = [], []
    for key in keys:
        meter.reset()
        handler.score_object(ObjectCreated(store.bucket, key), tools)
        seconds.append(meter.finish())
        requests.append(meter.requests.copy())
    new = slice(FIRST, None)
    shown = {step: 1000 * _median(seconds[new], step) for step in (*STEPS, REST, BEYOND)}
    return shown | {f"requests: {name}": _median(requests[new], name) for name in REQUESTS}


def _median(counted: list[Counter[str]], name: str) -> float:
    return statistics.median(each[name] for each in counted)


def _minio(ending: ExitStack) -> ObjectStore:
    """Start the servers, with a bucket, until the context ends."""
    from infra.stack import Stack

    folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
    stack = ending.enter_context(Stack(folder, os.environ))
    stack.run("bootstrap")
    return wiring.bucket_store(settings.load(stack.settings("bootstrap")))


def _install(meter: Meter) -> None:
    for step, (module, path) in STEPS.items():
        *owners, name = path.split(".")
        owner: Any = importlib.import_module(module)
        for part in owners:
            owner = getattr(owner, part)
        setattr(owner, name, meter.step(step, getattr(owner, name)))


def _table(part: int, rows: int) -> pd.DataFrame:
    samples = Path(__file__).parents[2] / "functions" / "samples"
    texts = pd.read_csv(samples / "baseline.csv")
    rng = np.random.default_rng([1, part])
    frame = verdict_changes.table(rng, texts, rows)
    words = " ".join(texts["text"]).split()
    frame["text"] = [" ".join(rng.choice(words, 10)) for _ in range(rows)]
    return frame.assign(code=[f"{part}-{row}" for row in range(rows)])


def _put(store: ObjectStore, key: str, frame: pd.DataFrame) -> None:
    data = frame.to_csv(index=False).encode()
    store.put(key, io.BytesIO(data), len(data))


if __name__ == "__main__":
    main()
