"""The answers that only Google itself gives, from a server that gives each to every request."""

import io
import json
import socket
from http.server import BaseHTTPRequestHandler

import pytest
import requests
from google.auth.credentials import Credentials
from google.auth.exceptions import RefreshError, TransportError
from local_answers import answering

from common.errors import (
    ObjectGone,
    SetupError,
    StoreRefused,
    StoreRefusesAll,
    StoreUnavailable,
    WriteConflict,
)
from common.settings import Settings
from common.stores import gcs
from common.stores.gcs import GcsStore

KEY = "drifts/a.csv"
GONE = "No such object: bucket/drifts/The specified bucket does not exist"
NO_BUCKET = "The specified bucket does not exist."


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Do nothing."""

    def do_GET(self):
        status, data = self.server.answer
        self.server.asked += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        self.do_GET()


@pytest.fixture
def server(monkeypatch):
    with answering(Answer, asked=0) as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setattr(gcs, "TRIES", gcs.TRIES.with_delay(initial=0.01).with_timeout(0.1))
        yield server


@pytest.fixture
def open_store():
    """Return a function that opens the bucket: `open_store(credentials=…)`."""
    opened = []

    def make(**more):
        opened.append(GcsStore("bucket", **more))
        return opened[-1]

    yield make
    for store in opened:
        store._client.close()


def document(status, reason, message):
    error = {"code": status, "message": message, "errors": [{"reason": reason, "message": message}]}
    return status, json.dumps({"error": error}).encode()


def put(store):
    return store.put(KEY, io.BytesIO(b"a"), 1)


def replace(store):
    return store.replace(KEY, b"a", expected="1", content_type="text/plain")


REQUESTS = {
    "stat": lambda store: store.stat(KEY),
    "list": lambda store: list(store.list("drifts/")),
    "put": put,
    "replace": replace,
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (document(400, "invalid", "Invalid argument."), StoreRefused),
        (document(401, "authError", "Invalid Credentials"), StoreRefusesAll),
        (document(403, "forbidden", "no storage.objects.get access"), StoreRefused),
        (document(403, "accountDisabled", "The account has been disabled."), StoreRefusesAll),
        (document(403, "userProjectAccountProblem", "billing account disabled"), StoreRefusesAll),
        (document(403, "rateLimitExceeded", "slow down"), StoreUnavailable),
        (document(404, "notFound", NO_BUCKET), StoreRefusesAll),
        (document(408, "requestTimeout", "timeout"), StoreUnavailable),
        (document(410, "gone", "The upload session is gone."), StoreUnavailable),
        (document(412, "conditionNotMet", "At least one of the pre-conditions …"), WriteConflict),
        (document(429, "rateLimitExceeded", "mutation operations"), StoreUnavailable),
        (document(500, "backendError", "Backend Error"), StoreUnavailable),
        (document(503, "backendError", "Service Unavailable"), StoreUnavailable),
        ((502, b"<h1>Bad gateway</h1>"), StoreUnavailable),
        ((200, b"<h1>Back soon</h1>"), StoreUnavailable),
    ],
)
def test_every_answer_is_one_of_our_errors(server, open_store, request_, answer, error):
    server.answer = answer
    with pytest.raises(error) as caught:
        request_(open_store())
    assert type(caught.value) is error


@pytest.mark.parametrize("name", ["stat", "put", "replace"])
def test_json_of_another_server_is_not_a_description(server, open_store, name):
    server.answer = (200, b"{}")
    with pytest.raises(StoreUnavailable, match="is not from Cloud Storage"):
        REQUESTS[name](open_store())


def test_a_missing_object_is_gone_whatever_it_is_called(server, open_store):
    server.answer = document(404, "notFound", GONE)
    with pytest.raises(ObjectGone):
        open_store().stat(KEY)


def test_short_failures_are_tried_again(server, open_store):
    server.answer = document(503, "backendError", "Service Unavailable")
    with pytest.raises(StoreUnavailable):
        open_store().stat(KEY)
    assert server.asked > 2


def test_an_impatient_store_asks_once(server, open_store):
    server.answer = document(503, "backendError", "Service Unavailable")
    with pytest.raises(StoreUnavailable):
        open_store(impatient=True).stat(KEY)
    assert server.asked == 1


def test_a_store_that_does_not_answer_is_unavailable_with_the_cause(
    server, open_store, monkeypatch, free_port
):
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{free_port}")
    for request_ in REQUESTS.values():
        with pytest.raises(StoreUnavailable, match=r"does not answer for .*: NewConnectionError"):
            request_(open_store())


def test_a_store_that_accepts_the_connection_and_never_answers_is_unavailable(open_store, monkeypatch):
    monkeypatch.setattr(gcs, "IMPATIENT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(StoreUnavailable, match="ReadTimeout"):
            open_store(impatient=True).stat(KEY)


class Refused(Credentials):
    """Credentials that cannot be renewed."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def refresh(self, _request):
        raise self.error


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (RefreshError("invalid_grant: Token has been expired or revoked."), StoreRefusesAll),
        (RefreshError("invalid_grant: Invalid JWT: Token must be a short-lived token"), StoreRefusesAll),
        (RefreshError(TransportError("the metadata server does not answer")), StoreUnavailable),
        (RefreshError("Service Unavailable", retryable=True), StoreUnavailable),
        (TransportError(requests.ConnectionError("refused")), StoreUnavailable),
    ],
)
def test_credentials_that_cannot_be_had_are_no_fault_of_a_file(server, open_store, error, ours):
    store = open_store(credentials=Refused(error))
    for request_ in REQUESTS.values():
        with pytest.raises(StoreUnavailable) as caught:
            request_(store)
        assert type(caught.value) is ours
    assert server.asked == 0


def test_a_missing_file_of_credentials_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    with pytest.raises(SetupError, match=r"none\.json was not found.*GOOGLE_APPLICATION_CREDENTIALS"):
        GcsStore("bucket")


def test_an_emulators_address_needs_its_scheme(monkeypatch):
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", "127.0.0.1:4443")
    with pytest.raises(SetupError, match="STORAGE_EMULATOR_HOST must look like 'http://host:4443'"):
        GcsStore("bucket")


def test_the_users_of_another_store_are_refused_without_repeating_their_secrets():
    settings = Settings(
        store_endpoint=gcs.CLOUD_STORAGE, store_access_key="user", store_secret_key="secret-key"
    )
    with pytest.raises(SetupError, match="remove DRIFTLINE_STORE_ACCESS_KEY") as caught:
        GcsStore.from_settings(settings)
    assert "secret-key" not in str(caught.value)
