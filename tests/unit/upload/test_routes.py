import io
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from common import keys, logs
from common.errors import StoreRefused, StoreRefusesAll, StoreUnavailable
from common.stores.memory import MemoryStore
from functions.upload.main import FORM_BYTES, create_app

LIMIT = 2_000_000
ADDRESS = "http://localhost"
ID = "20261123T065431Z-0000000000"
BATCH = b"text\nhello\n"
SECRET = "http://internal:9000 key AKIASECRET"


class FailingStore(MemoryStore):
    """Raises `failure` for every request with a key that begins with `prefix`."""

    def __init__(self, failure=None, prefix=""):
        super().__init__()
        self.failure = failure
        self.prefix = prefix

    def _meet(self, key):
        if self.failure and key.startswith(self.prefix):
            raise self.failure

    def put(self, key, *args, **more):
        self._meet(key)
        return super().put(key, *args, **more)

    def stat(self, key, **more):
        self._meet(key)
        return super().stat(key, **more)

    def list(self, prefix):
        self._meet(prefix)
        return super().list(prefix)


@pytest.fixture
def store():
    return FailingStore()


@pytest.fixture
def client(store):
    moment = datetime(2026, 11, 23, 6, 54, 31, tzinfo=UTC)
    app = create_app(store, max_bytes=LIMIT, clock=lambda: moment, randomness=bytes)
    return TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)


def post(client, **form):
    files = {name: value for name, value in form.items() if isinstance(value, tuple)}
    fields = {name: value for name, value in form.items() if not isinstance(value, tuple)}
    return client.post("/check-drift", files=files, data=fields)


def content(store, key):
    with store.open(key) as opened:
        return opened.stream.read()


def refused(response, status, kind):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    assert set(response.json()) == {"error"}
    assert set(response.json()["error"]) == {"type", "message"}
    assert response.json()["error"]["type"] == kind
    return response.json()["error"]["message"]


def test_two_files_are_stored_and_their_keys_returned(client, store):
    answer = post(client, baseline=("b.parquet", b"PAR1 old"), drift=("d é+%.csv", BATCH))
    assert answer.status_code == 202
    assert answer.json() == {
        "upload_id": ID,
        "baseline_key": f"baselines/uploads/{ID}-d é+%.parquet",
        "drift_key": f"drifts/uploads/{ID}-d é+%.csv",
        "verdict_key": f"results/uploads/{ID}-d é+%.csv.json",
        "verdict_url": f"{ADDRESS}/verdicts/uploads/{ID}-d%20%C3%A9%2B%25.csv",
    }
    assert answer.headers["Location"] == answer.json()["verdict_url"]
    assert content(store, answer.json()["baseline_key"]) == b"PAR1 old"
    assert content(store, answer.json()["drift_key"]) == BATCH


def test_a_drift_file_without_baseline_goes_to_the_folder_in_the_form(client, store):
    answer = post(client, drift=("d.csv", BATCH), path="/reviews/2026/")
    assert answer.json()["drift_key"] == f"drifts/reviews/2026/{ID}-d.csv"
    assert answer.json()["baseline_key"] is None
    assert [info.key for info in store.list("")] == [answer.json()["drift_key"]]


@pytest.mark.parametrize("baseline", ["", ("", b"")])
def test_an_empty_form_field_is_ignored(client, baseline):
    answer = post(client, drift=("d.csv", BATCH), baseline=baseline, path="")
    assert answer.status_code == 202
    assert answer.json()["drift_key"] == f"drifts/uploads/{ID}-d.csv"
    assert answer.json()["baseline_key"] is None


def test_uploads_of_one_name_do_not_collide(store):
    client = TestClient(create_app(store, max_bytes=LIMIT), base_url=ADDRESS)
    stored = {post(client, drift=("d.csv", BATCH)).json()["drift_key"] for _ in range(20)}
    assert len(stored) == 20


def test_the_verdict_is_pending_and_then_returned(client, store, make_verdict):
    accepted = post(client, drift=("d é+%.csv", BATCH)).json()
    pending = client.get(accepted["verdict_url"])
    assert pending.status_code == 202
    assert pending.headers["Retry-After"].isdecimal()
    assert pending.json() == {
        "status": "pending",
        "drift_key": accepted["drift_key"],
        "verdict_key": accepted["verdict_key"],
    }
    etag = store.stat(accepted["drift_key"]).etag
    data = make_verdict(key=accepted["drift_key"], etag=etag).to_json()
    store.put(accepted["verdict_key"], io.BytesIO(data), len(data))
    answered = client.get(accepted["verdict_url"])
    assert answered.status_code == 200
    assert answered.content == data
    assert answered.headers["content-type"] == "application/json"


