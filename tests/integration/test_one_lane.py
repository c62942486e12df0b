"""Every put that the store answers makes an event that arrives, whatever ends meanwhile, and no put waits.

The probes S1 to S3: the first puts after a start of the store, a broker that is down or frozen, a store that
is killed right after its answer.
"""

import io
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3
from minio import Minio
from minio.error import MinioException

from common.events import parse_object_created

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("one path")]

THREADS = 4
DATA = b"id,text\n1,hello\n"
STARTS, SECONDS_AFTER_START = 4, 2.0
PUTS = 40
KILLS, LONGEST_ROUND_SECONDS = 6, 0.5
# An event is in the spool for up to 3 s; then MinIO sends the spool's files one by one.
PATIENCE_SECONDS = 60
# A put takes milliseconds. With a target that waits for a frozen broker it takes 30 s.
LONGEST_PUT_SECONDS = 15
START_SECONDS = 60


@pytest.fixture(scope="module")
def own_stack(make_stack, bootstrap_again, tmp_path_factory):
    with make_stack(tmp_path_factory.mktemp("stack")) as stack:
        bootstrap_again(stack)
        yield stack


@pytest.fixture
def stack(own_stack, connect):
    """Return a running stack with empty queues, which the test may kill, restart and freeze."""
    own_stack.start()
    with connect(own_stack) as operator:
        operator.channel.queue_purge("drift.score")
    yield own_stack
    own_stack.rabbitmq.thaw()


@pytest.fixture
def put(stack):
    return putter(stack)


def putter(stack):
    """Return a function that tries once to put a small file; it returns the seconds, or None if it failed."""
    own = stack.settings("upload")
    client = Minio(
        own["DRIFTLINE_STORE_ENDPOINT"].removeprefix("http://"),
        access_key=own["DRIFTLINE_STORE_ACCESS_KEY"],
        secret_key=own["DRIFTLINE_STORE_SECRET_KEY"],
        region="us-east-1",
        secure=False,
        http_client=urllib3.PoolManager(maxsize=THREADS, retries=False, timeout=START_SECONDS),
    )

    def put(key):
        began = time.perf_counter()
        try:
            client.put_object(own["DRIFTLINE_BUCKET"], key, io.BytesIO(DATA), len(DATA))
        except (MinioException, urllib3.exceptions.HTTPError):
            return None
        return time.perf_counter() - began

    return put


def put_all(put, keys):
    """Put a file under every key from several threads, and return the seconds of each, by key."""
    with ThreadPoolExecutor(THREADS) as threads:
        return dict(zip(keys, threads.map(put, keys), strict=True))


def arrived(connect, stack, wanted, patience=PATIENCE_SECONDS):
    """Return those of the keys whose events arrive."""
    seen = set()
    deadline = time.monotonic() + patience
    with connect(stack) as operator:
        while not seen >= set(wanted) and time.monotonic() < deadline:
            method, _, body = operator.channel.basic_get("drift.score", auto_ack=True)
            if method is None:
                operator.connection.sleep(0.05)
            else:
                seen |= {event.key for event in parse_object_created(body)}
    return seen & set(wanted)


def first_puts(stack, put, folder, *, end):
    """Restart the store, put from the moment when it answers, and return the keys that it accepted."""
    getattr(stack.minio, end)()
    stack.minio.launch()
    accepted = []
    deadline = time.monotonic() + START_SECONDS
    for number in range(100_000):
        key = f"drifts/{folder}/{number:05}.csv"
        if put(key) is not None:
            if not accepted:
                deadline = time.monotonic() + SECONDS_AFTER_START
            accepted.append(key)
        if time.monotonic() > deadline:
            break
    stack.minio.start()  # it is running: waits until it is ready
    return accepted


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_s1_the_first_puts_after_a_start_of_the_store_arrive(stack, put, connect, end):
    accepted = []
    for number in range(STARTS // 2):
        accepted += first_puts(stack, put, f"start-{end}-{number}", end=end)
    assert len(accepted) > STARTS
    assert arrived(connect, stack, accepted) == set(accepted)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_s2_a_broker_that_is_down_delays_no_put_and_gets_every_event(stack, put, connect, end):
    put("drifts/before-down.csv")
    arrived(connect, stack, ["drifts/before-down.csv"])  # so there was a connection
    getattr(stack.rabbitmq, end)()
    seconds = put_all(put, [f"drifts/{end}/{number:03}.csv" for number in range(PUTS)])
    assert max(seconds.values()) < LONGEST_PUT_SECONDS
    stack.rabbitmq.start()
    assert arrived(connect, stack, seconds) == set(seconds)


@pytest.mark.parametrize("killed", [False, True])
def test_s2_a_frozen_broker_delays_no_put_and_gets_every_event(stack, put, connect, killed):
    put("drifts/before-freeze.csv")
    arrived(connect, stack, ["drifts/before-freeze.csv"])
    stack.rabbitmq.freeze()
    seconds = put_all(put, [f"drifts/frozen-{killed}/{number:03}.csv" for number in range(PUTS)])
    assert max(seconds.values()) < LONGEST_PUT_SECONDS
    if killed:
        stack.minio.kill()
    stack.rabbitmq.thaw()
    stack.start()
    assert arrived(connect, stack, seconds) == set(seconds)


def puts_before_a_kill(stack, put, folder, chance):
    """Put from several threads, kill and restart the store; return the keys that it accepted."""
    accepted = []

    def put_on(thread):
        for number in range(100_000):
            key = f"drifts/{folder}/{thread}-{number:05}.csv"
            if put(key) is None:
                break
            accepted.append(key)

    threads = [threading.Thread(target=put_on, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    time.sleep(chance.uniform(LONGEST_ROUND_SECONDS / 5, LONGEST_ROUND_SECONDS))
    stack.minio.kill()
    for thread in threads:
        thread.join()
    stack.minio.start()
    return accepted


def test_s3_puts_that_were_answered_just_before_the_store_was_killed_arrive(stack, put, connect):
    chance = random.Random(15)  # noqa: S311 - a test, no cryptography
    accepted = []
    for number in range(KILLS):
        accepted += puts_before_a_kill(stack, put, f"kill-{number}", chance)
    assert len(accepted) > KILLS
    assert arrived(connect, stack, accepted) == set(accepted)
