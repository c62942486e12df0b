"""Requests that schemathesis derives from the OpenAPI document: every answer is a documented one."""

import contextlib
import threading
from http.client import HTTPConnection

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from upload_process import until

from common.stores.memory import MemoryStore
from functions.upload.main import Access, create_app
from functions.upload.server import limited
from functions.upload.tokens import Tokens, new_token

TOKEN, ENTRY = new_token("team-a", "/")
# Seconds in all, and the same requests every time.
FEW = settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
OPERATIONS = ["POST /check-drift", "GET /verdicts/{path}", "GET /healthz"]


@pytest.fixture(scope="module")
def address():
    """The function on a real socket, with a store in memory."""
    access = Access(tokens=Tokens.parse([ENTRY]), requests_per_minute=10**6)
    config = limited(create_app(MemoryStore(), max_bytes=10**6, access=access))
    with contextlib.closing(config.bind_socket()) as listening:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        yield f"http://localhost:{listening.getsockname()[1]}"
        server.should_exit = server.force_exit = True
        thread.join(30)


@pytest.fixture(scope="module")
def operations(address):
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


def test_every_operation_is_tried(operations):
    assert sorted(operations) == sorted(OPERATIONS)


@pytest.mark.parametrize("headers", [{}, {"Authorization": f"Bearer {TOKEN}"}], ids=["without", "with"])
@pytest.mark.parametrize(
    ("operation", "mode"),
    [
        *((operation, GenerationMode.POSITIVE) for operation in OPERATIONS),
        # The health has no parameter that could be invalid.
        *((operation, GenerationMode.NEGATIVE) for operation in OPERATIONS[:2]),
    ],
)
def test_every_answer_is_documented_and_none_is_an_internal_error(operations, operation, mode, headers):
    # A schema cannot say which names and contents of files are accepted.
    unsaid = [positive_data_acceptance]
    statuses = set()

    @FEW
    @given(case=operations[operation].as_strategy(generation_mode=mode))
    def check(case):
        answer = case.call(headers=headers, timeout=60)
        statuses.add(answer.status_code)
        case.validate_response(answer, excluded_checks=unsaid)

    check()
    assert statuses
    assert not {500, 502} & statuses


def test_it_is_well_afterwards(address):
    connection = HTTPConnection(address.removeprefix("http://"), timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
