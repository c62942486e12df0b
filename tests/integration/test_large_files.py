"""Large files of one team and small files of another, on real servers."""

import time
from functools import partial
from types import SimpleNamespace

import pytest

from common.errors import BrokerUnavailable
from functions.score.triggers.rabbitmq import Consumer
from functions.score.triggers.rabbitmq.large_queue import LargeQueue

pytestmark = pytest.mark.real

LARGE_BYTES = 100_000
BASELINE = b"n\n" + b"".join(b"%d\n" % number for number in range(100))
SMALL = BASELINE
LOOK_SECONDS = 0.02
LARGE_FILES, SMALL_FILES = 6, 5


def large(rows=200_000, start=0):
    """Return a file for which a worker needs about a second."""
    return b"n,m,k\n" + b"".join(
        b"%d,%d,%d\n" % (number % 100, number, number % 7) for number in range(start, start + rows)
    )


@pytest.fixture
def teams(bucket, folder):
    """Return the drift folders of two teams, each with its baseline."""
    for team in ("a", "b"):
        bucket.put(f"baselines/{folder}-{team}/baseline.csv", BASELINE)
    bucket.put(f"baselines/{folder}-a/baseline.csv", large(100))
    return f"drifts/{folder}-a", f"drifts/{folder}-b"


@pytest.fixture
def held(stack, connect):
    """Return a connection that consumes `drift.large`, takes one message and never answers."""
    with connect(stack, "worker") as connection:
        connection.channel.basic_qos(prefetch_count=1)
        connection.channel.basic_consume("drift.large", lambda *_: None)
        yield connection


def arrivals(bucket, keys, seconds=180):
    """Return the keys in the order in which their verdicts came; as given, if one look finds several."""
    arrived, deadline = [], time.monotonic() + seconds
    while len(arrived) < len(keys):
        assert time.monotonic() < deadline, f"no verdict on {set(keys) - set(arrived)}"
        arrived += [key for key in keys if key not in arrived and bucket.standing(key)]
        time.sleep(LOOK_SECONDS)
    return arrived


def verdicts_of(folders, *workers):
    """Return on which files of a test each worker has written verdicts.

    The stack is that of all tests, and a sweep finds what others have left without a verdict.
    """
    return [
        sorted(line["key"] for line in worker.lines("verdict") if line["key"].startswith(folders))
        for worker in workers
    ]


def waiting(operator, queue):
    return operator.channel.queue_declare(queue, passive=True).method.message_count


def wait_until(value, expected, seconds=60):
    """Wait until `value()` is what is expected."""
    deadline = time.monotonic() + seconds
    while (last := value()) != expected and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
    assert last == expected


def put_both(bucket, teams):
    """Put the large files of one team, then the small ones of the other; return the keys of both."""
    a, b = teams
    slow = [f"{a}/{number}.csv" for number in range(LARGE_FILES)]
    quick = [f"{b}/{number}.csv" for number in range(SMALL_FILES)]
    for key in slow:
        bucket.put(key, large())
    for key in quick:
        bucket.put(key, SMALL)
    return slow, quick


def test_small_files_do_not_wait_for_the_large_ones_of_another_team(bucket, teams, start_worker, operator):
    # Events are there before the workers, so that the large files are first in the queue.
    slow, quick = put_both(bucket, teams)
    # Of all tests: an earlier one's message may come back from the retry ladder.
    wait_until(lambda: waiting(operator, "drift.score") >= len(slow + quick), expected=True)
    others = start_worker("--large", large_bytes=LARGE_BYTES)
    worker = start_worker(large_bytes=LARGE_BYTES)
    arrived = arrivals(bucket, quick + slow)
    # Two processes write the verdicts, so some large files may be first; in one queue, all of them would be.
    some = LARGE_FILES // 2
    assert set(arrived[: len(quick) + some]) >= set(quick), "at most half the large files came before"
    assert [bucket.standing(key).status for key in slow + quick] == ["ok"] * len(slow + quick)
    wait_until(lambda: verdicts_of(teams, worker, others), [quick, slow])  # each file has one verdict
    for queue in ("drift.score", "drift.large", "drift.dead-letter"):
        wait_until(partial(waiting, operator, queue), 0)


def test_without_a_worker_of_large_files_everything_is_scored(bucket, teams, start_worker, operator):
    worker = start_worker(large_bytes=LARGE_BYTES)
    slow, quick = put_both(bucket, teams)
    arrivals(bucket, slow + quick)
    wait_until(lambda: verdicts_of(teams, worker), [sorted(slow + quick)])
    assert waiting(operator, "drift.large") == 0


