"""Real servers for the integration tests: one stack shared by the whole run, or one for a single test.

`infra.stack` runs the servers of docker-compose.yml natively; only the delays of the retry queues are
shorter.
"""

import io
import json
import os
import re
import shutil
import subprocess
import time
from functools import partial
from pathlib import Path

import jsonschema
import pika
import pytest
from cloud_storage import fake_gcs, gcs_store
from minio.credentials.providers import StaticProvider
from real_servers import programs_needed, running
from retry_ladder import long_last_wait

from common import events, keys, settings
from common.errors import ObjectGone
from common.verdict.document import Verdict, json_schema
from functions.score.triggers.rabbitmq import ensure_topology
from infra.bootstrap import bootstrap
from infra.minio import users
from infra.minio.bucket import AdministeredBucket
from infra.rabbitmq import definitions
from infra.stack import Stack
from infra.stack.ministack import CREDENTIALS, REGION, MiniStackServer

__all__ = ["fake_gcs", "gcs_store", "long_last_wait"]  # fixtures of modules of their own

# Milliseconds; the shipped values are 5 s to 600 s.
TTL_MS = {
    "drift.retry.1": 200,
    "drift.retry.2": 300,
    "drift.retry.3": 400,
    "drift.retry.4": 500,
}
QUEUES = ("drift.score", "drift.large", "drift.dead-letter", "drift.unrouted", *TTL_MS)
# Longer than an event waits in the store's spool (3 s), on a busy machine.
PATIENCE_SECONDS = 60
LOOK_SECONDS = 0.05
IMAGES = Path(__file__).parents[2] / "infra/images"
SECRET = re.compile("PASSWORD|SECRET_KEY|BROKER_URL")


def set_up(stack):
    """Run the bootstrap on a stack as the compose file's service does."""
    configured = settings.load(stack.environment("bootstrap"))
    arguments = {
        "prepare_broker": partial(
            ensure_topology, configured.broker_url.get_secret_value(), definitions.read()
        ),
        "store_users": users.from_environment(stack.environment("bootstrap")),
    }
    return bootstrap(configured, stack.rules(), **arguments)


def new_stack(folder, ttl_ms=TTL_MS, **more):
    with programs_needed():
        return Stack(folder, os.environ, ttl_ms=ttl_ms, **more)


@pytest.fixture(scope="session")
def make_stack():
    """Return a function that makes a stack without starting it: `make_stack(folder, ttl_ms)`."""
    return new_stack


@pytest.fixture(scope="session")
def running_stack(tmp_path_factory):
    with new_stack(tmp_path_factory.mktemp("stack")) as stack:
        set_up(stack)
        yield stack


@pytest.fixture
def stack(running_stack):
    """Return the shared stack, bootstrapped and with empty queues.

    Events of an earlier test may still be in the store's spool, so tests look for their own keys.
    """
    with Connection(running_stack) as operator:
        for queue in QUEUES:
            operator.channel.queue_purge(queue)
    return running_stack


@pytest.fixture
def operator(stack):
    """Return a connection of the broker's administrator on the shared stack."""
    with Connection(stack) as operator:
        yield operator


@pytest.fixture(scope="session")
def connect():
    """Return a function that connects to a stack's broker: `connect(stack, user)`."""
    return Connection


@pytest.fixture(scope="session")
def bootstrap_again():
    """Return a function that runs the bootstrap on a stack, as the compose file's service does."""
    return set_up


@pytest.fixture
def fresh_stack(tmp_path):
    """Return a bootstrapped stack for one test, which may kill and restart it."""
    with new_stack(tmp_path / "stack") as stack:
        set_up(stack)
        yield stack


@pytest.fixture
def bucket(stack, minio_store):
    """Return the stack's bucket for a client that drops files and waits for verdicts."""
    return Bucket(minio_store(stack.settings()["DRIFTLINE_BUCKET"]))


@pytest.fixture(scope="session")
def ministack(tmp_path_factory):
    with running(lambda: MiniStackServer(tmp_path_factory.mktemp("ministack"), os.environ)) as server:
        yield server


@pytest.fixture
def s3_store(ministack):
    """Return a function that opens a bucket of AWS: `s3_store(bucket)`."""

    def open_bucket(name):
        credentials = StaticProvider(*CREDENTIALS.values())
        return AdministeredBucket(ministack.endpoint, name, credentials=credentials, region=REGION)

    return open_bucket


