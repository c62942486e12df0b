"""The HTTP trigger: the target `score` in functions-framework's own server process, on a real MinIO."""

import json
import re
import shlex
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from infra.stack.places import free_ports

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PATIENCE_SECONDS = 180  # seconds are enough, unless other processes keep all cores busy
TEXTS = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,birds sang in the garden\n"


@pytest.fixture(scope="module")
def url(running_stack, program_at, tmp_path_factory):
    """Return the address of one server for all tests of this file; it keeps no state between requests."""
    (documented,) = re.findall(r"^\$ .venv/bin/(functions-framework .+) --port \d+$", README, re.MULTILINE)
    program_name, *arguments = shlex.split(documented.replace("functions/", f"{CHECKOUT}/functions/"))
    (port,) = free_ports(1)
    command = [str(Path(sys.executable).with_name(program_name)), *arguments, "--port", str(port)]
    log = tmp_path_factory.mktemp("server") / "server.log"
    with program_at(log, command, **running_stack.settings("score")) as program:
        address = f"http://127.0.0.1:{port}/"
        wait_for_answer(address, program)
        yield address


def wait_for_answer(address, program):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            status = ask(address)[0]
        except URLError:
            if time.monotonic() > deadline or program.process.poll() is not None:
                pytest.fail(program.log.read_text())
            time.sleep(0.1)
        else:
            assert status == 200
            return


def ask(url, body=None, **headers):
    request = Request(url, data=body, headers=headers, method="POST" if body is not None else "GET")
    try:
        with urlopen(request) as answer:
            return answer.status, json.loads(answer.read()), answer.headers
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read()), error.headers


def message(bucket, key, etag, happened_at=None):
    record = {
        "eventName": "s3:ObjectCreated:Put",
        "eventTime": (happened_at or datetime.now(UTC)).isoformat(),
        "s3": {
            "bucket": {"name": bucket.name},
            "object": {"key": key, "eTag": etag, "sequencer": "18EA8AC73E495964"},
        },
    }
    return {"EventName": "s3:ObjectCreated:Put", "Records": [record]}


def cloud_event(data, *, structured=False):
    attributes = {
        "specversion": "1.0",
        "type": "dev.knative.rabbitmq.event",
        "source": "/apis/v1/namespaces/default/rabbitmqsources/drift",
        "id": str(uuid.uuid4()),
        "time": datetime.now(UTC).isoformat(),
    }
    if structured:
        body = json.dumps({**attributes, "datacontenttype": "application/json", "data": data}).encode()
        return body, {"Content-Type": "application/cloudevents+json"}
    headers = {f"ce-{name}": value for name, value in attributes.items()}
    return json.dumps(data).encode(), {**headers, "Content-Type": "application/json"}


def plain(data):
    return json.dumps(data).encode(), {"Content-Type": "application/json"}


def test_cloud_events_in_either_mode_and_plain_messages_get_a_verdict(bucket, url):
    path = f"function/{uuid.uuid4().hex}"
    bucket.put(f"baselines/{path}/baseline.csv", TEXTS)
    for number, wrap in enumerate((cloud_event, partial(cloud_event, structured=True), plain)):
        key = f"drifts/{path}/{number}.csv"
        body, headers = wrap(message(bucket, key, bucket.put(key, TEXTS).etag))
        status, answer, _ = ask(url, body, **headers)
        assert (status, answer["outcome"]) == (200, "ack"), answer
        assert answer["verdicts"][0]["status"] == "ok"
        assert bucket.standing(key).drift.key == key


def test_a_second_copy_of_an_event_gets_the_stored_verdict(bucket, url):
    path = f"function/{uuid.uuid4().hex}"
    bucket.put(f"baselines/{path}.csv", TEXTS)
    key = f"drifts/{path}/a.csv"
    body, headers = cloud_event(message(bucket, key, bucket.put(key, TEXTS).etag))
    first, second = (ask(url, body, **headers)[1] for _ in range(2))
    assert first["verdicts"] == second["verdicts"]
    assert "already has its verdict" in second["reason"]


def test_an_event_without_a_baseline_is_retried_and_later_gets_a_verdict(bucket, url):
    key = f"drifts/function/{uuid.uuid4().hex}/a.csv"
    etag = bucket.put(key, TEXTS).etag
    body, headers = cloud_event(message(bucket, key, etag))
    status, answer, sent = ask(url, body, **headers)
    assert (status, answer["outcome"]) == (503, "retry")
    assert int(sent["Retry-After"]) > 0
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    body, headers = cloud_event(message(bucket, key, etag, happened_at=an_hour_ago))
    status, answer, _ = ask(url, body, **headers)
    assert (status, answer["verdicts"][0]["status"]) == (200, "no_baseline")


@pytest.mark.parametrize("body", [b"\x00\xff", b"", b'{"hello": 1}', b"null"])
def test_a_malformed_event_is_dead_lettered_with_its_reason(url, body):
    status, answer, _ = ask(url, body, **{"Content-Type": "application/json"})
    assert (status, answer["outcome"]) == (422, "dead-letter")
    assert answer["reason"]


def test_the_answer_contains_neither_a_traceback_nor_a_secret(stack, url):
    body, headers = cloud_event({"Records": [{"eventName": "s3:ObjectCreated:Put", "s3": None}]})
    text = json.dumps(ask(url, body, **headers)[1])
    assert "Traceback" not in text
    assert stack.settings("score")["DRIFTLINE_STORE_SECRET_KEY"] not in text
