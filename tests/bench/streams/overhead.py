"""What a history costs one file: the CPU time and the requests of the whole handler."""

from __future__ import annotations

import io
import statistics
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from calibration.draws import generator

from common import keys, settings
from common.events import ObjectCreated
from functions.score import wiring
from functions.score.handler import score_object
from functions.score.history import History, HistoryLine
from streams.counted_store import CountedStore
from streams.related_columns import BASELINE_ROWS, ROWS, diamonds
from streams.stream import csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

BASELINE = "baselines/diamonds.csv"
HISTORY = keys.history(BASELINE)
LENGTHS = {"no history": 0, "100 lines": 100, "1,000 lines": 1_000}
TEMPLATES = 20  # different lines, from files that were really scored
CASES = {"unchanged": 1.0, "changed": 1.5}  # what the prices of the drift file are multiplied by


class Handler:
    """The handler with the default settings, on a bucket in memory whose history is as long as one likes."""

    def __init__(self, cache: Path) -> None:
        self._cache, self._scored = cache, 0
        self.store = CountedStore()
        tools = wiring.tools(settings.load({}), self.store, own_process=False)
        self._tools = replace(tools, while_reading=lambda: None)  # no texts: nothing is embedded
        self._put(BASELINE, csv(self._rows("baseline", BASELINE_ROWS)))
        for number in range(TEMPLATES):
            self.score(self.file(f"template {number}"))
        with self.store.open(HISTORY) as opened:
            self._lines = History.from_bytes(HISTORY, opened.info.etag, opened.stream.read()).lines

    def history(self, length: int) -> bytes:
        """Return a history of so many files, all of them scored before the next one."""
        return History(HISTORY).merged(longer(self._lines, length), length).to_bytes()

    def file(self, name: str, factor: float = 1.0) -> bytes:
        """Return a drift file, the same for the same name; its prices are multiplied by a factor."""
        rows = self._rows(name, ROWS)
        return csv(rows.assign(price=rows["price"] * factor))

    def score(self, drift: bytes, history: bytes | None = None, *, kept: int = 1_000) -> tuple[float, int]:
        """Score a new file; return the CPU seconds and the requests.

        `history`: what it is before. `kept`: how many lines it may have; 0: there is no history.
        """
        if history is not None:
            self._put(HISTORY, history)
        self._scored += 1
        key = f"drifts/diamonds/{self._scored:05d}.csv"
        self._put(key, drift)
        tools = replace(self._tools, history_lines=kept)
        requests, started = self.store.requests, time.process_time()
        verdict = score_object(ObjectCreated(self.store.bucket, key), tools).verdict
        seconds, requests = time.process_time() - started, self.store.requests - requests
        if verdict.error:
            raise RuntimeError(verdict.error.message)
        return seconds, requests

    def _rows(self, name: str, count: int) -> pd.DataFrame:
        return diamonds(self._cache, count, generator("streams overhead", name))

    def _put(self, key: str, data: bytes) -> None:
        self.store.put(key, io.BytesIO(data), len(data))


def longer(lines: Sequence[HistoryLine], length: int) -> list[HistoryLine]:
    """Return so many lines: these again and again, each of another and earlier file."""
    copies = []
    for place in range(length):
        line = lines[place % len(lines)]
        times = {"modified": line.time - timedelta(hours=1 + place), "written": line.time}
        copies.append(line.model_copy(update={"key": f"drifts/diamonds/earlier/{place:05d}.csv"} | times))
    return copies


def measure(cache: Path, files: int) -> dict[str, Any]:
    """Return the median CPU seconds and the requests of one file, by case and length of the history.

    Each file is scored with every length in turn, so that what else the machine does costs each as much.
    """
    handler = Handler(cache)
    histories = {name: handler.history(length) for name, length in LENGTHS.items()}
    answers: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for number in range(files + 1):
        for case, factor in CASES.items():
            drift = handler.file(f"{case} {number}", factor)
            for name, length in LENGTHS.items():
                answer = handler.score(drift, histories[name], kept=1_000 if length else 0)
                if number:  # the first file is for what a process loads and keeps
                    answers.setdefault((case, name), []).append(answer)
    medians = {turn: list(map(statistics.median, zip(*own, strict=True))) for turn, own in answers.items()}
    return {
        "bytes": {name: len(data) for name, data in histories.items()},
        "cases": {
            case: {
                name: dict(zip(("seconds", "requests"), medians[case, name], strict=True)) for name in LENGTHS
            }
            for case in CASES
        },
    }