def test_a_retry_of_a_large_file_comes_back_to_its_worker(bucket, folder, start_worker, long_last_wait):
    others = start_worker("--large", large_bytes=LARGE_BYTES)
    worker = start_worker(large_bytes=LARGE_BYTES)
    key = f"drifts/{folder}/a.csv"
    bucket.put(key, large())  # its baseline comes later
    others.wait_for_log("no baseline")
    bucket.put(f"baselines/{folder}/baseline.csv", large(100))
    verdict = bucket.verdict(key)
    assert verdict.status == "ok"
    wait_until(lambda: verdicts_of(f"drifts/{folder}/", worker, others), [[], [key]])
    # The other worker may have scored the file before this one logs that it has passed it on.
    passed_on = "left to a worker of large files"
    wait_until(lambda: worker.log.read_text().count(passed_on) >= 2, expected=True)


def test_files_whose_worker_has_stopped_are_scored_by_a_sweep_and_once(
    bucket, teams, start_worker, held, operator, operate
):
    slow = [f"{teams[0]}/{number}.csv" for number in range(LARGE_FILES)]
    with held:
        worker = start_worker(large_bytes=LARGE_BYTES)
        for key in slow:
            bucket.put(key, large())
        wait_until(lambda: waiting(operator, "drift.large"), LARGE_FILES - 1)
    wait_until(lambda: waiting(operator, "drift.large"), LARGE_FILES)
    assert verdicts_of(teams, worker) == [[]]
    assert worker.stop() == 0
    assert "and no worker takes them" in operate("status", "--json", "--quick").stdout
    sweeping = start_worker(large_bytes=LARGE_BYTES, sweep_seconds=1, sweep_age_seconds=0)
    arrivals(bucket, slow)
    wait_until(lambda: verdicts_of(teams, sweeping), [slow])
    assert waiting(operator, "drift.large") == LARGE_FILES, "the messages still wait"
    again = start_worker("--large", large_bytes=LARGE_BYTES)
    wait_until(lambda: waiting(operator, "drift.large"), 0)
    assert again.stop() == 0
    assert verdicts_of(teams, again) == [[]], "their files have their verdicts"


def test_a_sweep_leaves_a_large_file_to_its_worker(bucket, teams, start_worker, operator):
    key = f"{teams[0]}/lost.csv"
    bucket.put(key, large())
    operator.take_event(key)  # its event is lost
    often = {"large_bytes": LARGE_BYTES, "sweep_seconds": 1, "sweep_age_seconds": 0}
    others = start_worker("--large", **often)
    worker = start_worker(**often)
    bucket.verdict(key)
    wait_until(lambda: verdicts_of(teams, worker, others), [[], [key]])
    worker.wait_for_log("sweep:")
    assert "sweep:" not in others.log.read_text(), "it has messages to wait for, and sweeps nothing"


def test_a_message_that_was_passed_on_twice_leads_to_one_verdict(bucket, teams, start_worker, operator):
    """A worker that dies between the copy and the ack gets the message again, and copies it again."""
    key = f"{teams[0]}/twice.csv"
    bucket.put(key, large())
    _, properties, body = operator.take_event(key)
    for _ in range(2):
        operator.channel.basic_publish("drift.large", "drift.large", body, properties, mandatory=True)
    others = start_worker("--large", large_bytes=LARGE_BYTES)
    others.wait_for_log("already has its verdict")
    assert verdicts_of(teams, others) == [[key]]
    wait_until(lambda: waiting(operator, "drift.large"), 0)


def test_a_broker_that_does_not_take_a_copy_leaves_the_file_to_the_worker(fresh_stack, connect):
    message = SimpleNamespace(
        body=b"{}", attempt=0, properties=SimpleNamespace(content_type="application/json", headers=None)
    )
    url = fresh_stack.broker_url("worker")
    queue = LargeQueue(url, LARGE_BYTES)
    control = fresh_stack.rabbitmq.control
    assert queue.pass_on(message) is False, "nobody consumes the queue"
    consumer = Consumer(url, lambda *_: None, queue="drift.large")

    def passed_on():
        consumer.process(0)  # the broker ends a connection without heartbeats
        return queue.pass_on(message)

    assert passed_on() is True
    control("set_vm_memory_high_watermark", "0.0000001")
    wait_until(passed_on, expected=False)
    control("set_vm_memory_high_watermark", "0.6")
    wait_until(passed_on, expected=True)
    with connect(fresh_stack) as operator:
        operator.channel.exchange_delete("drift.large")
    assert passed_on() is False, "there is no exchange"
    bootstrap = fresh_stack.run("bootstrap")
    assert "created exchange drift.large" in bootstrap
    assert passed_on() is True
    control("set_permissions", "worker", "^$", r"^drift\.(retry|dead-letter)$", r"^drift\.(score|large)$")
    assert passed_on() is False, "the permissions are older"
    consumer.close()
    with connect(fresh_stack) as operator:
        operator.channel.queue_delete("drift.large")
    with pytest.raises(BrokerUnavailable, match=r"has no queue drift\.large: run `driftline bootstrap`"):
        Consumer(url, lambda *_: None, queue="drift.large")
