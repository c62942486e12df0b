"""Scores two small tables, so that everything that is loaded at its first use is loaded."""

import io
import logging
from datetime import UTC, datetime
from importlib import import_module

from common.stores.store import OpenedObject, StoredObject
from functions.score.report import render
from functions.score.scoring import score_files
from functions.score.tools import Tools

ROWS = 40
WORDS = ("river", "stone", "cloud", "grass", "light")
# Formats of files that the tables do not have.
FORMATS = ("pyarrow.json", "pyarrow.parquet", "pyarrow.dataset", "pyarrow.orc", "pyarrow.ipc")


def warm_up(tools: Tools) -> None:
    """Load libraries and start their threads now; logs and writes nothing.

    They must be there before the memory is limited: OpenBLAS tries again for ever if it has no memory for its
    buffers when it is loaded, and the stacks of threads would count as the first file's memory.
    """
    logging.disable()
    try:
        for module in FORMATS:
            import_module(module)
        answer = score_files(_table("baselines/a.csv", 1), _table("drifts/a.csv", 2), tools)
        render(answer.verdict, answer.maps)
    finally:
        logging.disable(logging.NOTSET)


def _table(key: str, step: int) -> OpenedObject:
    """Return a CSV file with texts, numbers, categories and dates; `step` makes two of them differ."""
    rows = [
        f"{WORDS[n % 5]} and {WORDS[n * step % 3]} {n},{n * step},{WORDS[n % 2]},2026-01-{n % 28 + 1:02}"
        for n in range(ROWS)
    ]
    data = "\n".join(["text,number,category,date", *rows]).encode()
    return OpenedObject(StoredObject(key, key, len(data), datetime.now(UTC)), io.BytesIO(data))
