"""Files that need more memory or time than a worker has, and processes that die, on real servers."""

import gzip
import os
import signal
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.real

CALM = ["the cat sat on the mat", "a dog lay on the rug", "two birds sang in the garden", "the horse ate hay"]
# All texts differ, so a worker needs seconds for this file: long enough to kill something meanwhile.
LONG = [f"{text} {number}" for number in range(1000) for text in CALM]
# Long texts: a worker needs a minute.
SLOW = [f"{' '.join(CALM * 10)} {number}" for number in range(2000)]
# 70 kB that need gigabytes: a table of 16 million rows without a cell.
EXHAUSTING = gzip.compress(b"{}\n" * 16_000_000)
SPAWNED = b"spawn_main"


def csv(texts, marker=""):
    return "".join(
        ["id,text\n", *(f"{number},{text} {marker}\n" for number, text in enumerate(texts))]
    ).encode()


def scoring_process(worker):
    """Return the number of the process that scores for a worker."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            command = status.with_name("cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == worker.process.pid and SPAWNED in command:
            return int(status.parent.name)
    return None


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return result


def kill_while_it_scores(worker, times):
    """Kill the scoring process as often, each time after it has read the long file."""
    for done in range(times):
        wait_for(lambda count=done: worker.log.read_text().count("Drift shape: (4000, 2)") > count)
        os.kill(scoring_process(worker), signal.SIGKILL)


def deaths(worker):
    return worker.log.read_text().count("the scoring process has ended")


@pytest.fixture
def keys_of(bucket, folder):
    """Put a baseline, and return the keys of a harmful and of a harmless file."""
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    return f"drifts/{folder}/long.csv", f"drifts/{folder}/other.csv"


def test_a_file_that_needs_more_memory_than_there_is_gets_a_verdict_and_the_next_is_scored(
    bucket, folder, keys_of, start_worker, operator
):
    worker = start_worker(memory_bytes="640MiB")
    key = f"drifts/{folder}/empty.jsonl.gz"
    bucket.put(key, EXHAUSTING)
    bucket.put(keys_of[1], csv(CALM))
    verdict = bucket.verdict(key)
    assert (verdict.status, verdict.error.type, verdict.error.key) == ("error", "too_costly", key)
    assert bucket.verdict(keys_of[1]).status == "ok"
    assert deaths(worker) == 0
    assert operator.channel.basic_get("drift.dead-letter", auto_ack=True)[0] is None
    assert worker.stop() == 0


def test_a_process_that_is_killed_once_costs_nothing(bucket, keys_of, start_worker):
    worker = start_worker(log_format="human")
    bucket.put(keys_of[0], csv(LONG))
    kill_while_it_scores(worker, 1)
    assert bucket.verdict(keys_of[0]).status == "ok"
    assert deaths(worker) == 1


def test_a_file_that_kills_two_processes_gets_a_verdict_and_the_next_is_scored(
    bucket, keys_of, start_worker, operator
):
    worker = start_worker(log_format="human")
    bucket.put(keys_of[0], csv(LONG))
    bucket.put(keys_of[1], csv(CALM))
    kill_while_it_scores(worker, 2)
    verdict = bucket.verdict(keys_of[0])
    assert (verdict.status, verdict.error.type) == ("error", "too_costly")
    assert "SIGKILL" in verdict.error.message
    assert bucket.verdict(keys_of[1]).status == "ok"
    assert deaths(worker) == 2
    assert operator.channel.basic_get("drift.dead-letter", auto_ack=True)[0] is None
    assert worker.stop() == 0


def test_a_file_whose_worker_was_killed_kills_one_process_more(bucket, keys_of, start_worker):
    victim = start_worker(log_format="human")
    bucket.put(keys_of[0], csv(LONG))
    victim.wait_for_log("Drift shape: (4000, 2)")
    victim.kill()
    worker = start_worker(log_format="human")
    kill_while_it_scores(worker, 1)
    assert bucket.verdict(keys_of[0]).error.type == "too_costly"
    assert deaths(worker) == 1


def test_a_file_that_takes_too_long_gets_a_verdict_and_the_next_is_scored(bucket, keys_of, start_worker):
    worker = start_worker(score_seconds=4)
    bucket.put(keys_of[0], csv(SLOW))
    bucket.put(keys_of[1], csv(CALM))
    verdict = bucket.verdict(keys_of[0])
    assert verdict.error.type == "too_costly"
    assert "DRIFTLINE_SCORE_SECONDS" in verdict.error.message
    assert bucket.verdict(keys_of[1]).status == "ok"
    assert deaths(worker) == 1


def test_a_file_that_is_overwritten_while_it_kills_gets_the_verdict_on_its_new_content(
    bucket, keys_of, start_worker
):
    worker = start_worker(log_format="human")
    bucket.put(keys_of[0], csv(LONG))
    wait_for(lambda: "Drift shape: (4000, 2)" in worker.log.read_text())
    etag = bucket.put(keys_of[0], csv(CALM)).etag
    os.kill(scoring_process(worker), signal.SIGKILL)
    verdict = bucket.verdict(keys_of[0], accept=lambda verdict: verdict.drift.etag == etag)
    assert verdict.status == "ok"


def test_a_second_signal_ends_the_worker_at_once_and_its_file_is_scored_by_the_next(
    bucket, keys_of, start_worker
):
    worker = start_worker(log_format="human")
    bucket.put(keys_of[0], csv(LONG))
    worker.wait_for_log("Drift shape: (4000, 2)")
    child = scoring_process(worker)
    worker.process.terminate()
    time.sleep(1)  # two signals that come at once are one for the process
    assert worker.process.poll() is None
    worker.process.terminate()
    assert worker.process.wait(60) == 143  # a worker that finishes its file ends with 0
    wait_for(lambda: not Path(f"/proc/{child}").exists())
    assert bucket.standing(keys_of[0]) is None
    start_worker()
    assert bucket.verdict(keys_of[0]).status == "ok"
