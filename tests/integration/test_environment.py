"""Faults that are no file's: the store refuses the worker, its bucket is gone, the broker is full."""

import json
import time
from functools import partial
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from infra.minio.admin import StoreAdmin

pytestmark = pytest.mark.real

CALM = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,two birds sang in the garden\n"
FILES = 80
# A worker that waited for the store or the broker would not stop at all.
STOP_SECONDS = 30
# How long to watch that nothing happens: longer than the events need to arrive.
WATCH_SECONDS = 8


@pytest.fixture
def stack(fresh_stack):
    return fresh_stack


@pytest.fixture
def minio_store(open_store, stack):
    return partial(open_store, stack)


@pytest.fixture
def worker(start_worker, free_port):
    return start_worker(health_port=free_port)


def page(port, path):
    """Return the status and the JSON of a worker's page."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return result


def queued(operator, queue):
    return operator.channel.queue_declare(queue, passive=True).method.message_count


def set_password(stack, password):
    user = stack.settings("score")["DRIFTLINE_STORE_ACCESS_KEY"]
    stack.mc("admin", "user", "add", "store", user, password)


def dropped(bucket):
    bucket.put("baselines/baseline.csv", CALM)
    keys = [f"drifts/{number:02}.csv" for number in range(FILES)]
    for key in keys:
        bucket.put(key, CALM.replace(b"cat", key.encode()))
    return keys


def check_that_it_waits(worker, operator, port, reason):
    """Check for a while that the worker is live, not ready, takes no retry and says once why."""
    wait_for(lambda: reason in str(page(port, "/readyz")[1]["waits_for"]))
    until = time.monotonic() + WATCH_SECONDS
    while time.monotonic() < until:
        assert page(port, "/livez")[0] == 200
        status, report = page(port, "/readyz")
        assert (status, report["status"]) == (503, "unwell")
        assert reason in report["waits_for"]
        time.sleep(0.5)
    assert queued(operator, "drift.dead-letter") == 0
    assert sum("waiting, nothing is lost" in line["message"] for line in worker.lines()) == 1
    assert worker.lines("settled") == []


def check_that_all_are_scored(bucket, keys, operator):
    for key in keys:
        assert bucket.verdict(key).status == "ok"
    assert queued(operator, "drift.dead-letter") == 0
    assert all(queued(operator, f"drift.retry.{step}") == 0 for step in (1, 2, 3, 4))


def test_after_a_rotated_password_every_file_waits_and_none_is_dead_lettered(
    stack, bucket, operator, worker, free_port
):
    password = stack.settings("score")["DRIFTLINE_STORE_SECRET_KEY"]
    set_password(stack, "another-password")
    keys = dropped(bucket)
    check_that_it_waits(worker, operator, free_port, "SignatureDoesNotMatch")
    wait_for(lambda: queued(operator, "drift.score") == FILES - 1)
    set_password(stack, password)
    check_that_all_are_scored(bucket, keys, operator)
    wait_for(lambda: page(free_port, "/readyz")[0] == 200)


def test_while_the_worker_s_user_may_only_read_every_file_waits(stack, bucket, operator, worker, free_port):
    configured = stack.settings("bootstrap")
    admin = StoreAdmin(
        configured["DRIFTLINE_STORE_ENDPOINT"],
        access_key=configured["DRIFTLINE_STORE_ACCESS_KEY"],
        secret_key=configured["DRIFTLINE_STORE_SECRET_KEY"],
    )
    name = admin.user_policy(stack.settings("score")["DRIFTLINE_STORE_ACCESS_KEY"])
    document = admin.policy(name)
    reads = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::*"]}
    admin.put_policy(name, {**document, "Statement": [reads]})
    keys = dropped(bucket)
    check_that_it_waits(worker, operator, free_port, "the store refuses 'driftline/probe'")
    admin.put_policy(name, document)
    check_that_all_are_scored(bucket, keys, operator)


def test_while_the_bucket_is_gone_every_file_waits(stack, bucket, operator, worker, free_port, tmp_path):
    keys = dropped(bucket)
    folder, away = tmp_path / "stack" / "volumes" / "minio-data" / bucket.name, tmp_path / "away"
    folder.rename(away)
    check_that_it_waits(worker, operator, free_port, "NoSuchBucket")
    away.rename(folder)
    check_that_all_are_scored(bucket, keys, operator)


def test_a_worker_that_waits_for_the_store_stops_at_once(
    stack, bucket, operator, worker, free_port, start_worker
):
    password = stack.settings("score")["DRIFTLINE_STORE_SECRET_KEY"]
    set_password(stack, "another-password")
    bucket.put("baselines/baseline.csv", CALM)
    bucket.put("drifts/a.csv", CALM)
    wait_for(lambda: page(free_port, "/readyz")[1]["waits_for"])
    started = time.monotonic()
    assert worker.stop() == 0
    assert time.monotonic() - started < STOP_SECONDS
    wait_for(lambda: queued(operator, "drift.score") == 1)
    set_password(stack, password)
    start_worker()
    assert bucket.verdict("drifts/a.csv").status == "ok"


def test_a_worker_that_starts_with_a_wrong_password_takes_no_message(
    stack, bucket, operator, start_program, driftline_command, free_port
):
    environment = stack.settings("score", health_port=free_port, store_secret_key="wrong-password")
    worker = start_program([driftline_command, "worker"], **environment)
    bucket.put("drifts/a.csv", CALM)
    worker.wait_for_log("SignatureDoesNotMatch")
    wait_for(lambda: queued(operator, "drift.score") == 1)
    time.sleep(2)
    status, report = page(free_port, "/readyz")
    assert (status, report["consuming"]) == (503, False)
    assert "SignatureDoesNotMatch" in report["store"]
    assert page(free_port, "/livez")[0] == 200
    method, _, _ = operator.channel.basic_get("drift.score", auto_ack=True)
    assert not method.redelivered
    assert sum("SignatureDoesNotMatch" in line["message"] for line in worker.lines()) == 1
    assert worker.stop() == 0


@pytest.fixture
def alarm(stack):
    """Return a function that turns the broker's disk alarm on or off."""
    limits = {True: "1000GB", False: "10MB"}

    def turn(*, on):
        stack.rabbitmq.control("set_disk_free_limit", limits[on])

    yield turn
    turn(on=False)


