"""The HTTP trigger: the target `score` in functions-framework's own server process, on a real MinIO."""

import json
import re
import shlex
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote_plus
from urllib.request import Request, urlopen

import pytest
from attack import files
from attack.page import MOST_MEBIBYTES

from infra.stack import memory
from infra.stack.places import free_ports

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PATIENCE_SECONDS = 180  # seconds are enough, unless other processes keep all cores busy
TEXTS = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,birds sang in the garden\n"


@pytest.fixture(scope="module")
def server(running_stack, program_at, tmp_path_factory):
    """Start one server for all tests of this file; it keeps no state between requests."""
    (documented,) = re.findall(r"^\$ .venv/bin/(functions-framework .+) --port \d+$", README, re.MULTILINE)
    program_name, *arguments = shlex.split(documented.replace("functions/", f"{CHECKOUT}/functions/"))
    (port,) = free_ports(1)
    command = [str(Path(sys.executable).with_name(program_name)), *arguments, "--port", str(port)]
    log = tmp_path_factory.mktemp("server") / "server.log"
    with program_at(log, command, **running_stack.settings("score")) as program:
        program.url = f"http://127.0.0.1:{port}/"
        wait_for_answer(program.url, program)
        yield program


@pytest.fixture(scope="module")
def url(server):
    return server.url


def children(server):
    """Return the numbers of the server's processes that answer requests."""
    command = ["pgrep", "--parent", str(server.process.pid)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def peak_memory(server):
    """Return the largest peak memory of a process of the server in bytes."""
    return max(memory.peak(int(child)) for child in children(server))


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
    return answer_to(Request(url, data=body, headers=headers, method="POST" if body is not None else "GET"))


def answer_to(request):
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


@pytest.mark.parametrize(("method", "status"), [("POST", 413), ("GET", 200)])
def test_a_body_of_60_megabytes_needs_little_memory(url, server, method, status):
    before = peak_memory(server)
    request = Request(url, data=b"[" + b"[]," * 20_000_000 + b"[]]", method=method)
    assert answer_to(request)[0] == status
    assert peak_memory(server) - before < 20 * 1024**2


def test_twenty_records_of_one_object_score_it_once(bucket, url, server):
    path = f"function/{uuid.uuid4().hex}"
    bucket.put(f"baselines/{path}.csv", TEXTS)
    key = f"drifts/{path}/a.csv"
    event = message(bucket, key, bucket.put(key, TEXTS).etag)
    event["Records"] *= 20
    body, headers = plain(event)
    status, answer, _ = ask(url, body, **headers)
    assert (status, len(answer["records"]), len(answer["verdicts"])) == (200, 20, 1)
    assert len([line for line in server.lines("verdict") if line["key"] == key]) == 1


@pytest.mark.parametrize("make", [files.shared_value, files.lying_rows, files.sparse, files.nested_objects])
def test_a_hostile_file_gets_its_verdict_from_a_process_that_goes_on(bucket, url, server, make):
    path = f"function/{uuid.uuid4().hex}"
    bucket.put(f"baselines/{path}/baseline.csv", TEXTS)
    name, content = make()
    before = children(server)
    for key, status in ((f"drifts/{path}/{name}", "error"), (f"drifts/{path}/next.csv", "ok")):
        etag = bucket.put(key, content if status == "error" else TEXTS).etag
        body, headers = cloud_event(message(bucket, key, etag))
        code, answer, _ = ask(url, body, **headers)
        assert (code, answer["verdicts"][0]["status"]) == (200, status), answer
        assert bucket.standing(key).drift.etag == etag
    assert children(server) == before
    assert peak_memory(server) < MOST_MEBIBYTES * 2**20


def test_a_forged_sequencer_silences_no_later_version(bucket, url):
    path = f"function/{uuid.uuid4().hex}"
    bucket.put(f"baselines/{path}.csv", TEXTS)
    key = f"drifts/{path}/a.csv"
    for content in (TEXTS, TEXTS + TEXTS.partition(b"\n")[2]):
        etag = bucket.put(key, content).etag
        event = message(bucket, key, "forged")
        event["Records"][0]["s3"]["object"]["sequencer"] = "F" * 32
        body, headers = plain(event)
        assert ask(url, body, **headers)[1]["verdicts"][0]["drift"]["etag"] == etag


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "\x1b[31m", "\u202e", "a" * 2000, "..", "a//b", "a\nb"])
@pytest.mark.parametrize("quoted", [str, quote_plus], ids=["plain", "encoded"])
def test_a_key_that_no_object_has_is_no_internal_error(bucket, url, server, name, quoted):
    before = len(server.lines())
    key = f"drifts/{name}.csv"
    body, headers = plain(message(bucket, key if name == "\ud800" else quoted(key), "e"))
    status, answer, _ = ask(url, body, **headers)
    assert status in (200, 422)
    assert "internal error" not in answer["reason"]
    lines = server.lines()[before:]
    assert [line["level"] in ("info", "warning") for line in lines] == [True]
