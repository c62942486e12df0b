"""The shipped compose file, definitions and notification rules on real servers."""

import io
import json
import re
import signal
import subprocess
import sys
import time
import uuid
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path

import pika
import pytest

from common.errors import SetupError, StoreRefused
from common.events import parse_object_created
from common.stores.minio import MinioStore
from infra.stack import Stack
from infra.stack.places import free_ports, require_free

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).parents[2]
RECORDED = CHECKOUT / "tests" / "events" / "minio" / "put.json"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "batch.csv"
    path.write_text("id,text\n1,hello\n")
    return path


# A script's shell starts a background job this way, and Python installs no handler for an ignored SIGINT.
IGNORE_SIGINT = ("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh")
END_SECONDS = 90  # longer than the servers take to stop


def new_key(name="batch.csv"):
    return f"drifts/{uuid.uuid4().hex[:8]}/{name}"


def bucket_of(stack):
    return stack.settings()["DRIFTLINE_BUCKET"]


def store_of(stack, service):
    own = stack.settings(service)
    return MinioStore(
        own["DRIFTLINE_STORE_ENDPOINT"],
        own["DRIFTLINE_BUCKET"],
        access_key=own["DRIFTLINE_STORE_ACCESS_KEY"],
        secret_key=own["DRIFTLINE_STORE_SECRET_KEY"],
    )


def put(store, key, data=b"id,text\n1,hello\n"):
    return store.put(key, io.BytesIO(data), len(data))


def names(value):
    """Return the nested names of a JSON value, without the values."""
    if isinstance(value, dict):
        return {name: names(part) for name, part in value.items()}
    return [names(part) for part in value] if isinstance(value, list) else None


def test_a_put_arrives_once(stack, operator, file):
    key, later = new_key(), new_key()
    stack.mc("cp", str(file), f"store/{bucket_of(stack)}/{key}")
    _, properties, _ = operator.take_event(key)
    assert properties.content_type == "application/json"
    assert properties.delivery_mode == 2
    put(store_of(stack, "upload"), later)
    assert key not in keys_until(operator, later)  # the spool is in order


def keys_until(operator, last):
    """Return the keys of all events that arrive, up to the last one's."""
    seen = []

    def is_last(message):
        seen.extend(event.key for event in parse_object_created(message[2]))
        return last in seen

    operator.take("drift.score", is_last)
    return seen


def test_the_message_has_the_recorded_format(stack, operator):
    key = new_key("a b+c%é.csv")
    written = put(store_of(stack, "upload"), key)
    _, _, body = operator.take_event(key)
    message, recorded = json.loads(body), json.loads(RECORDED.read_text())
    for each in (message, recorded):
        del each["Records"][0]["s3"]["object"]["userMetadata"]  # it depends on the client
    assert names(message) == names(recorded)
    record = message["Records"][0]
    assert (record["eventName"], record["eventSource"]) == ("s3:ObjectCreated:Put", "minio:s3")
    assert "%2F" in record["s3"]["object"]["key"]
    assert parse_object_created(body)[0].etag == written.etag


def test_only_a_drift_file_makes_an_event(stack, operator):
    mark = uuid.uuid4().hex[:8]
    upload, score = store_of(stack, "upload"), store_of(stack, "score")
    put(upload, f"baselines/{mark}.csv")
    put(score, f"results/{mark}.csv.json", b"{}")
    put(upload, f"drifts/{mark}.csv")
    with score.open(f"drifts/{mark}.csv") as opened:
        opened.stream.read()
    put(upload, f"drifts/{mark}-last.csv")
    seen = [key for key in keys_until(operator, f"drifts/{mark}-last.csv") if mark in key]
    assert seen == [f"drifts/{mark}.csv", f"drifts/{mark}-last.csv"]


def test_a_message_with_an_unknown_routing_key_becomes_unrouted(stack, operator, connect):
    with connect(stack, "minio") as minio:
        minio.channel.basic_publish("drift.events", "drifts.nowhere", b"astray")
    assert operator.take("drift.unrouted")[2] == b"astray"


def test_what_is_delivered_too_often_becomes_a_dead_letter(stack, operator, connect):
    with connect(stack, "minio") as minio:
        minio.channel.basic_publish("drift.events", "drifts", b"poison")
    for _ in range(21):  # a delivery limit of 20 allows 20 returns
        taken = None
        while not taken:
            method, _, body = operator.channel.basic_get("drift.score")
            if method and body == b"poison":
                taken = method
        operator.channel.basic_reject(taken.delivery_tag, requeue=True)
    _, properties, _ = operator.take("drift.dead-letter", lambda message: message[2] == b"poison")
    assert properties.headers["x-first-death-reason"] == "delivery_limit"


@pytest.mark.parametrize("queue", ["drift.dead-letter", "drift.unrouted"])
def test_an_operator_who_looks_at_a_message_does_not_lose_it(stack, operator, queue):
    operator.channel.basic_publish("", queue, b"kept", mandatory=True)
    for _ in range(30):  # RabbitMQ 4 drops a message after 20, unless a policy says otherwise
        method, _, body = operator.channel.basic_get(queue)
        assert body == b"kept"
        operator.channel.basic_reject(method.delivery_tag, requeue=True)


