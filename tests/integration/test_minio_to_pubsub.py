"""MinIO's events reach Pub/Sub through the bridge, whatever stops meanwhile; all three are real servers."""

import json
import os
import re
import shlex
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from pubsub_subscription import Subscription

from common import events
from infra import credentials
from infra.stack import MissingProgram, compose, minio
from infra.stack.places import LOOPBACK, Places, free_ports
from infra.stack.pubsub import PubsubServer

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
(DOCUMENTED,) = re.findall(r"<!-- executed on MinIO and pstest -->\n```console\n(.*?)```", README, re.DOTALL)
TOKEN = "a-token-of-this-test"
BUCKET = "ml-drift-datasets"
OUTAGE_SECONDS = 8
PATIENCE_SECONDS = 60
TEXTS = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n"


@pytest.fixture
def pubsub(tmp_path):
    try:
        server = PubsubServer(tmp_path / "pubsub", os.environ)
    except MissingProgram as missing:
        pytest.skip(str(missing))  # a failure if CI=true, see tests/conftest.py
    server.start()
    yield server
    server.kill()


@pytest.fixture
def subscription(pubsub):
    return Subscription(pubsub, f"drift-{uuid4().hex[:12]}")


@pytest.fixture
def bridge(start_program, driftline_command, subscription):
    """Return the port of the bridge, and a function that starts it there."""
    (port,) = free_ports(1)
    settings = {"DRIFTLINE_PUBSUB_TOPIC": subscription.topic, "DRIFTLINE_BRIDGE_TOKEN": TOKEN}

    def start():
        assert "$ driftline bridge\n" in DOCUMENTED
        command = [driftline_command, "bridge", "--port", str(port)]
        program = start_program(command, **subscription.server.client_variables(), **settings)
        program.wait_for_log("takes MinIO's events")
        return program

    return SimpleNamespace(port=port, start=start)


@pytest.fixture
def store(tmp_path, bridge):
    """Return a MinIO with the variables of infra/minio/bridge.env that tells the bridge about drift files."""
    folder = tmp_path / "minio"
    folder.mkdir()
    credentials.ensure(folder / ".env", CHECKOUT / ".env.example")
    service = compose.read(CHECKOUT / "docker-compose.yml", credentials.read(folder / ".env"))["minio"]
    own = {name: value for name, value in service.environment.items() if "_NOTIFY_" not in name}
    shipped = credentials.read(CHECKOUT / "infra/minio/bridge.env")
    service = replace(
        service,
        environment=own
        | shipped
        | {
            "MINIO_NOTIFY_WEBHOOK_ENDPOINT_BRIDGE": f"http://{LOOPBACK}:{bridge.port}",
            "MINIO_NOTIFY_WEBHOOK_AUTH_TOKEN_BRIDGE": TOKEN,
        },
    )
    places = Places(CHECKOUT, folder, dict(zip([minio.ADDRESS, minio.PAGE], free_ports(2), strict=True)))
    try:
        server = minio.MinioServer(service, places, folder, os.environ)
    except MissingProgram as missing:
        pytest.skip(str(missing))  # a failure if CI=true, see tests/conftest.py
    server.start()
    server.mc("mb", f"store/{BUCKET}")
    (event_add,) = re.findall(r"^\$ mc (event add .+)$", DOCUMENTED, re.MULTILINE)
    server.mc(*shlex.split(event_add))
    yield server
    server.kill()


@pytest.fixture
def put(store, tmp_path):
    """Return a function that puts a file for each name: `put("a.csv", "b.csv")`."""
    (tmp_path / "file.csv").write_bytes(TEXTS)

    def put_all(*names):
        for name in names:
            store.mc("cp", str(tmp_path / "file.csv"), f"store/{BUCKET}/{name}")
        return set(names)

    return put_all


def arrived(subscription, wanted):
    """Wait for events about the wanted keys; return the keys of all that came."""
    came = set()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not wanted <= came:
        assert time.monotonic() < deadline, wanted - came
        for message in subscription._taken(subscription.name):
            came |= {event.key for event in events.parse_object_created(message.data)}
    return came


def test_an_event_reaches_pubsub_and_only_of_drift_files(put, bridge, subscription):
    bridge.start()
    put("baselines/a.csv", "elsewhere/a.csv")
    assert arrived(subscription, put("drifts/a b+é.csv")) == {"drifts/a b+é.csv"}


def test_a_file_in_minio_gets_its_verdict_through_pubsub(
    put, store, bridge, subscription, start_program, driftline_command
):
    bridge.start()
    variables = subscription.variables | {
        "DRIFTLINE_STORE_ENDPOINT": store.endpoint,
        "DRIFTLINE_STORE_ACCESS_KEY": store._user,
        "DRIFTLINE_STORE_SECRET_KEY": store._password,
        "DRIFTLINE_HEALTH_PORT": "0",
        "DRIFTLINE_SWEEP_SECONDS": "0",
    }
    worker = start_program([driftline_command, "worker", "--queue", "pubsub"], **variables)
    worker.wait_for_log("waiting for files")
    put("baselines/baseline.csv", "drifts/a b+é.csv")
    worker.wait_for_log('"event": "verdict"')
    assert json.loads(store.mc("cat", f"store/{BUCKET}/results/a b+é.csv.json"))["status"] == "ok"


def test_no_event_is_lost_while_pubsub_is_away(put, pubsub, bridge, subscription):
    program = bridge.start()
    arrived(subscription, put("drifts/before.csv"))
    pubsub.kill()
    away = put(*(f"drifts/away-{number}.csv" for number in range(5)))
    time.sleep(OUTAGE_SECONDS)
    pubsub.start()
    subscription.reopen()
    came = arrived(subscription, away | put("drifts/after.csv"))
    assert came == away | {"drifts/after.csv"}
    assert "not published" in program.log.read_text(encoding="utf-8")
    assert TOKEN not in program.log.read_text(encoding="utf-8")


def test_no_event_is_lost_while_pubsub_is_frozen(put, pubsub, bridge, subscription):
    bridge.start()
    arrived(subscription, put("drifts/before.csv"))
    pubsub.freeze()
    away = put("drifts/a.csv", "drifts/b.csv")
    time.sleep(OUTAGE_SECONDS)
    pubsub.thaw()
    arrived(subscription, away)


def test_no_event_is_lost_while_the_bridge_is_away_or_the_store_is_killed(put, store, bridge, subscription):
    bridge.start().kill()
    away = put(*(f"drifts/away-{number}.csv" for number in range(5)))
    time.sleep(OUTAGE_SECONDS)
    store.kill()
    store.start()
    bridge.start()
    arrived(subscription, away | put("drifts/after.csv"))
