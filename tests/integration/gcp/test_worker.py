"""Workers of Pub/Sub: what comes in one subscription, and a set-up that is wrong; see also ../queues."""

import base64
import json
import os
import subprocess
import time
from uuid import uuid4

import pytest
from pubsub_subscription import PROJECT, Subscription

from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.pubsub.queue import PubsubQueue
from infra.stack.pubsub import PubsubServer

pytestmark = pytest.mark.real

CALM = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,two birds sang in the garden\n"
KEY = "drifts/re views/a+b é 100%.csv"
# Long enough for gRPC to wait for many seconds between two tries: longer than one `connect` tries.
AWAY_SECONDS, SOON_SECONDS = 18, 10
# A worker pauses for seconds by then. Without a pause, gRPC may not have forgotten the last connection yet.
PAUSE_SECONDS = 0.5


def notification(bucket, key, event="OBJECT_FINALIZE"):
    """Return the attributes of what Cloud Storage sends."""
    return {"eventType": event, "bucketId": bucket.name, "objectId": key, "objectGeneration": "17"}


def s3_event(bucket, key):
    created = {"bucket": {"name": bucket.name}, "object": {"key": key}}
    return {
        "EventName": "s3:ObjectCreated:Put",
        "Records": [{"eventName": "ObjectCreated:Put", "s3": created}],
    }


def test_every_dialect_in_one_subscription_is_read_and_the_rest_becomes_dead_letters(
    bucket, queue, start_worker
):
    bucket.put("baselines/baseline.csv", CALM)
    stored = {"kind": "storage#object", "bucket": bucket.name, "generation": "17"}
    pushed = base64.b64encode(json.dumps(s3_event(bucket, "drifts/pushed.csv")).encode()).decode()
    cloud_event = {"specversion": "1.0", "type": "google.cloud.storage.object.v1.finalized"}
    queue.send({**stored, "name": KEY}, **notification(bucket, KEY), payloadFormat="JSON_API_V1")
    queue.send(b"", **notification(bucket, "drifts/named.csv"), payloadFormat="NONE")
    queue.send({**stored, "name": "drifts/without attributes.csv"})
    queue.send(s3_event(bucket, "drifts/minio.csv"))
    queue.send({"message": {"data": pushed}, "subscription": "s"})
    queue.send({**cloud_event, "data": {**stored, "name": "drifts/eventarc.csv"}}, topic="one", data="two")
    queue.send({"bucket": bucket.name, "drift_key": "drifts/job.csv"})
    queue.send(b"", **notification(bucket, "drifts/gone.csv", "OBJECT_DELETE"))
    queue.send({"message": {"data": pushed[:-3]}})
    queue.send(b"\xff\xfe", retry="yes", timeout="no")
    queue.send({"hello": "world"})
    names = ("without attributes", "named", "minio", "pushed", "eventarc", "job")
    keys = [KEY, *(f"drifts/{name}.csv" for name in names)]
    for key in keys:
        bucket.put(key, CALM)
    worker = start_worker()
    for key in keys:
        assert bucket.verdict(key).status == "ok"
    reasons = sorted(reason for _, reason in queue.letters(3))
    assert "neither 'Records'" in reasons[0]
    assert reasons[1].startswith("the message is not JSON: b'\\xff\\xfe'")
    assert "is not base64" in reasons[2]
    assert worker.stop() == 0
    assert (queue.left(), queue.letters()) == (0, [])


@pytest.fixture
def own_server(server, tmp_path):
    """Return a server of this test alone, which the test starts."""
    own = PubsubServer(tmp_path / "server", os.environ, server.program)
    yield own
    own.kill()


def test_a_server_that_restarts_is_waited_for(
    bucket, own_server, worker_variables, start_program, driftline_command
):
    own_server.start()
    subscription = Subscription(own_server, "score-restart")
    bucket.put("baselines/baseline.csv", CALM)
    bucket.put("drifts/a.csv", CALM)
    variables = {**worker_variables(), **subscription.variables}
    worker = start_program([driftline_command, "worker", "--queue", "pubsub"], **variables)
    worker.wait_for_log("waiting for files")
    own_server.kill()
    worker.wait_for_log("cannot reach Pub/Sub")
    own_server.start()
    subscription.reopen()
    subscription.announce(bucket.name, "drifts/a.csv")
    assert bucket.verdict("drifts/a.csv").status == "ok"
    assert worker.stop() == 0
    assert subscription.letters() == []


def test_a_server_that_was_away_for_long_is_found_as_soon_as_it_is_back(own_server, monkeypatch):
    for name, value in own_server.client_variables().items():
        monkeypatch.setenv(name, value)
    queue = PubsubQueue("score")
    away = time.monotonic()
    while time.monotonic() - away < AWAY_SECONDS:
        with pytest.raises(BrokerUnavailable) as failed:
            queue.connect()
        time.sleep(PAUSE_SECONDS)
    own_server.start()
    back = time.monotonic()
    with pytest.raises(SetupError, match="NotFound"):  # an answer
        queue.connect()
    assert time.monotonic() - back < SOON_SECONDS
    assert failed  # its traceback refers to the last client, as in a worker that tries again


def test_a_subscription_that_does_not_exist_ends_the_worker_with_its_name(
    queue, worker_variables, start_program, driftline_command
):
    variables = worker_variables(pubsub_subscription=f"projects/{PROJECT}/subscriptions/nowhere")
    worker = start_program([driftline_command, "worker", "--queue", "pubsub"], **variables)
    assert worker.process.wait(60) == 2
    assert f"Pub/Sub refuses 'projects/{PROJECT}/subscriptions/nowhere': NotFound" in worker.log.read_text()
    assert "Traceback" not in worker.log.read_text()


def test_the_bootstrap_makes_all_that_a_worker_needs_and_changes_nothing_the_second_time(
    server, queue, bucket, worker_variables, driftline_command, start_worker
):
    name = f"score-{uuid4().hex[:12]}"

    def bootstrap(**settings):
        variables = worker_variables(pubsub_subscription=name, **settings)
        done = subprocess.run(
            [driftline_command, "bootstrap", "--queue", "pubsub"],
            env={"PATH": "/usr/bin:/bin", "GOOGLE_CLOUD_PROJECT": PROJECT, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    first = bootstrap()
    assert first == [
        f"topic projects/{PROJECT}/topics/{name}: created",
        f"topic projects/{PROJECT}/topics/{name}-dead: created",
        f"subscription projects/{PROJECT}/subscriptions/{name}-dead: created",
        f"subscription projects/{PROJECT}/subscriptions/{name}: created",
    ]
    assert bootstrap() == [line.replace("created", "in place, unchanged") for line in first]
    made = Subscription(server, name, exists=True)
    policy = made.subscriber.get_subscription(subscription=made.name)
    assert policy.ack_deadline_seconds == 30
    assert policy.retry_policy.minimum_backoff.total_seconds() == 5
    assert policy.dead_letter_policy.max_delivery_attempts == 100
    made.delete()
    made.create(ack_deadline_seconds=60)
    assert bootstrap()[3].endswith("corrected ack_deadline_seconds, retry_policy, dead_letter_policy")
    assert bootstrap()[3].endswith("in place, unchanged")
    bucket.put("baselines/baseline.csv", CALM)
    bucket.put("drifts/a.csv", CALM)
    made.announce(bucket.name, "drifts/a.csv")
    start_worker(pubsub_subscription=made.name)
    assert bucket.verdict("drifts/a.csv").status == "ok"
