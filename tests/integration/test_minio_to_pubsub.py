"""MinIO's events reach Pub/Sub through the bridge, whatever stops meanwhile; all three are real servers."""

import json
import os
import re
import time
from pathlib import Path

import pytest
from pubsub_subscription import Subscription
from real_servers import programs_needed

from common import events
from infra.stack.bridged import BUCKET, RULE, SUBSCRIPTION, BridgedStack

pytestmark = pytest.mark.real

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
(DOCUMENTED,) = re.findall(r"<!-- executed on MinIO and pstest -->\n```console\n(.*?)```", README, re.DOTALL)
OUTAGE_SECONDS = 8
PATIENCE_SECONDS = 60
TEXTS = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n"


@pytest.fixture
def stack(tmp_path):
    with programs_needed():
        stack = BridgedStack(tmp_path, os.environ)
    stack.start()
    yield stack
    stack.kill()


@pytest.fixture
def subscription(stack):
    return Subscription(stack.pubsub, SUBSCRIPTION, exists=True)


@pytest.fixture
def put(stack, tmp_path):
    """Return a function that puts a file for each name: `put("a.csv", "b.csv")`."""
    (tmp_path / "file.csv").write_bytes(TEXTS)

    def put_all(*names):
        for name in names:
            stack.minio.mc("cp", str(tmp_path / "file.csv"), f"store/{BUCKET}/{name}")
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


def test_the_readme_has_the_commands_that_the_stack_runs():
    assert f"$ driftline bridge\n$ mc {RULE}\n" in DOCUMENTED


def test_an_event_reaches_pubsub_and_only_of_drift_files(put, subscription):
    put("baselines/a.csv", "elsewhere/a.csv")
    assert arrived(subscription, put("drifts/a b+é.csv")) == {"drifts/a b+é.csv"}


def test_a_file_in_minio_gets_its_verdict_through_pubsub(put, stack, start_program, driftline_command):
    variables = stack.settings(health_port=0, sweep_seconds=0)
    worker = start_program([driftline_command, "worker", "--queue", "pubsub"], **variables)
    worker.wait_for_log("waiting for files")
    put("baselines/baseline.csv", "drifts/a b+é.csv")
    worker.wait_for_log('"event": "verdict"')
    verdict = json.loads(stack.minio.mc("cat", f"store/{BUCKET}/results/a b+é.csv.json"))
    assert verdict["status"] == "ok"


def test_no_event_is_lost_while_pubsub_is_away(put, stack, subscription, tmp_path):
    arrived(subscription, put("drifts/before.csv"))
    stack.pubsub.kill()
    away = put(*(f"drifts/away-{number}.csv" for number in range(5)))
    time.sleep(OUTAGE_SECONDS)
    log = tmp_path / "logs/bridge.log"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "not published" not in log.read_text(encoding="utf-8"):  # the outage lasts until an event meets it
        assert time.monotonic() < deadline
        time.sleep(0.1)
    stack.pubsub.start()
    subscription.reopen()
    came = arrived(subscription, away | put("drifts/after.csv"))
    assert came == away | {"drifts/after.csv"}
    assert stack.bridge.token not in log.read_text(encoding="utf-8")


def test_no_event_is_lost_while_pubsub_is_frozen(put, stack, subscription):
    arrived(subscription, put("drifts/before.csv"))
    stack.pubsub.freeze()
    away = put("drifts/a.csv", "drifts/b.csv")
    time.sleep(OUTAGE_SECONDS)
    stack.pubsub.thaw()
    arrived(subscription, away)


def test_no_event_is_lost_while_the_bridge_is_away_or_the_store_is_killed(put, stack, subscription):
    stack.bridge.kill()
    away = put(*(f"drifts/away-{number}.csv" for number in range(5)))
    time.sleep(OUTAGE_SECONDS)
    stack.minio.kill()
    stack.minio.start()
    stack.bridge.start()
    arrived(subscription, away | put("drifts/after.csv"))
