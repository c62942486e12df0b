"""Cloud Storage that stops in the middle of an object, or forgets the version that is being read."""

import json
import re
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest
from local_answers import answering

from common.errors import StoreUnavailable
from common.stores import gcs
from common.stores.gcs import GcsStore

KEY = "drifts/a.csv"
DATA = bytes(range(256)) * 1000
DESCRIPTION = {"name": KEY, "generation": "7", "size": len(DATA), "timeCreated": "2026-11-28T20:00:00.000Z"}


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Do nothing."""

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        if "alt" not in query:
            self._answer(200, json.dumps(DESCRIPTION).encode())
            return
        self.server.generations += query["generation"]
        first, last = map(int, re.findall(r"\d+", self.headers["Range"]))
        fault = self.server.faults.pop(0) if self.server.faults else None
        if fault == "gone":
            self._answer(404, b"No such object")
        else:
            self._answer(206, DATA[first : last + 1], fault)

    def _answer(self, status, data, fault=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if fault == "cut" else data)
        self.close_connection = fault == "cut"


@pytest.fixture
def server(monkeypatch):
    with answering(Answer, faults=[], generations=[]) as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setattr(gcs, "TRIES", gcs.TRIES.with_delay(initial=0.01).with_timeout(0.2))
        monkeypatch.setattr(gcs, "CHUNK_BYTES", 100_000)
        yield server


@pytest.fixture
def store(server):
    store = GcsStore("bucket")
    yield store
    store._client.close()


def read(store):
    with store.open(KEY) as opened:
        return opened.stream.read(10) + opened.stream.read()


def test_every_chunk_is_of_the_generation_that_was_described(server, store):
    assert read(store) == DATA
    assert server.generations == ["7", "7", "7"]


@pytest.mark.parametrize("good", [0, 1, 2])
def test_a_chunk_that_breaks_off_makes_the_store_unavailable_or_is_read_again(server, store, good):
    server.faults = [None] * good + ["cut"]
    with suppress(StoreUnavailable):
        assert read(store) == DATA


def test_chunks_that_always_break_off_are_never_taken_for_the_whole_object(server, store):
    server.faults = ["cut"] * 1000
    with pytest.raises(StoreUnavailable, match=re.escape(repr(KEY))):
        read(store)


def test_a_generation_that_is_overwritten_meanwhile_is_not_taken_for_the_whole_object(server, store):
    server.faults = [None, "gone"]
    with pytest.raises(StoreUnavailable, match="was overwritten or removed while it was read"):
        read(store)
