"""Large files and the worker that is kept free for small ones."""

import io

import pytest

from common.errors import Outcome
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.large_files import settle_by_size
from functions.score.triggers.queue_worker.scoring_process import Score, child

EVENT = ObjectCreated("b", "drifts/a.csv")


class Process:
    """Scores a file of so many bytes."""

    def __init__(self, size):
        self.size = size
        self.asked = []

    def __call__(self, request):
        self.asked.append(request.large_bytes)
        if request.large_bytes is not None and self.size > request.large_bytes:
            return Settlement(Outcome.RETRY, f"it has {self.size} bytes", event=request.event, large=True)
        return Settlement(Outcome.ACK, "scored", event=request.event)


@pytest.mark.parametrize(
    ("size", "large_bytes", "taken", "asked", "reason"),
    [
        (100, 100, True, [100], "scored"),
        (101, 100, True, [100], "left to a worker of large files: it has 101 bytes"),
        (101, 100, False, [100, None], "scored"),
        (10**9, None, True, [None], "scored"),
    ],
)
def test_a_large_file_is_scored_here_only_if_nobody_else_takes_it(size, large_bytes, taken, asked, reason):
    process = Process(size)
    settlement = settle_by_size(process, Score(EVENT), large_bytes, lambda: taken)
    assert process.asked == asked
    assert (settlement.outcome, settlement.reason) == (Outcome.ACK, reason)
    assert settlement.large is (reason != "scored")


def test_nobody_is_asked_about_a_small_file():
    settle_by_size(Process(1), Score(EVENT), 100, lambda: pytest.fail("it is small"))


@pytest.mark.parametrize(("large_bytes", "large"), [(None, False), (100_000, False), (20, True)])
def test_the_scoring_process_leaves_what_it_is_told_and_the_worker_logs_that(
    make_tools, logged, large_bytes, large
):
    store, data = MemoryStore(), b"n\n" + b"".join(b"%d\n" % number for number in range(50))
    for key in ("baselines/a.csv", "drifts/a.csv"):
        store.put(key, io.BytesIO(data), len(data))
    event = ObjectCreated(store.bucket, "drifts/a.csv")
    settlement = child._settled(Score(event, large_bytes=large_bytes), make_tools(store))
    assert settlement.large is large
    assert (settlement.verdict is None) is large
    assert (logged == []) is large
