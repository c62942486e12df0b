"""Scores the files of a folder: in this process, or in one of its own, which a costly file may end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

from common.events import ObjectCreated
from common.settings import Settings
from functions.score.observer import Observer
from functions.score.settlement import Settlement
from functions.score.tools import Tools
from functions.score.triggers.queue_worker.file_guard import FileGuard
from functions.score.triggers.queue_worker.scoring_process import Score, ScoringProcess
from functions.score.triggers.settling import settle_event


class Settle(Protocol):
    """Scores one file, and notifies observers."""

    def __call__(self, event: ObjectCreated, /, *, last_attempt: bool) -> Settlement:
        """Return what became of the file; never raises. `last_attempt`: it will not be tried again."""
        ...


def in_this_process(tools: Tools) -> Settle:
    """Return what scores files here; the store of `tools` is the folder."""
    return partial(settle_event, tools=tools)


@contextmanager
def in_own_process(settings: Settings, folder: Path, observers: Iterable[Observer]) -> Iterator[Settle]:
    """Yield what scores files in a process with limited memory and time, which ends with the block.

    A file that ends it gets an error verdict, as in a worker. Raises SetupError if there is no model.
    """
    process = ScoringProcess(settings, folder=folder)
    guard = FileGuard(process)

    def settle(event: ObjectCreated, /, *, last_attempt: bool) -> Settlement:
        settlement = guard.settle_or_retry(Score(event, last_attempt=last_attempt, unlogged=True))
        for observer in observers:
            observer(settlement)
        return settlement

    try:
        process.wait_until_ready()
        yield settle
    finally:
        process.close()