@pytest.mark.parametrize("prefix", ["", "drifts/"])
@pytest.mark.parametrize("escaped", ["a%20b%2B%25c%C3%A9.csv", "a%20b+%25c%C3%A9.csv"])
def test_paths_are_decoded_once(client, store, prefix, escaped):
    store.put("drifts/x/a b+%cé.csv", io.BytesIO(BATCH), len(BATCH))
    answer = client.get(f"/verdicts/{prefix}x/{escaped}")
    assert answer.status_code == 202
    assert answer.json()["drift_key"] == "drifts/x/a b+%cé.csv"


@pytest.mark.parametrize("path", ["", "nope.csv", "%2e%2e/baselines/a.csv", "folder/", "%00", "x" * 2000])
def test_a_verdict_without_a_drift_file_is_404(client, path):
    message = refused(client.get(f"/verdicts/{path}"), 404, "no_such_drift_file")
    assert "drift_key" in message


@pytest.mark.parametrize(
    ("form", "status", "kind", "words"),
    [
        ({"drift": ("d.pdf", BATCH)}, 400, "unknown_extension", "'d.pdf'"),
        ({"drift": ("d.csv", b"")}, 400, "empty_file", "drift 'd.csv'"),
        ({"drift": ("d.csv", BATCH), "baseline": ("b.csv", b"")}, 400, "empty_file", "baseline 'b.csv'"),
        ({"drift": ("d.csv.gz", BATCH)}, 400, "broken_gzip", "'d.csv.gz'"),
        ({"baseline": ("b.csv", BATCH)}, 400, "missing_field", "-F drift=@FILE"),
        ({"drift": ("", b"")}, 400, "missing_field", "-F drift=@FILE"),
        ({"path": "x"}, 400, "missing_field", "-F drift=@FILE"),
        ({"drift": "d.csv"}, 422, "invalid_field", "with the '@'"),
        ({"drift": ("d.csv", BATCH), "baseline": "b.csv"}, 422, "invalid_field", "-F baseline=@FILE"),
        ({"drift": ("d.csv", BATCH), "path": "../x"}, 422, "invalid_field", "'../x' is not a folder"),
        ({"drift": ("d.csv", BATCH), "path": ("p.csv", BATCH)}, 422, "invalid_field", "path"),
        ({"drift": ("d.csv", BATCH), "path": "x" * 5000}, 400, "broken_request", "4KB"),
        ({"drift": ("d.csv", b"x" * (LIMIT + 1))}, 413, "file_too_large", str(LIMIT)),
    ],
)
def test_a_bad_form_gets_one_sentence_and_stores_nothing(client, store, form, status, kind, words):
    message = refused(post(client, **form), status, kind)
    assert words in message
    assert list(store.list("")) == []


def test_more_files_than_two_are_refused(client):
    form = [("drift", ("d.csv", BATCH))] * 3
    refused(client.post("/check-drift", files=form), 400, "broken_request")


def test_a_body_that_is_not_a_form_is_refused(client):
    assert "drift" in refused(client.post("/check-drift", json={"drift": "d.csv"}), 400, "missing_field")


def test_a_form_without_boundary_is_refused(client):
    response = client.post("/check-drift", content=b"x", headers={"Content-Type": "multipart/form-data"})
    refused(response, 400, "broken_request")


def test_a_request_with_a_content_length_that_is_too_large_is_not_read(client):
    def body():
        pytest.fail("the body was read")
        yield b""

    limit = 2 * LIMIT + FORM_BYTES
    headers = {"Content-Length": str(limit + 1), "Content-Type": "multipart/form-data; boundary=x"}
    sent = client.build_request("POST", "/check-drift", content=body(), headers=headers)
    message = refused(client.send(sent), 413, "request_too_large")
    assert f"{limit + 1} bytes" in message
    assert f"at most {limit}" in message


