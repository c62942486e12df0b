"""Workers of SQS: a put becomes one verdict, whatever happens to queue, store and workers meanwhile."""

import json
import time

import pytest

from functions.score.triggers.queue_worker.polling import PollingConsumer
from functions.score.triggers.sqs.queue import SqsQueue

pytestmark = pytest.mark.real

CALM = ["the cat sat on the mat", "a dog lay on the rug", "two birds sang in the garden", "the horse ate hay"]
# All texts differ, so a worker needs seconds for this file: long enough to stop or kill it meanwhile.
LONG = [f"{text} {number}" for number in range(1000) for text in CALM]
KEY = "drifts/re views/a+b é 100%.csv"


def csv(texts, marker=""):
    return "".join(
        ["id,text\n", *(f"{number},{text} {marker}\n" for number, text in enumerate(texts))]
    ).encode()


def job(bucket, key):
    return {"bucket": bucket.name, "drift_key": key}


def test_a_put_becomes_a_verdict(bucket, told_queue, start_worker):
    start_worker()
    bucket.put("baselines/baseline.csv", csv(CALM))
    bucket.put(KEY, csv(CALM))
    assert bucket.verdict(KEY).status == "ok"
    assert told_queue.letters() == []


def test_an_event_may_come_through_a_topic(bucket, queue, client, set_notification, start_worker):
    sns = client("sns")
    topic = sns.create_topic(Name=queue.name)["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    rule = {"TopicArn": topic, "Events": ["s3:ObjectCreated:*"]}
    set_notification(client, bucket, TopicConfigurations=[rule])
    bucket.put("baselines/baseline.csv", csv(CALM))
    bucket.put(KEY, csv(CALM))
    start_worker()
    assert bucket.verdict(KEY).status == "ok"
    assert queue.letters() == []


def test_an_event_may_come_through_eventbridge(bucket, queue, client, set_notification, start_worker):
    events = client("events")
    pattern = {"source": ["aws.s3"], "detail-type": ["Object Created"]}
    events.put_rule(Name=queue.name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=queue.name, Targets=[{"Id": "1", "Arn": queue.arn}])
    set_notification(client, bucket, EventBridgeConfiguration={})
    bucket.put("baselines/baseline.csv", csv(CALM))
    bucket.put(KEY, csv(CALM))
    start_worker()
    assert bucket.verdict(KEY).status == "ok"
    assert queue.letters() == []
    events.remove_targets(Rule=queue.name, Ids=["1"])
    events.delete_rule(Name=queue.name)


def test_two_workers_share_a_queue_and_write_one_verdict_each(bucket, told_queue, start_worker):
    bucket.put("baselines/baseline.csv", csv(CALM))
    workers = [start_worker(), start_worker()]
    dropped = [f"drifts/{number:03}.csv" for number in range(40)]
    for key in dropped:
        bucket.put(key, csv(CALM, marker=key))
    for key in dropped:
        assert bucket.verdict(key).status == "ok"
    assert [worker.stop() for worker in workers] == [0, 0]  # the log has a verdict after the bucket has it
    scored = [[line["key"] for line in worker.lines("verdict")] for worker in workers]
    assert sorted(key for keys_of_one in scored for key in keys_of_one) == dropped
    assert all(scored), "a worker had nothing to do"


def test_a_worker_that_is_killed_loses_no_file(bucket, told_queue, start_worker):
    bucket.put("baselines/baseline.csv", csv(CALM))
    victim = start_worker(log_format="human")
    bucket.put("drifts/long.csv", csv(LONG))
    victim.wait_for_log("Drift shape: (4000, 2)")
    victim.kill()
    assert bucket.standing("drifts/long.csv") is None
    start_worker()
    assert bucket.verdict("drifts/long.csv").drift.rows == 4000


def test_work_that_takes_longer_than_its_deadline_is_one_delivery(queue, client):
    queue.send("long work")
    one, other = (SqsQueue(queue.name, client("sqs"), deadline_seconds=4) for _ in range(2))
    delivered = []
    one.connect()
    other.connect()
    consumer = PollingConsumer(one, lambda _, message: delivered.append(message))
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        consumer.process(0.5)
        if delivered:
            assert other.receive(0) is None
    (message,) = delivered
    assert (message.attempt, message.lost) == (0, False)
    consumer.ack(message)
    assert queue.counts() == (0, 0)


def test_a_message_that_nobody_extends_comes_again_and_is_lost_to_the_first(queue, client):
    queue.send("a")
    queue_of_one_second = SqsQueue(queue.name, client("sqs"), deadline_seconds=1)
    queue_of_one_second.connect()
    first = queue_of_one_second.receive(1)
    second = queue_of_one_second.receive(5)
    assert (first.attempt, second.attempt) == (0, 1)
    assert second.delivered_before
    queue_of_one_second.acknowledge(second)
    queue_of_one_second.extend(second)
    assert second.lost


def test_a_file_waits_for_its_baseline_on_the_ladder(bucket, told_queue, start_worker):
    worker = start_worker()
    bucket.put("drifts/early.csv", csv(CALM))
    worker.wait_for_log('"outcome": "retry"')
    bucket.put("baselines/baseline.csv", csv(CALM))
    assert bucket.verdict("drifts/early.csv", seconds=60).status == "ok"
    assert worker.stop() == 0
    assert told_queue.counts() == (0, 0)


def test_a_bucket_that_is_gone_for_a_moment_is_waited_for(bucket, queue, client, start_worker):
    worker = start_worker()
    s3 = client("s3")
    s3.delete_bucket(Bucket=bucket.name)
    queue.send(job(bucket, "drifts/a.csv"))
    worker.wait_for_log("waiting, nothing is lost")
    s3.create_bucket(Bucket=bucket.name)
    bucket.put("baselines/baseline.csv", csv(CALM))
    bucket.put("drifts/a.csv", csv(CALM))
    assert bucket.verdict("drifts/a.csv").status == "ok"
    assert queue.letters() == []


def test_what_nobody_can_read_becomes_a_dead_letter_with_its_reason(bucket, told_queue, start_worker):
    start_worker()
    bodies = ["no event", '{"Records": [{"eventName": "ObjectCreated:Put"}]}', '{"\\ud800": 1}']
    for body in bodies:
        told_queue.send(body)
    letters = dict(told_queue.letters(3))
    assert sorted(letters) == sorted(bodies)
    assert letters["no event"].startswith("the message is not JSON")
    assert told_queue.counts() == (0, 0)


def test_sigterm_finishes_the_current_file_and_leaves_nothing_behind(bucket, told_queue, start_worker):
    bucket.put("baselines/baseline.csv", csv(CALM))
    worker = start_worker(log_format="human")
    bucket.put("drifts/long.csv", csv(LONG))
    worker.wait_for_log("Drift shape: (4000, 2)")
    assert bucket.standing("drifts/long.csv") is None
    assert worker.stop() == 0
    assert bucket.standing("drifts/long.csv").drift.rows == 4000
    assert told_queue.counts() == (0, 0)


def test_a_queue_that_is_deleted_is_waited_for(bucket, told_queue, start_worker):
    worker = start_worker()
    told_queue.sqs.delete_queue(QueueUrl=told_queue.url)
    worker.wait_for_log("trying again")
    told_queue.create()
    bucket.put("baselines/baseline.csv", csv(CALM))
    bucket.put("drifts/a.csv", csv(CALM))
    assert bucket.verdict("drifts/a.csv").status == "ok"


def test_a_queue_that_does_not_exist_ends_the_worker_with_its_name(
    ministack, bucket, start_program, driftline_command
):
    command = [driftline_command, "worker", "--queue", "sqs"]
    settings = {
        "DRIFTLINE_BUCKET": bucket.name,
        "DRIFTLINE_STORE_ENDPOINT": ministack.endpoint,
        "DRIFTLINE_SQS_QUEUE": "nowhere",
        "DRIFTLINE_HEALTH_PORT": "0",
    }
    worker = start_program(command, **ministack.client_variables(), **settings)
    assert worker.process.wait(60) == 2
    assert "SQS refuses 'nowhere'" in worker.log.read_text()
    assert "Traceback" not in worker.log.read_text()
