"""The same on moto, whose events differ: keys with %2F, no sequencer. The fixtures are those of MiniStack."""

import json
import os
import time

import pytest
from real_servers import running

from common.events import parse_object_created
from functions.score.triggers.sqs.dead_letters import SqsDeadLetters
from functions.score.triggers.sqs.queue import SqsQueue
from infra.stack.moto import MotoServer

pytestmark = pytest.mark.real

CALM = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,two birds sang in the garden\n"
LONG = b"id,text\n" + b"".join(b"%d,the cat number %d sat on the mat\n" % (n, n) for n in range(4000))
KEY = "drifts/re views/a+b \xe9 100%.csv"


@pytest.fixture(scope="module")
def ministack(tmp_path_factory):
    """Take the place of MiniStack in this module."""
    with running(lambda: MotoServer(tmp_path_factory.mktemp("moto"), os.environ)) as server:
        yield server


def test_its_events_are_of_another_dialect(bucket, told_queue):
    bucket.put(KEY, CALM)
    bodies = [letter.body.decode() for letter in waiting(told_queue)]
    (body,) = (body for body in bodies if "ObjectCreated" in body)
    (record,) = json.loads(body)["Records"]
    assert "%2F" in record["s3"]["object"]["key"]
    assert not record["s3"]["object"].get("sequencer")
    (event,) = parse_object_created(body)
    assert event.key == KEY


def waiting(queue):
    """Receive what waits in the queue itself."""
    receiver = SqsQueue(queue.name, queue.sqs)
    receiver.connect()
    while message := receiver.receive(1):
        yield message


def test_a_put_becomes_a_verdict(bucket, told_queue, start_worker):
    start_worker()
    bucket.put("baselines/baseline.csv", CALM)
    bucket.put(KEY, CALM)
    assert bucket.verdict(KEY).status == "ok"
    assert told_queue.letters() == []


def test_a_worker_that_is_killed_loses_no_file(bucket, told_queue, start_worker):
    bucket.put("baselines/baseline.csv", CALM)
    victim = start_worker(log_format="human")
    bucket.put("drifts/long.csv", LONG)
    victim.wait_for_log("Drift shape: (4000, 2)")
    victim.kill()
    start_worker()
    assert bucket.verdict("drifts/long.csv").drift.rows == 4000


def test_a_file_waits_for_its_baseline_on_the_ladder(bucket, told_queue, start_worker):
    worker = start_worker()
    bucket.put("drifts/early.csv", CALM)
    worker.wait_for_log('"outcome": "retry"')
    bucket.put("baselines/baseline.csv", CALM)
    assert bucket.verdict("drifts/early.csv", seconds=60).status == "ok"
    assert worker.stop() == 0
    assert told_queue.counts() == (0, 0)


def test_dead_letters_have_their_reason_and_can_be_replayed(told_queue, start_worker):
    worker = start_worker()
    told_queue.send("no event")
    deadline = time.monotonic() + 60
    while not told_queue.dead():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    worker.stop()
    letters = SqsDeadLetters(told_queue.name, told_queue.sqs)
    (letter,) = letters.read("dead-letter").read
    assert letter.reason == "the message is not JSON: b'no event'"
    assert len(letters.replay("dead-letter", lambda _: True)) == 1
    assert told_queue.dead() == 0
    assert "no event" in [message.body.decode() for message in waiting(told_queue)]
