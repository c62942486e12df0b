"""The queues that a worker asks for messages, each with what a test needs of it; the store is MiniStack's."""

import os
from uuid import uuid4

import pytest
from localstack_client.session import Session
from pubsub_subscription import Subscription
from sqs_queue import Queue

from infra.stack import MissingProgram
from infra.stack.ministack import REGION
from infra.stack.programs import find
from infra.stack.pubsub import EMULATOR, PSTEST, PubsubServer


def is_there(program):
    try:
        find(program, os.environ)
    except MissingProgram:
        return False
    return True


# Google's emulator is tested on machines that have it; pstest and MiniStack are required.
QUEUES = ["sqs", PSTEST, *([EMULATOR] if is_there(EMULATOR) else [])]


@pytest.fixture
def bucket(ministack, s3_store, bucket_in):
    """Return a new bucket; see `Bucket`."""
    store = s3_store(f"drift-{uuid4().hex[:12]}")
    store.create_bucket()
    return bucket_in(store)


@pytest.fixture(scope="session")
def pubsub_servers(tmp_path_factory):
    """Return a function that returns the running server of a program: `pubsub_servers(PSTEST)`."""
    running = {}

    def running_server(program):
        if program not in running:
            try:
                server = PubsubServer(tmp_path_factory.mktemp(program), os.environ, program)
            except MissingProgram as missing:
                pytest.skip(str(missing))  # a failure if CI=true, see tests/conftest.py
            server.start()
            running[program] = server
        return running[program]

    yield running_server
    for server in running.values():
        server.stop()


@pytest.fixture
def client(ministack):
    """Return a function that makes a client of a service: `client("sqs")`."""
    session = Session(region_name=REGION, localstack_host=ministack.endpoint.removeprefix("http://"))
    clients = []

    def make(service):
        clients.append(session.client(service))
        return clients[-1]

    yield make
    for one in clients:
        one.close()


@pytest.fixture
def s3(client):
    return client("s3")


@pytest.fixture(params=QUEUES)
def queue(request, ministack, client, pubsub_servers):
    """Return a new queue that has dead letters, and hears only of what a test tells it."""
    name = f"score-{uuid4().hex[:12]}"
    if request.param == "sqs":
        return Queue(client("sqs"), name, ministack.client_variables())
    return Subscription(pubsub_servers(request.param), name)


@pytest.fixture
def start_worker(ministack, bucket, queue, start_program, driftline_command):
    """Return a function that starts a worker and returns it once it works; keywords are settings."""

    def start(**settings):
        fixed = {
            "bucket": bucket.name,
            "store_endpoint": ministack.endpoint,
            "health_port": 0,
            "threads": 1,
            "sweep_seconds": 0,
        }
        environment = {f"DRIFTLINE_{name.upper()}": str(value) for name, value in (fixed | settings).items()}
        command = [driftline_command, "worker", "--queue", queue.kind]
        variables = {**ministack.client_variables(), **queue.variables, **environment}
        worker = start_program(command, **variables)
        worker.wait_for_log("waiting for files")
        return worker

    return start
