"""Tokens, names and limits as the routes apply them."""

import io
import re

import pytest
from starlette.testclient import TestClient

from common import keys, metrics
from common.stores.memory import MemoryStore
from functions.upload.main import Access, create_app
from functions.upload.sites import Sites
from functions.upload.tokens import Tokens, new_token

LIMIT = 1_000_000
BATCH = b"text\nhello\n"
TOKEN, ENTRY = new_token("team-a", "reviews")
OTHER_TOKEN, OTHER_ENTRY = new_token("team-b", "sales")
ANYWHERE_TOKEN, ANYWHERE_ENTRY = new_token("operator", "/")
TOKENS = Tokens.parse([ENTRY, OTHER_ENTRY, ANYWHERE_ENTRY])


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def start(store):
    def create(sites=None, *, tokens=TOKENS, base_url="http://10.0.0.7:8000", **more):
        access = Access(sites=sites or Sites(hosts=None), tokens=tokens, **more)
        return TestClient(
            create_app(store, max_bytes=LIMIT, access=access),
            base_url=base_url,
            raise_server_exceptions=False,
        )

    return create


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def post(client, token=TOKEN, **form):
    return client.post("/check-drift", files={"drift": ("d.csv", BATCH)}, data=form, headers=bearer(token))


def kind(answer):
    return answer.json()["error"]["type"]


def put(store, key, data=BATCH):
    return store.put(key, io.BytesIO(data), len(data)).etag


def test_without_a_token_nothing_is_stored_and_the_body_is_not_read(start, store):
    def body():
        pytest.fail("the body was read")
        yield b""

    headers = {"Content-Length": str(10 * LIMIT), "Content-Type": "multipart/form-data; boundary=x"}
    for extra in ({}, bearer("wrong"), {"Authorization": "Basic eDp5"}):
        answer = start().post("/check-drift", content=body(), headers=headers | extra)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="driftline"')
    assert list(store.list("")) == []


def test_a_token_uploads_to_its_folder_by_default_and_below_it(start):
    client = start()
    assert post(client).json()["drift_key"].startswith("drifts/reviews/")
    assert post(client, path="reviews/2026").json()["drift_key"].startswith("drifts/reviews/2026/")
    assert post(client, ANYWHERE_TOKEN).json()["drift_key"].startswith("drifts/uploads/")
    assert post(client, ANYWHERE_TOKEN, path="sales").status_code == 202


@pytest.mark.parametrize("path", ["sales", "reviews2", "drifts/sales", "/sales/reviews"])
def test_a_token_uploads_nowhere_else(start, store, path):
    answer = post(start(), path=path)
    assert (answer.status_code, kind(answer)) == (403, "wrong_folder")
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
    assert list(store.list("")) == []


def test_a_token_reads_the_verdicts_of_its_folder_only(start, store, make_verdict):
    for name in ("reviews/a.csv", "sales/a.csv"):
        key = f"drifts/{name}"
        put(store, keys.verdict(key), make_verdict(key=key, etag=put(store, key)).to_json())
    client = start()
    assert client.get("/verdicts/reviews/a.csv", headers=bearer(TOKEN)).status_code == 200
    assert client.get("/verdicts/drifts/sales/a.csv", headers=bearer(OTHER_TOKEN)).status_code == 200
    assert client.get("/verdicts/sales/a.csv", headers=bearer(ANYWHERE_TOKEN)).status_code == 200
    assert client.get("/verdicts/sales/a.csv").status_code == 401
    # The answer does not tell whether there is such a file.
    refused = {
        client.get(f"/verdicts/sales/{name}", headers=bearer(TOKEN)).text for name in ("a.csv", "no.csv")
    }
    assert len(refused) == 1
    assert "insufficient" not in refused.pop()


@pytest.mark.parametrize(
    "path", ["reviews/../sales/a.csv", "reviews/%2e%2e/sales/a.csv", "reviews//sales/a.csv"]
)
def test_a_path_does_not_lead_out_of_the_folder(start, store, path):
    put(store, "drifts/sales/a.csv")
    assert start().get(f"/verdicts/{path}", headers=bearer(TOKEN)).status_code in (403, 404)


@pytest.mark.parametrize("path", ["/healthz", metrics.PATH, "/docs", "/openapi.json"])
def test_what_says_nothing_about_files_needs_no_token(start, path):
    assert start().get(path).status_code == 200


def test_links_have_the_public_address_or_none_but_never_a_host_that_was_not_checked(start):
    for sites, begin in (
        (Sites.of("https://drift.example.com", on_loopback=False), "https://drift.example.com/verdicts/"),
        (Sites.of(None, on_loopback=False), "/verdicts/"),
    ):
        client = start(sites, base_url="https://drift.example.com")
        answer = post(client)
        assert answer.headers["Location"].startswith(begin)
        assert answer.json()["verdict_url"] == answer.headers["Location"]
        assert client.get(answer.headers["Location"], headers=bearer(TOKEN)).status_code == 202


def test_prometheus_asks_by_any_name_where_requests_need_tokens(start):
    client = start(Sites.of("https://drift.example.com", on_loopback=False), base_url="http://upload:8000")
    assert client.get(metrics.PATH).status_code == 200
    assert client.get("/healthz").status_code == 200
    assert client.get("/docs").status_code == 421
    assert post(client).status_code == 421


def test_pages_of_other_sites_may_not_upload_even_with_a_token(start, store):
    headers = {**bearer(TOKEN), "Origin": "https://evil.example"}
    answer = start().post("/check-drift", files={"drift": ("d.csv", BATCH)}, headers=headers)
    assert (answer.status_code, kind(answer)) == (403, "wrong_origin")
    assert list(store.list("")) == []


def test_a_client_that_asks_too_often_is_asked_to_wait(start):
    client = start(requests_per_minute=5)
    answers = [post(client).status_code for _ in range(6)]
    assert answers == [202] * 5 + [429]
    assert int(post(client).headers["Retry-After"]) > 0
    assert post(client, OTHER_TOKEN).status_code == 202
    for _ in range(20):
        assert client.get("/healthz").status_code == 200


def test_guesses_at_tokens_count_as_requests_of_their_address(start):
    client = start(requests_per_minute=5)
    guessed = [post(client, f"guess-{number}").status_code for number in range(10)]
    assert guessed == [401] * 5 + [429] * 5
    assert post(client).status_code == 202


def test_the_page_loads_nothing_and_names_every_route(start):
    client = start()
    page = client.get("/docs").text
    assert not re.findall(r"<(?:script|link|img|iframe)|https?://|@import|url\(", page)
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page
    for gone in ("/redoc", "/docs/oauth2-redirect"):
        assert client.get(gone, headers=bearer(TOKEN)).status_code == 404


HIDDEN = "\u202e\u200b\u2066\ufeff\u00ad\u2060\x1b\x9b\u2028\u180e\u034f\u3164\ufe0f\U000e0041\u061c"


@pytest.mark.parametrize("path", [f"a{letter}b" for letter in HIDDEN])
def test_a_folder_with_a_character_that_shows_nothing_is_refused(start, store, path):
    answer = post(start(), ANYWHERE_TOKEN, path=path)
    assert (answer.status_code, kind(answer)) == (422, "invalid_field")
    assert answer.json()["error"]["message"].isprintable()
    assert list(store.list("")) == []


@pytest.mark.parametrize("path", ["отзывы", "評論/2026", "réclamações", "a b", "مراجعات"])
def test_folders_in_every_script_are_accepted(start, path):
    assert post(start(), ANYWHERE_TOKEN, path=path).status_code == 202
