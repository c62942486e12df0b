"""The credentials that AWS gives a process reach the store, a session token among them."""

from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest
from local_answers import answering

from common import settings
from common.errors import SetupError
from common.stores import aws_credentials
from common.stores.minio import MinioStore

KEYS = {"AWS_ACCESS_KEY_ID": "ASIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "b" * 8}
PUT = "PUT"


class Answering(BaseHTTPRequestHandler):
    """Accepts every request, and keeps what its server was sent."""

    protocol_version = "HTTP/1.1"

    def _answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append((self.command, self.path, self.headers))
        self.send_response(200)
        self.send_header("ETag", '"e"')
        self.send_header("Last-Modified", "Mon, 23 Nov 2026 02:13:14 GMT")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_PUT = _answer  # noqa: N815 - named by the library

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with answering(Answering, requests=[]) as server:
        yield server


@pytest.fixture
def set_environment(monkeypatch):
    for name in (*aws_credentials.KEYS, *aws_credentials.ROLES, *aws_credentials.REGIONS):
        monkeypatch.delenv(name, raising=False)
    return lambda variables: [monkeypatch.setenv(*one) for one in variables.items()]


def store_at(server, **more):
    endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    return MinioStore.from_settings(settings.load({"DRIFTLINE_STORE_ENDPOINT": endpoint, **more}))


def test_every_request_has_the_session_token_and_the_region(server, set_environment):
    set_environment({**KEYS, "AWS_SESSION_TOKEN": "a token", "AWS_REGION": "eu-central-1"})
    store = store_at(server)
    store.stat("drifts/a.csv")
    store.replace("results/a.csv.json", b"{}", expected="e", content_type="application/json")
    (_, _, looked), (method, address, written) = server.requests
    assert looked["x-amz-security-token"] == "a token"
    assert "ASIAEXAMPLE/" in looked["authorization"]
    assert "/eu-central-1/s3/" in looked["authorization"]
    assert (method, written["if-match"]) == (PUT, '"e"')
    assert parse_qs(urlsplit(address).query)["X-Amz-Security-Token"] == ["a token"]


def test_the_store_s_own_user_goes_first(server, set_environment):
    set_environment({**KEYS, "AWS_SESSION_TOKEN": "a token", "AWS_REGION": "eu-central-1"})
    own = {"DRIFTLINE_STORE_ACCESS_KEY": "own", "DRIFTLINE_STORE_SECRET_KEY": "c" * 8}
    store_at(server, **own, DRIFTLINE_STORE_REGION="us-east-1").stat("drifts/a.csv")
    ((_, _, headers),) = server.requests
    assert "own/" in headers["authorization"]
    assert headers["x-amz-security-token"] is None


@pytest.mark.parametrize("name", aws_credentials.ROLES)
def test_a_role_of_a_container_counts_as_credentials(set_environment, name):
    set_environment({name: "/anywhere"})
    assert aws_credentials.provider() is not None


@pytest.mark.parametrize("incomplete", [{}, {"AWS_ACCESS_KEY_ID": "a"}, {"AWS_SECRET_ACCESS_KEY": "b"}])
def test_without_any_credentials_the_settings_are_named(server, set_environment, incomplete):
    set_environment(incomplete)
    with pytest.raises(SetupError, match="DRIFTLINE_STORE_ACCESS_KEY"):
        store_at(server)


def test_half_a_user_of_the_store_is_not_completed_from_aws(server, set_environment):
    set_environment(KEYS)
    with pytest.raises(SetupError, match="DRIFTLINE_STORE_SECRET_KEY"):
        store_at(server, DRIFTLINE_STORE_ACCESS_KEY="own")