@pytest.fixture(scope="session")
def built_images():
    """Build both images from this checkout; return their sizes. Takes seconds after `make images`."""
    if not shutil.which("buildah") or os.geteuid() != 0:
        pytest.skip("images need root and buildah: apt-get install buildah debootstrap")
    build = subprocess.run([IMAGES / "build.sh"], stdout=subprocess.PIPE, text=True, check=True)
    return dict(re.findall(r"^(driftline-\w+): +(.+)$", build.stdout, re.MULTILINE))


@pytest.fixture(scope="session")
def bucket_in():
    """Return a function that makes such a bucket of any store."""
    return Bucket


@pytest.fixture
def folder(request):
    """Return a path in the bucket that no other test uses."""
    return f"{request.node.name.partition('[')[0]}-{time.time_ns():x}"


@pytest.fixture
def start_worker(stack, start_program, driftline_command):
    """Return a function that starts a worker and returns it once it consumes.

    Its arguments are those of the command, its keywords settings.
    """

    def start(*options, **settings):
        environment = stack.settings("score", **{"health_port": 0, "threads": 1, **settings})
        worker = start_program([driftline_command, "worker", *options], **environment)
        worker.wait_for_log("waiting for files")
        return worker

    return start


@pytest.fixture
def operate(stack, run_command):
    """Return a function that runs an operator's command: `operate("status", "--json")`."""
    return partial(run_command, stack)


@pytest.fixture(scope="session")
def run_command(driftline_command):
    """Return a function that runs a command with the operator's settings: `run_command(stack, "status")`.

    Keywords replace variables. No output may contain a password.
    """

    def run(stack, *words, **variables):
        environment = {"PATH": "/usr/bin:/bin", **stack.settings("operator"), **variables}
        done = subprocess.run(
            [driftline_command, *words], env=environment, capture_output=True, text=True, check=False
        )
        for secret in (value for name, value in environment.items() if SECRET.search(name)):
            assert secret not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture(scope="session")
def open_store():
    """Return a function that opens a bucket as administrator: `open_store(stack, bucket, secret_key=…)`."""

    def open_as_administrator(stack, bucket, *, secret_key=None):
        configured = settings.load(stack.environment("bootstrap"))
        return AdministeredBucket(
            configured.store_endpoint,
            bucket,
            access_key=configured.store_access_key.get_secret_value(),
            secret_key=secret_key or configured.store_secret_key.get_secret_value(),
        )

    return open_as_administrator


@pytest.fixture
def minio_store(open_store, running_stack):
    """Return a function that opens a bucket of the shared stack: `minio_store(bucket)`."""
    return partial(open_store, running_stack)


class Bucket:
    """Drops files and waits for verdicts; checks every verdict against the published schema."""

    schema = jsonschema.Draft202012Validator(json_schema())

    def __init__(self, store):
        self.store = store
        self.name = store.bucket

    def put(self, key, data):
        return self.store.put(key, io.BytesIO(data), len(data))

    def standing(self, key):
        """Return the latest verdict, or None."""
        try:
            with self.store.open(keys.verdict(key)) as opened:
                data = opened.stream.read()
        except ObjectGone:
            return None
        self.schema.validate(json.loads(data))
        return Verdict.from_json(data)

    def verdict(self, key, seconds=180, accept=lambda _: True):
        """Wait for a verdict that is accepted."""
        deadline = time.monotonic() + seconds
        while (verdict := self.standing(key)) is None or not accept(verdict):
            if time.monotonic() > deadline:
                pytest.fail(f"no accepted verdict on {key!r} within {seconds} s; the latest is {verdict}")
            time.sleep(LOOK_SECONDS)
        return verdict


class Connection:
    """A connection of the broker's administrator, or of another user."""

    def __init__(self, stack, user="operator"):
        parameters = pika.URLParameters(stack.broker_url(user))
        parameters.heartbeat = 0  # tests do not answer heartbeats while they wait for something else
        self.connection = pika.BlockingConnection(parameters)
        self.channel = self.connection.channel()
        self.channel.confirm_delivery()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.connection.is_open:
            self.connection.close()

    def take(self, queue, wanted=bool):
        """Return the first wanted message as (method, properties, body), and drop the others."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            message = self.channel.basic_get(queue, auto_ack=True)
            if message[0] is not None and wanted(message):
                return message
            if message[0] is None:
                self.connection.sleep(LOOK_SECONDS)
        pytest.fail(f"no wanted message in {queue} within {PATIENCE_SECONDS} s")

    def take_event(self, key, *, queue="drift.score"):
        """Return the first event about one object key, as `take` does; it is in the spool for up to 3 s."""
        return self.take(queue, lambda message: key in keys_of(message))


def keys_of(message):
    """Return the object keys that a message (method, properties, body) is about."""
    return [event.key for event in events.parse_object_created(message[2])]
