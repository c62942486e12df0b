"""The score image as Lambda runs it, by AWS's own emulator: as a user who owns no file, on MiniStack."""

import json
import os
import signal
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
import pytest
from chaos.contents import costly
from real_servers import programs_needed

from infra.stack.lambda_emulator import LambdaEmulator

pytestmark = [pytest.mark.real, pytest.mark.images]

MANY = "1000000000"
TEXTS = ["the cat sat on the mat", "a dog lay on the rug", "two birds sang in the garden"] * 5
FRAME = pd.DataFrame({"id": range(len(TEXTS)), "text": TEXTS})


@pytest.fixture
def start_function(built_images, ministack, bucket, tmp_path):
    """Return a function that starts the image; it has not been called yet. Keywords are variables."""
    with ExitStack() as started:

        def start(**more):
            variables = {
                "DRIFTLINE_BUCKET": bucket.name,
                "DRIFTLINE_STORE_ENDPOINT": ministack.endpoint,
                "DRIFTLINE_LOG_FORMAT": "json",
                **more,
            }
            with programs_needed():
                emulator = LambdaEmulator(tmp_path, os.environ, ministack.client_variables() | variables)
            started.callback(emulator.stop)
            emulator.start()
            return emulator

        yield start


@pytest.fixture
def function(start_function):
    """Return the function in its image, which has not been called yet."""
    return start_function()


def put_event(bucket, key):
    s3 = {"bucket": {"name": bucket.name}, "object": {"key": key, "size": 1}}
    return {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": s3}]}


def test_files_of_s3_get_their_verdicts(function, bucket, tmp_path):
    bucket.put("baselines/baseline.csv", FRAME.to_csv(index=False).encode())
    files = {
        "drifts/a.csv": FRAME.to_csv(index=False).encode(),
        "drifts/a.jsonl": FRAME.to_json(orient="records", lines=True).encode(),
        "drifts/a.parquet": FRAME.to_parquet(index=False),
    }
    for key, data in files.items():
        bucket.put(key, data)
        (record,) = function.call(put_event(bucket, key))["records"]
        assert record["outcome"] == "ack"
        assert bucket.standing(key).status == "ok"
    log = (tmp_path / "logs/lambda.log").read_text()
    assert "download" not in log
    assert '"level": "WARNING"' not in log


def test_what_came_through_sqs_is_settled_there(function, bucket, queue):
    bucket.put("drifts/early.csv", FRAME.to_csv(index=False).encode())
    queue.send({"bucket": bucket.name, "drift_key": "drifts/early.csv"})
    queue.send("no event")
    received = queue.sqs.receive_message(
        QueueUrl=queue.url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
    )
    records = [
        {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "eventSource": "aws:sqs",
            "eventSourceARN": queue.arn,
        }
        for message in received["Messages"]
    ]
    answer = function.call({"Records": records})
    early = [record["messageId"] for record in records if "early" in record["body"]]
    assert answer == {"batchItemFailures": [{"itemIdentifier": early[0]}]}
    assert queue.letters(1) == [("no event", "the message is not JSON: 'no event'")]


def test_a_file_that_needs_too_much_memory_gets_a_verdict_and_the_next_one_its_own(start_function, bucket):
    # As many cells as the file has would be refused before they cost anything.
    function = start_function(DRIFTLINE_MEMORY_BYTES="1GB", DRIFTLINE_MAX_CELLS=MANY)
    bucket.put("baselines/baseline.csv", b"key0_0,key0_1\n" + b"1,1\n" * 20)
    bucket.put("drifts/costly.jsonl", costly(0).data)
    bucket.put("drifts/small.csv", b"key0_0,key0_1\n" + b"1,1\n" * 20)
    for key, status in (("drifts/costly.jsonl", "error"), ("drifts/small.csv", "ok")):
        (record,) = function.call(put_event(bucket, key))["records"]
        assert (record["outcome"], record["reason"]) == ("ack", "scored")
        assert bucket.standing(key).status == status
    assert bucket.standing("drifts/costly.jsonl").error.type == "too_costly"


def test_a_scoring_process_that_is_killed_is_replaced(function, bucket):
    bucket.put("baselines/baseline.csv", FRAME.to_csv(index=False).encode())
    for key in ("drifts/a.csv", "drifts/b.csv"):
        bucket.put(key, FRAME.to_csv(index=False).encode())
        function.call(put_event(bucket, key))
        assert bucket.standing(key).status == "ok"
        (scoring,) = (number for number in function.processes() if "spawn_main" in command_of(number))
        os.kill(scoring, signal.SIGKILL)


def command_of(number):
    return Path(f"/proc/{number}/cmdline").read_text()


def test_an_event_that_nobody_can_read_fails_the_call(function):
    answer = function.call({"hello": 1})
    assert answer["errorType"] == "NotSettled"
    assert "dead-letter: the message has neither 'Records'" in json.dumps(answer)
