"""The function as Lambda runs it: MiniStack starts it with its own Python, and calls it for S3 and SQS."""

import io
import json
import sys
import time
import zipfile
from uuid import uuid4

import pytest

pytestmark = pytest.mark.real

TEXTS = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,two birds sang in the garden\n"
# The packages of these tests, and this checkout, instead of a package with all of them.
CODE = "import sys\nsys.path[:0] = {path!r}\nfrom functions.score.main import lambda_handler\n"
ROLE = "arn:aws:iam::000000000000:role/driftline"
PATIENCE_SECONDS = 120


@pytest.fixture
def function(ministack, bucket, client, cache_dir):
    """Return the ARN of a function that scores the files of the bucket."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("function.py", CODE.format(path=[entry for entry in sys.path if entry]))
    settings = {
        "DRIFTLINE_BUCKET": bucket.name,
        "DRIFTLINE_STORE_ENDPOINT": ministack.endpoint,
        "DRIFTLINE_CACHE_DIR": str(cache_dir),
        "DRIFTLINE_THREADS": "1",
    }
    functions, name = client("lambda"), f"driftline-{uuid4().hex[:8]}"
    yield functions.create_function(
        FunctionName=name,
        Runtime=f"python3.{sys.version_info.minor}",
        Role=ROLE,
        Handler="function.lambda_handler",
        Code={"ZipFile": packed.getvalue()},
        Environment={"Variables": settings},
        Timeout=120,
        MemorySize=2048,
    )["FunctionArn"]
    functions.delete_function(FunctionName=name)


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_batch_of_sqs_is_answered_in_part(bucket, queue, client, function):
    bucket.put("baselines/known/baseline.csv", TEXTS)
    bucket.put("drifts/known/a.csv", TEXTS)
    bucket.put("drifts/unknown/b.csv", TEXTS)
    names = ["drifts/known/a.csv", "drifts/unknown/b.csv", "drifts/gone.csv"]
    for body in (*({"bucket": bucket.name, "drift_key": name} for name in names), "no event"):
        queue.send(body)
    mapping = client("lambda").create_event_source_mapping(
        FunctionName=function,
        EventSourceArn=queue.arn,
        BatchSize=10,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    assert bucket.verdict("drifts/known/a.csv").status == "ok"
    assert queue.letters(1) == [("no event", "the message is not JSON: 'no event'")]
    wait_for(lambda: sum(queue.counts()) == 1)  # the file without a baseline
    bucket.put("baselines/baseline.csv", TEXTS)
    assert bucket.verdict("drifts/unknown/b.csv").status == "ok"
    wait_for(lambda: queue.counts() == (0, 0))
    assert queue.letters() == []
    client("lambda").delete_event_source_mapping(UUID=mapping["UUID"])


def test_s3_calls_the_function_without_a_queue(bucket, client, function, set_notification):
    rule = {"LambdaFunctionArn": function, "Events": ["s3:ObjectCreated:*"]}
    set_notification(client, bucket, LambdaFunctionConfigurations=[rule])
    bucket.put("baselines/baseline.csv", TEXTS)
    bucket.put("drifts/run 1/a+b é.csv", TEXTS)
    assert bucket.verdict("drifts/run 1/a+b é.csv").status == "ok"


def test_an_event_that_nobody_can_read_fails_the_call_and_an_empty_one_does_not(client, function):
    def call(event):
        answer = client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
        return answer.get("FunctionError"), json.loads(answer["Payload"].read())

    assert call({"Records": []}) == (None, {"batchItemFailures": []})
    error, answer = call({"hello": 1})
    assert error
    assert "dead-letter: the message has neither 'Records'" in answer["errorMessage"]
