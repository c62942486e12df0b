"""What every queue promises that a worker asks for messages; docs/queue-contract.md has RabbitMQ's tests."""

import time

import pytest

from functions.score.triggers.queue_worker.polling import PollingConsumer

pytestmark = pytest.mark.real

CALM = ["the cat sat on the mat", "a dog lay on the rug", "two birds sang in the garden", "the horse ate hay"]
# All texts differ, so a worker needs seconds for this file: long enough to stop or kill it meanwhile.
LONG = [f"{text} {number}" for number in range(1000) for text in CALM]
# The shortest deadline that all queues accept, and work that takes much longer.
DEADLINE_SECONDS, WORK_SECONDS = 10, 25
SOON_SECONDS = 2.0


def csv(texts, marker=""):
    return "".join(
        ["id,text\n", *(f"{number},{text} {marker}\n" for number, text in enumerate(texts))]
    ).encode()


def job(bucket, key):
    return {"bucket": bucket.name, "drift_key": key}


def received(queue):
    """Return the next message."""
    deadline = time.monotonic() + 3 * DEADLINE_SECONDS
    while (message := queue.receive(2)) is None:
        assert time.monotonic() < deadline
    return message


@pytest.fixture
def drop(bucket, queue):
    """Return a function that puts a file and announces it: `drop(key, data)`."""

    def put_and_announce(key, data):
        bucket.put(key, data)
        queue.announce(bucket.name, key)

    return put_and_announce


def test_an_announced_file_gets_its_verdict(bucket, queue, drop, start_worker):
    bucket.put("baselines/baseline.csv", csv(CALM))
    worker = start_worker()
    drop("drifts/a.csv", csv(CALM))
    assert bucket.verdict("drifts/a.csv").status == "ok"
    assert worker.stop() == 0
    assert (queue.left(), queue.letters()) == (0, [])


def test_several_workers_share_a_queue_and_write_one_verdict_each(bucket, drop, start_worker):
    bucket.put("baselines/baseline.csv", csv(CALM))
    workers = [start_worker(), start_worker()]
    dropped = [f"drifts/{number:03}.csv" for number in range(40)]
    for key in dropped:
        drop(key, csv(CALM, marker=key))
    for key in dropped:
        assert bucket.verdict(key).status == "ok"
    assert [worker.stop() for worker in workers] == [0, 0]  # the log has a verdict after the bucket has it
    scored = [[line["key"] for line in worker.lines("verdict")] for worker in workers]
    assert sorted(key for keys_of_one in scored for key in keys_of_one) == dropped
    assert all(scored), "a worker had nothing to do"


def test_a_worker_that_is_killed_loses_no_file(bucket, drop, start_worker):
    bucket.put("baselines/baseline.csv", csv(CALM))
    victim = start_worker(log_format="human")
    drop("drifts/long.csv", csv(LONG))
    victim.wait_for_log("Drift shape: (4000, 2)")
    victim.kill()
    assert bucket.standing("drifts/long.csv") is None
    start_worker()
    assert bucket.verdict("drifts/long.csv").drift.rows == 4000


def test_work_that_takes_longer_than_its_deadline_is_one_delivery(queue):
    queue.send("long work")
    one, other = (queue.polled(DEADLINE_SECONDS) for _ in range(2))
    delivered = []
    consumer = PollingConsumer(one, lambda _, message: delivered.append(message))
    until = time.monotonic() + WORK_SECONDS
    while time.monotonic() < until:
        consumer.process(0.5)
        if delivered:
            assert other.receive(1) is None
    (message,) = delivered
    assert (message.attempt, message.lost) == (0, False)
    consumer.ack(message)
    assert queue.left() == 0


def test_a_message_that_nobody_extends_comes_again_as_one_that_was_delivered_before(queue):
    queue.send("a")
    worker = queue.polled(DEADLINE_SECONDS)
    since = time.monotonic()
    first = received(worker)
    again = received(worker)
    assert time.monotonic() - since >= DEADLINE_SECONDS - SOON_SECONDS
    assert (first.attempt, again.attempt) == (0, 1)
    assert (first.delivered_before, again.delivered_before) == (False, True)
    worker.acknowledge(again)


def test_a_message_comes_again_after_the_step_of_the_ladder_and_not_before(queue):
    queue.send("a")
    worker = queue.polled(DEADLINE_SECONDS)
    for attempt, seconds in enumerate((4.0, 15.0)):  # shorter and longer than the deadline
        message = received(worker)
        assert message.attempt == 2 * attempt
        since = time.monotonic()
        worker.retry_after(message, seconds)
        worker.extend(message)  # the loop may come to it after the scoring thread has decided
        assert worker.receive(1) is None
        while (message := worker.receive(1)) is None:
            assert time.monotonic() - since < seconds + DEADLINE_SECONDS
        assert time.monotonic() - since >= seconds - 0.5
        worker.retry_after(message, 0)
    worker.acknowledge(received(worker))
    assert queue.left() == 0


def test_a_file_waits_for_its_baseline_on_the_ladder(bucket, queue, drop, start_worker):
    worker = start_worker()
    drop("drifts/early.csv", csv(CALM))
    worker.wait_for_log('"outcome": "retry"')
    bucket.put("baselines/baseline.csv", csv(CALM))
    assert bucket.verdict("drifts/early.csv", seconds=60).status == "ok"
    assert worker.stop() == 0
    assert queue.left() == 0


def test_what_nobody_can_read_becomes_a_dead_letter_with_its_reason(queue, start_worker):
    worker = start_worker()
    bodies = ["no event", '{"Records": [{"eventName": "ObjectCreated:Put"}]}', '{"\\ud800": 1}']
    for body in bodies:
        queue.send(body)
    letters = dict(queue.letters(3))
    assert sorted(letters) == sorted(bodies)
    assert letters["no event"].startswith("the message is not JSON")
    assert worker.stop() == 0
    assert queue.left() == 0


def test_sigterm_finishes_the_current_file_and_leaves_nothing_behind(bucket, queue, drop, start_worker):
    bucket.put("baselines/baseline.csv", csv(CALM))
    worker = start_worker(log_format="human")
    drop("drifts/long.csv", csv(LONG))
    worker.wait_for_log("Drift shape: (4000, 2)")
    assert bucket.standing("drifts/long.csv") is None
    assert worker.stop() == 0
    assert bucket.standing("drifts/long.csv").drift.rows == 4000
    assert queue.left() == 0


def test_a_bucket_that_is_gone_for_a_moment_is_waited_for(bucket, queue, s3, start_worker):
    worker = start_worker()
    s3.delete_bucket(Bucket=bucket.name)
    queue.send(job(bucket, "drifts/a.csv"))
    worker.wait_for_log("waiting, nothing is lost")
    s3.create_bucket(Bucket=bucket.name)
    bucket.put("baselines/baseline.csv", csv(CALM))
    bucket.put("drifts/a.csv", csv(CALM))
    assert bucket.verdict("drifts/a.csv").status == "ok"
    assert queue.letters() == []


def test_a_queue_that_is_deleted_is_waited_for(bucket, queue, drop, start_worker):
    worker = start_worker()
    queue.delete()
    worker.wait_for_log("trying again")
    time.sleep(5)
    queue.create()
    bucket.put("baselines/baseline.csv", csv(CALM))
    drop("drifts/a.csv", csv(CALM))
    assert bucket.verdict("drifts/a.csv").status == "ok"
    assert worker.log.read_text().count("trying again") <= 2  # it was lost, and it cannot be found
    assert queue.letters() == []