@pytest.mark.parametrize(
    ("user", "may_not"),
    [
        ("worker", lambda channel: channel.basic_publish("drift.events", "drifts", b"")),
        ("worker", lambda channel: channel.basic_get("drift.dead-letter")),
        ("worker", lambda channel: channel.queue_declare("drift.mine")),
        ("minio", lambda channel: channel.basic_get("drift.score")),
        ("minio", lambda channel: channel.basic_publish("drift.dead-letter", "", b"")),
        ("minio", lambda channel: channel.exchange_declare("drift.mine")),
    ],
)
def test_a_broker_user_has_only_the_permissions_it_needs(stack, user, may_not, connect):
    with connect(stack, user) as other, pytest.raises(pika.exceptions.ChannelClosedByBroker) as caught:
        may_not(other.channel)
    assert caught.value.reply_code == 403


@pytest.mark.parametrize(
    ("service", "key"),
    [("score", "drifts/x.csv"), ("score", "baselines/x.csv"), ("upload", "results/x.json"), ("upload", "x")],
)
def test_a_store_user_has_only_the_permissions_it_needs(stack, service, key):
    with pytest.raises(StoreRefused, match="AccessDenied"):
        put(store_of(stack, service), key)


def test_killed_servers_keep_their_data(fresh_stack, connect):
    key = new_key()
    written = put(store_of(fresh_stack, "upload"), key)
    with connect(fresh_stack) as operator:
        operator.channel.basic_publish(
            "", "drift.dead-letter", b"kept", pika.BasicProperties(delivery_mode=2), mandatory=True
        )
    fresh_stack.kill()
    fresh_stack.start()
    assert store_of(fresh_stack, "score").stat(key).etag == written.etag
    with connect(fresh_stack) as operator:
        assert operator.take("drift.dead-letter")[2] == b"kept"


def test_a_second_stack_in_the_same_folder_has_the_same_data(fresh_stack, tmp_path):
    key = new_key()
    written = put(store_of(fresh_stack, "upload"), key)
    fresh_stack.stop()
    with Stack(tmp_path / "stack", {"PATH": "/usr/bin:/bin", "STACK_TOOLS": tools_of(fresh_stack)}) as again:
        assert store_of(again, "score").stat(key).etag == written.etag
        assert again.broker_url("worker").split("@")[0] == fresh_stack.broker_url("worker").split("@")[0]


@pytest.fixture
def start_stack(tmp_path):
    """Start `python -m infra.stack` in `tmp_path / "own"` on free ports; return process, output and ports."""
    with ExitStack() as started:

        def start():
            ports = free_ports(3)
            options = zip(
                ("--minio-port", "--minio-page-port", "--rabbitmq-port"), map(str, ports), strict=True
            )
            command = [
                sys.executable,
                "-m",
                "infra.stack",
                "--folder",
                str(tmp_path / "own"),
                *chain(*options),
            ]
            process = started.enter_context(
                subprocess.Popen([*IGNORE_SIGINT, *command], stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)
            )
            started.callback(process.kill)
            printed = list(iter(process.stdout.readline, "Ctrl-C stops both; their data stays.\n"))
            return process, printed, ports

        yield start


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_stack_command_stops_on_a_signal_and_leaves_nothing_behind(stack, tmp_path, start_stack, end):
    process, printed, ports = start_stack()
    assert "rule driftline: added\n" in printed
    for name in ("score.sh", "upload.sh", "operator.sh"):
        assert (tmp_path / "own" / name).stat().st_mode & 0o777 == 0o600
    process.send_signal(end)
    assert process.wait(END_SECONDS) == (-end if end == signal.SIGKILL else 0)
    secrets = [line.partition("=")[2] for line in (tmp_path / "own" / ".env").read_text().splitlines()]
    assert not any(secret in line for line in printed for secret in secrets if len(secret) == 40)
    wait_until_free(ports)


def test_the_printed_commands_work_when_pasted_in_the_checkout(stack, start_stack, start_program, free_port):
    process, printed, _ = start_stack()
    blocks = (
        "".join(printed)
        .replace(" upload\n", f" upload --port {free_port}\n")
        .replace(":8000/", f":{free_port}/")
    )
    commands = {
        title: [line.strip() for line in lines.replace("\\\n", "").splitlines()]
        for title, lines in re.findall(r"^(\S.*):\n((?:  .+\n)+)", blocks, re.MULTILINE)
    }
    assert list(commands) == [
        "To start a worker, in a second terminal",
        "To drop a file and wait for its verdict, in a third",
        "To ask how it is doing, in a fourth",
        "To start the upload function, in a fifth",
        "and to upload a file",
    ]
    worker, drop, ask, upload, post = (" && ".join(lines) for lines in commands.values())

    def paste(command):
        return ["/bin/bash", "-c", f"cd {CHECKOUT} && {command}"]

    worker = worker.replace(" && ", " && export DRIFTLINE_HEALTH_PORT=0 && ")  # the default port may be taken
    start_program(paste(worker)).wait_for_log("waiting for files")
    shown = subprocess.run(paste(drop), capture_output=True, text=True, check=True, timeout=60).stdout
    verdict = json.loads(shown[shown.index("{") :])
    assert (verdict["drift"]["key"], verdict["drifted"]) == ("drifts/catalogue/animals-and-plants.csv", True)
    answer = subprocess.run(paste(ask), capture_output=True, text=True, check=True, timeout=60).stdout
    assert "All is well" in answer
    start_program(paste(upload)).wait_for_log("Application startup complete")
    posted = subprocess.run(paste(post), capture_output=True, text=True, check=True, timeout=60).stdout
    assert json.loads(posted)["drift_key"].endswith("more-of-the-same.csv")
    process.send_signal(signal.SIGTERM)
    assert process.wait(END_SECONDS) == 0


def wait_until_free(ports):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with suppress(SetupError):
            return require_free(ports)
        time.sleep(0.05)
    return require_free(ports)


def tools_of(stack):
    return str(Path(stack.minio.client).parent)
