"""Workers of SQS: the ways in which S3 can announce a file; what they promise is in ../queues."""

import json

import pytest

pytestmark = pytest.mark.real

CALM = ["the cat sat on the mat", "a dog lay on the rug", "two birds sang in the garden", "the horse ate hay"]
KEY = "drifts/re views/a+b é 100%.csv"


def csv(texts, marker=""):
    return "".join(
        ["id,text\n", *(f"{number},{text} {marker}\n" for number, text in enumerate(texts))]
    ).encode()


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
