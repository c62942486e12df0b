"""Servers stop while files arrive; every file that the store accepted gets its verdict."""

import json
import time
from functools import partial

import pytest

from common.errors import RetryLater
from functions.score.triggers.settling import UP_TO_DATE

pytestmark = pytest.mark.real

FILES = 24
PAUSE_SECONDS = 0.25
TEXTS = ["the cat sat on the mat", "a dog lay on the rug", "two birds sang in the garden"]
# The steps of the shipped ladder, 5, 30, 120 and 600 s, are too long for a test.
LADDER_MS = {
    "drift.retry.1": 1000,
    "drift.retry.2": 4000,
    "drift.retry.3": 10_000,
    "drift.retry.4": 20_000,
}


@pytest.fixture
def stack(make_stack, bootstrap_again, tmp_path):
    with make_stack(tmp_path / "stack", LADDER_MS) as stack:
        bootstrap_again(stack)
        yield stack


@pytest.fixture
def minio_store(open_store, stack):
    return partial(open_store, stack)


def csv(marker):
    return "".join(
        ["id,text\n", *(f"{number},{text} {marker}\n" for number, text in enumerate(TEXTS))]
    ).encode()


def put(bucket, key, data, patience=60):
    """Put like a client: try again until the store accepts it."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return bucket.put(key, data)
        except RetryLater:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def verdicts(bucket, dropped, patience=90):
    deadline = time.monotonic() + patience
    return {key: bucket.verdict(key, max(0, deadline - time.monotonic())) for key in dropped}


@pytest.mark.parametrize("server", ["rabbitmq", "minio"])
@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_server_restarts_while_files_arrive(stack, bucket, start_worker, server, end):
    worker = start_worker()
    put(bucket, "baselines/restart.csv", csv("baseline"))
    dropped = {}
    for number in range(FILES):
        if number == FILES // 3:
            getattr(getattr(stack, server), end)()
            if server == "minio":  # while it is down, nothing can be put
                time.sleep(1)
                stack.minio.start()
        if number == 2 * FILES // 3 and server == "rabbitmq":
            stack.rabbitmq.start()
        key = f"drifts/restart/{number:02}.csv"
        dropped[key] = put(bucket, key, csv(number)).etag
        time.sleep(PAUSE_SECONDS)
    written = verdicts(bucket, dropped)
    assert {key: (verdict.status, verdict.drift.etag) for key, verdict in written.items()} == {
        key: ("ok", etag) for key, etag in dropped.items()
    }
    assert worker.stop() == 0
    # If the store ends between a verdict and the look after it, the next try finds the verdict there.
    found = [line for line in worker.lines("settled") if UP_TO_DATE in line["message"]]
    assert {line["key"] for line in worker.lines("verdict") + found} == set(dropped)
    assert json.dumps(worker.lines()).count("Traceback") == 0
