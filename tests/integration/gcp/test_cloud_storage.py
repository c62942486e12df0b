"""From a file in Cloud Storage to its verdict: fake-gcs-server, its notifications, Pub/Sub, a worker."""

import json
import os
import re
import shlex
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from cloud_storage import CreatableBucket
from pubsub_subscription import Subscription
from real_servers import running

from common import keys
from infra.stack.fake_gcs import FakeGcsServer
from infra.stack.pubsub import PSTEST

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).parents[3]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
TEXTS = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,birds sang in the garden\n"
# A worker that logs nothing for so long has nothing to do; an event takes it milliseconds, if a core is free.
QUIET_SECONDS = 10
SETTINGS = {"DRIFTLINE_HEALTH_PORT": "0", "DRIFTLINE_THREADS": "1", "DRIFTLINE_SWEEP_SECONDS": "0"}
CLOUD_STORAGE = {"DRIFTLINE_STORE_ENDPOINT": "https://storage.googleapis.com"}


@pytest.fixture
def pubsub(pubsub_servers):
    return pubsub_servers(PSTEST)


@pytest.fixture
def variables(tmp_path, pubsub, monkeypatch):
    """Return the variables with which programs find both servers; this process finds them too."""
    with running(lambda: FakeGcsServer(tmp_path, os.environ, pubsub.client_variables())) as server:
        found = server.client_variables() | pubsub.client_variables()
        for name, value in found.items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def new_bucket(variables, bucket_in):
    """Return a function that creates a bucket: `new_bucket("my-bucket")`."""
    opened = []

    def create(name):
        opened.append(CreatableBucket(name))
        opened[-1].create_bucket()
        return bucket_in(opened[-1])

    yield create
    for store in opened:
        store.close()


@pytest.fixture
def start_worker(variables, start_program, driftline_command):
    def start(environment):
        worker = start_program(
            [driftline_command, "worker", "--queue", "pubsub"], **(variables | SETTINGS | environment)
        )
        worker.wait_for_log("waiting for files")
        return worker

    return start


def test_the_walk_in_the_readme_ends_in_a_verdict(variables, new_bucket, start_worker, driftline_command):
    section = README.partition("## With Google Pub/Sub")[2]
    exports, (bootstrap, worker) = documented(section)
    (walk,) = re.findall(r"<!-- executed on fake-gcs-server -->\n```python\n(.*?)```", section, re.DOTALL)
    store = new_bucket(exports["DRIFTLINE_BUCKET"]).store
    environment = {"PATH": os.environ["PATH"], **variables, **exports}
    run = partial(
        subprocess.run, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=120
    )
    assert "notification of the bucket my-bucket: created" in run([driftline_command, *bootstrap]).stdout
    assert worker == ["worker", "--queue", "pubsub"]
    start_worker(exports)
    verdict = json.loads(run([sys.executable, "-c", walk]).stdout)
    written = [
        store.stat(key).modified for key in (verdict["drift"]["key"], keys.verdict(verdict["drift"]["key"]))
    ]
    print(f"from the file to its verdict: {written[1] - written[0]}")  # noqa: T201 - pytest -s shows it
    assert (verdict["level"], verdict["update_model"]) == ("high", True)


def test_only_drift_files_are_scored_whatever_the_notification_tells_of(pubsub, new_bucket, start_worker):
    bucket = new_bucket(f"drift-{uuid4().hex[:12]}")
    subscription = Subscription(pubsub, f"score-{uuid4().hex[:12]}")
    _, project, _, topic = subscription.topic.split("/")
    owner = bucket.store._client.bucket(bucket.name)
    owner.notification(topic_name=topic, topic_project=project, payload_format="JSON_API_V1").create()
    worker = start_worker({"DRIFTLINE_BUCKET": bucket.name, **CLOUD_STORAGE, **subscription.variables})
    for key in ("baselines/baseline.csv", "elsewhere/a.csv", "drifts/a b+é.csv"):
        bucket.put(key, TEXTS)
    assert bucket.verdict("drifts/a b+é.csv").status == "ok"
    bucket.store._client.bucket(bucket.name).blob("elsewhere/a.csv").delete()
    bucket.put("drifts/b.csv", TEXTS)
    bucket.verdict("drifts/b.csv")
    settled = -1
    while settled != (settled := len(worker.lines())):  # every write has its event, the worker's own too
        time.sleep(QUIET_SECONDS)
    assert worker.stop() == 0
    assert subscription.left() == 0
    assert subscription.letters() == []
    scored = {info.key for info in bucket.store.list(keys.RESULTS) if info.key.endswith(".json")}
    assert scored == {keys.verdict(key) for key in ("drifts/a b+é.csv", "drifts/b.csv")}


def documented(section):
    """Return the variables that the first block of a section exports, and its commands of driftline."""
    (block,) = re.findall(r"```console\n(.*?)```", section.partition("```python")[0], re.DOTALL)
    exports, commands = {}, []
    for line in re.findall(r"^\$ (.+)$", block, re.MULTILINE):
        program, *words = shlex.split(line)
        if program == "export":
            exports |= dict(word.split("=", 1) for word in words)
        else:
            assert program == "driftline"
            commands.append(words)
    return exports, commands