def test_a_request_of_unknown_size_is_refused_at_the_first_byte_too_many(client, store):
    read = 0

    def body():
        nonlocal read
        yield b'--x\r\nContent-Disposition: form-data; name="drift"; filename="d.csv"\r\n\r\n'
        for _ in range(100):
            read += 100_000
            yield b"x" * 100_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    message = refused(client.post("/check-drift", content=body(), headers=headers), 413, "request_too_large")
    assert f"at most {2 * LIMIT + FORM_BYTES}" in message
    assert list(store.list("")) == []


# The web framework leaves an unfinished part to the garbage collector, which warns when it closes the file.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_form_that_ends_halfway_stores_nothing(client, store):
    body = b'--x\r\nContent-Disposition: form-data; name="drift"; filename="d.csv"\r\n\r\ntext\nhel'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    refused(client.post("/check-drift", content=body, headers=headers), 400, "missing_field")
    assert list(store.list("")) == []


@pytest.mark.parametrize(
    ("failure", "status", "kind"),
    [
        (StoreUnavailable(SECRET), 503, "store_unavailable"),
        (StoreRefused(SECRET), 502, "store_refused"),
        (StoreRefusesAll(SECRET), 502, "store_refused"),
        (RuntimeError(SECRET), 500, "internal_error"),
    ],
)
def test_the_answer_of_a_failing_store_contains_no_secret(client, store, failure, status, kind):
    store.failure = failure
    uploaded = post(client, drift=("d.csv", BATCH))
    asked = client.get("/verdicts/d.csv")
    for response in (uploaded, asked):
        refused(response, status, kind)
        assert "AKIA" not in response.text
        assert "internal:9000" not in response.text
        assert ("Retry-After" in response.headers) is (status == 503)


def test_the_answer_names_a_baseline_that_is_stored_without_its_drift_file(client, store):
    store.failure, store.prefix = StoreUnavailable(SECRET), "drifts/"
    response = post(client, drift=("d.csv", BATCH), baseline=("b.csv", BATCH))
    message = refused(response, 503, "store_unavailable")
    assert f"The baseline is stored as 'baselines/uploads/{ID}-d.csv'" in message


def test_the_reason_of_a_failing_store_is_logged(client, store, caplog):
    store.failure = StoreRefused("AccessDenied")
    logs.LOGGER.addHandler(caplog.handler)
    try:
        post(client, drift=("d.csv", BATCH))
    finally:
        logs.LOGGER.removeHandler(caplog.handler)
    assert "AccessDenied" in caplog.text


def test_the_function_is_healthy_if_the_store_is(client, store):
    assert client.get("/healthz").json() == {"status": "ok"}
    for failure in (StoreUnavailable(SECRET), StoreRefused(SECRET), StoreRefusesAll(SECRET)):
        store.failure = failure
        response = client.get("/healthz")
        refused(response, 503, "store_unavailable")
        assert "AKIA" not in response.text


def test_an_unknown_route_gets_the_list_of_routes(client):
    assert "POST /check-drift" in refused(client.get("/upload"), 404, "not_found")
    assert "POST /check-drift" in refused(client.get("/check-drift"), 405, "method_not_allowed")


def test_the_pages_show_both_file_fields(client):
    assert client.get("/docs").status_code == 200
    openapi = client.get("/openapi.json").json()
    form = openapi["components"]["schemas"]["Body_check_drift_check_drift_post"]
    for field in ("drift", "baseline"):
        # The page shows a file button only for a plain string of this type, not for a choice with null.
        assert form["properties"][field]["contentMediaType"] == "application/octet-stream"
        assert form["properties"][field]["description"]
    assert form["required"] == ["drift"]
    assert set(openapi["paths"]) == {"/check-drift", "/verdicts/{path}", "/healthz"}
    for refusal in ("400", "413", "422", "502", "503"):
        answer = openapi["paths"]["/check-drift"]["post"]["responses"][refusal]
        assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Refusal"}


def test_the_documented_baselines_are_the_candidates(client):
    form = client.get("/openapi.json").json()["components"]["schemas"]["Body_check_drift_check_drift_post"]
    description = form["properties"]["path"]["description"]
    candidates = [f"`{stem}.*`" for stem in keys.baseline_candidates("drifts/reviews/2026/1-d.csv")[1:]]
    positions = [description.index(candidate) for candidate in candidates]
    assert positions == sorted(positions)
