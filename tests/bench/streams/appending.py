"""Many threads that append to one history through a store with conditional writes."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from common.errors import WriteConflict
from functions.score.history import Histories, History
from streams.counted_store import CountedStore
from streams.overhead import BASELINE, HISTORY, Handler

if TYPE_CHECKING:
    from pathlib import Path

THREADS, EACH, BEFORE = 50, 2, 900  # each thread appends so many lines; so many are there before
DELAY = 0.005  # seconds in which the store answers: a server nearby


def measure(cache: Path) -> dict[str, Any]:
    """Return how the threads fared; "lost": how many lines the history does not have in the end."""
    total = BEFORE + THREADS * EACH
    lines = History.from_bytes(HISTORY, "", Handler(cache).history(total)).lines
    store = CountedStore(DELAY)
    histories = Histories(store, total)
    histories.merge(BASELINE, lines[:BEFORE])
    before = store.requests

    def append(thread: int) -> None:
        for line in lines[BEFORE + thread * EACH :][:EACH]:
            with suppress(WriteConflict):  # then the line is lost, and counted
                histories.merge(BASELINE, [line])

    started = time.perf_counter()
    threads = [threading.Thread(target=append, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, requests = time.perf_counter() - started, store.requests - before
    stored = {line.key for line in histories.read(BASELINE).lines}
    return {
        "appended": THREADS * EACH,
        "took": took,
        "requests": requests,
        "conflicts": store.conflicts,
        "lost": sum(line.key not in stored for line in lines),
    }
