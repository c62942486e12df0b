import pytest
from starlette.testclient import TestClient

from common import metrics
from common.errors import StoreUnavailable
from common.stores.memory import MemoryStore
from functions.upload.main import FORM_BYTES, create_app

LIMIT = 1000
ADDRESS = "http://localhost"


class FailingStore(MemoryStore):
    failure = None

    def put(self, key, *arguments, **more):
        if self.failure:
            raise self.failure
        return super().put(key, *arguments, **more)


@pytest.fixture
def store():
    return FailingStore()


@pytest.fixture
def client(store):
    return TestClient(create_app(store, max_bytes=LIMIT), base_url=ADDRESS, raise_server_exceptions=False)


def series(client):
    answer = client.get(metrics.PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == metrics.CONTENT_TYPE
    lines = (line.rsplit(" ", 1) for line in answer.text.splitlines() if line.startswith("driftline_upload"))
    return {name: float(value) for name, value in lines}


def uploads(client):
    prefix = 'driftline_uploads_total{status="'
    counts = {name: value for name, value in series(client).items() if name.startswith(prefix)}
    return {name.removeprefix(prefix).removesuffix('"}'): value for name, value in counts.items() if value}


def post(client, content=b"text\nhello\n", name="a.csv"):
    return client.post("/check-drift", files={"drift": (name, content)})


def test_an_upload_is_counted_with_its_bytes_and_duration(client):
    assert uploads(client) == {}
    post(client)
    assert uploads(client) == {"202": 1}
    after = series(client)
    assert len(b"text\nhello\n") < after["driftline_upload_bytes_total"] < LIMIT
    assert after["driftline_upload_seconds_count"] == 1
    assert 0 < after["driftline_upload_seconds_sum"] < 60


def test_refused_uploads_are_counted_by_their_status(client, store):
    post(client, name="a.pdf")
    post(client, content=b"x" * (2 * LIMIT + FORM_BYTES))
    client.post("/check-drift", files={"drift": ("a.csv", b"x")}, data={"path": "a//b"})
    store.failure = StoreUnavailable("down")
    post(client)
    store.failure = KeyError("a bug")
    post(client)
    assert uploads(client) == {"400": 1, "413": 1, "422": 1, "503": 1, "500": 1}


def test_other_requests_are_not_uploads(client):
    for path in ("/healthz", "/verdicts/a.csv", "/check-drift", "/nowhere"):
        client.get(path)
    assert uploads(client) == {}


def test_the_metrics_are_not_part_of_the_interface(client):
    assert metrics.PATH not in client.get("/openapi.json").json()["paths"]


def test_two_applications_count_for_themselves(client):
    post(client)
    assert uploads(TestClient(create_app(MemoryStore(), max_bytes=LIMIT), base_url=ADDRESS)) == {}