@pytest.fixture
def blocked_worker(bucket, operator, alarm, start_worker, free_port):
    """Start a worker during an alarm, with a file that has no baseline and so goes up the retry ladder."""
    bucket.put("drifts/early.csv", CALM)
    wait_for(lambda: queued(operator, "drift.score") == 1)
    alarm(on=True)
    worker = start_worker(health_port=free_port)
    wait_for(lambda: "accepts no messages" in str(page(free_port, "/readyz")[1]["waits_for"]))
    return worker


def test_during_an_alarm_of_the_broker_the_loop_turns_and_messages_wait(
    bucket, operator, blocked_worker, free_port, alarm
):
    until = time.monotonic() + 40  # longer than a stuck loop, or than the heartbeat
    while time.monotonic() < until:
        assert page(free_port, "/livez")[0] == 200
        time.sleep(0.5)
    assert sum("the connection" in line["message"] for line in blocked_worker.lines()) == 0
    bucket.put("baselines/baseline.csv", CALM)
    bucket.put("drifts/late.csv", CALM)
    alarm(on=False)
    wait_for(lambda: page(free_port, "/readyz")[0] == 200)
    for key in ("drifts/early.csv", "drifts/late.csv"):
        assert bucket.verdict(key, accept=lambda verdict: verdict.status == "ok")
    assert queued(operator, "drift.dead-letter") == 0


def test_a_worker_whose_broker_has_an_alarm_stops_at_once_and_loses_nothing(operator, blocked_worker):
    started = time.monotonic()
    assert blocked_worker.stop() == 0
    assert time.monotonic() - started < STOP_SECONDS
    wait_for(lambda: queued(operator, "drift.score") == 1)


def test_a_password_of_the_broker_that_changes_ends_no_running_worker(stack, bucket, worker, free_port):
    password = stack.settings("score")["DRIFTLINE_BROKER_URL"].split(":")[2].partition("@")[0]
    stack.rabbitmq.control("change_password", "worker", "another-password")
    stack.rabbitmq.control("close_all_connections", "the password was changed")
    worker.wait_for_log(
        "the broker refuses the user of DRIFTLINE_BROKER_URL; check name and password; trying"
    )
    time.sleep(2)
    assert worker.process.poll() is None
    status, report = page(free_port, "/readyz")
    assert (status, report["consuming"]) == (503, False)
    stack.rabbitmq.control("change_password", "worker", password)
    bucket.put("baselines/baseline.csv", CALM)
    bucket.put("drifts/a.csv", CALM)
    assert bucket.verdict("drifts/a.csv").status == "ok"
