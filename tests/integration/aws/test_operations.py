"""The operator's commands on S3 and SQS: what they find, and what becomes of dead letters."""

import json
import subprocess
import time

import pytest

pytestmark = pytest.mark.real

CALM = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,two birds sang in the garden\n"
KEY = "drifts/reviews/a+b 1.csv"
PATIENCE_SECONDS = 60


@pytest.fixture
def operate(ministack, bucket, queue, driftline_command):
    """Return a function that runs a command: `operate("status", "--json")`; keywords replace variables."""

    def run(*words, **variables):
        environment = {
            "PATH": "/usr/bin:/bin",
            "DRIFTLINE_BUCKET": bucket.name,
            "DRIFTLINE_STORE_ENDPOINT": ministack.endpoint,
            "DRIFTLINE_SQS_QUEUE": queue.name,
            **ministack.client_variables(),
            **variables,
        }
        done = subprocess.run(
            [driftline_command, *words], env=environment, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr
        assert "secretkey" not in done.stdout + done.stderr
        return done

    return run


@pytest.fixture
def letter(told_queue, start_worker):
    """Return what a worker has moved to the dead letters."""
    start_worker().wait_for_log("waiting for files")
    told_queue.send("no event")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not told_queue.dead():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return "no event"


def checks(done):
    return {check["name"]: check for check in json.loads(done.stdout)["checks"]}


def test_all_is_well_when_files_have_their_verdicts(bucket, told_queue, start_worker, operate):
    worker = start_worker()
    bucket.put("baselines/baseline.csv", CALM)
    bucket.put(KEY, CALM)
    assert bucket.verdict(KEY).status == "ok"
    assert worker.stop() == 0  # until then it may still have the event: it acks after the verdict
    done = operate("status")
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("in order.\n")
    found = checks(operate("status", "--json"))
    assert list(found) == [
        "store", "bucket", "queue", "events", "dead letters", "files", "sweep", "redrive policy", "rule",
    ]  # fmt: skip
    assert found["redrive policy"]["detail"] == f"after 20 deliveries to {told_queue.name}-dead"
    assert found["events"]["values"] == {"waiting": 0, "later": 0}
    assert operate("doctor").returncode == 0
    done = operate("doctor", KEY)
    assert done.returncode == 0, done.stdout
    assert "To do: Nothing, because the file has its verdict." in done.stdout


def test_events_that_wait_are_counted_without_being_received(bucket, told_queue, operate):
    bucket.put(KEY, CALM)
    for _ in range(2):
        events = checks(operate("status", "--json", "--quick"))["events"]
        assert events["detail"] == f"2 events waiting in {told_queue.name}"  # with S3's own test message
    assert "To do: Put a baseline at" in operate("doctor", KEY).stdout


def test_a_dead_letter_is_listed_shown_replayed_and_dropped(letter, told_queue, operate):
    status = operate("status")
    assert status.returncode == 1
    assert "because: the message is not JSON: b'no event'" in status.stdout, status.stdout
    for _ in range(2):  # reading gives the letters back
        (listed,) = json.loads(operate("dead-letters", "list", "--json").stdout)
        assert listed["reason"] == "the message is not JSON: b'no event'"
    shown = operate("dead-letters", "show", listed["id"]).stdout
    assert "x-attempt: 0" in shown
    assert shown.rstrip().endswith("no event")
    assert operate("dead-letters", "replay", "--all").stdout == "replayed 1 dead letter\n"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := told_queue.dead()) != 1:  # the worker cannot read it this time either
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    assert (
        operate("dead-letters", "drop", "--key", "no such key", "--yes").stdout == "dropped 0 dead letters\n"
    )
    assert operate("dead-letters", "drop", listed["id"], "--yes").stdout == "dropped 1 dead letter\n"
    assert told_queue.dead() == 0
    assert operate("dead-letters", "list").stderr == "0 dead letters\n"


def test_many_letters_are_read_in_several_requests(queue, operate):
    for number in range(25):
        queue.sqs.send_message(QueueUrl=queue.dead_url, MessageBody=f"letter {number}")
    listed = json.loads(operate("dead-letters", "list", "--json").stdout)
    assert len(listed) == 25
    assert all(letter["reason"].startswith("SQS delivered it as often as") for letter in listed)
    chosen = [letter["id"] for letter in listed[:12]]
    assert operate("dead-letters", "drop", *chosen, "--yes").stdout == "dropped 12 dead letters\n"
    left = json.loads(operate("dead-letters", "list", "--json").stdout)
    assert {letter["id"] for letter in left} == {letter["id"] for letter in listed} - set(chosen)


def test_a_bucket_that_does_not_name_the_queue_cannot_be_judged(bucket, queue, operate):
    done = operate("status")
    assert done.returncode == 2
    assert "events may come through SNS or EventBridge" in done.stdout


def test_a_rule_for_other_files_is_a_problem(bucket, queue, client, set_notification, operate):
    prefix = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "uploads/"}]}}
    rule = {"QueueArn": queue.arn, "Events": ["s3:ObjectCreated:*"], "Filter": prefix}
    set_notification(client, bucket, QueueConfigurations=[rule])
    done = operate("status")
    assert done.returncode == 1
    assert "none announces drift files to the queue" in done.stdout


def test_a_queue_without_dead_letters_is_a_problem(bucket, told_queue, operate):
    told_queue.sqs.set_queue_attributes(QueueUrl=told_queue.url, Attributes={"RedrivePolicy": ""})
    done = operate("status")
    assert done.returncode == 1
    assert "there is no queue for dead letters; give it a redrive policy: no worker starts" in done.stdout
    done = operate("dead-letters", "list")
    assert done.returncode == 2
    assert "has no dead-letter queue; give it a redrive policy" in done.stderr


def test_a_policy_with_too_few_deliveries_is_a_problem(bucket, told_queue, operate):
    policy = {"deadLetterTargetArn": f"{told_queue.arn}-dead", "maxReceiveCount": 3}
    attributes = {"RedrivePolicy": json.dumps(policy)}
    told_queue.sqs.set_queue_attributes(QueueUrl=told_queue.url, Attributes=attributes)
    assert "the retry ladder alone takes 5" in operate("status").stdout


def test_a_queue_that_does_not_exist_is_named_and_has_no_unrouted_events(bucket, operate):
    done = operate("status", DRIFTLINE_SQS_QUEUE="nowhere")
    assert done.returncode == 2
    assert "SQS refuses 'nowhere'" in done.stdout
    assert "SQS has no unrouted events" in operate("dead-letters", "list", "--queue", "unrouted").stderr
