"""A store that stops in the middle of an object: no verdict on half a file, and a retry reads all of it."""

import gzip
import io
import json
import socket
import threading
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from common import keys
from common.errors import ObjectGone, Outcome, StoreUnavailable, WriteConflict
from common.stores import minio as minio_store
from common.stores.memory import MemoryStore
from common.stores.minio import MinioStore
from common.verdict.document import Verdict, json_schema
from functions.score.batch import Limits
from functions.score.triggers.settling import most_careful, settle_message

READ_SECONDS = 0.3
ROWS = 600
CSV = "id,text\n" + "".join(f"{row},the cat {row * 7919 % 1000} sat on the mat\n" for row in range(ROWS))
# Files are read at once, or in chunks (Parquet then from a temporary file).
LIMITS = {"at once": Limits(), "chunks": Limits(whole_bytes=2_000, chunk_bytes=1_000)}


def parquet():
    written = io.BytesIO()
    texts = [line.partition(",")[2] for line in CSV.splitlines()[1:]]
    pq.write_table(pa.table({"id": range(ROWS), "text": texts}), written)
    return written.getvalue()


SETTINGS = keys.dataset_settings("baselines/a.csv")
XML = {"Content-Type": "application/xml"}
FILES = {"a.csv": CSV.encode(), "a.csv.gz": gzip.compress(CSV.encode()), "a.parquet": parquet()}


class Bucket(ThreadingHTTPServer):
    """Answers like S3 for one bucket in memory.

    `faults` has the failures of the next answers to GET, by object: "stall" and "cut" after half of the
    bytes, "mute" before the first byte; "other" is the answer of another server.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.store = MemoryStore("bucket")
        self.faults: dict[str, list[str]] = {}
        self.over = threading.Event()

    def put(self, key, data):
        self.store.put(key, io.BytesIO(data), len(data))

    def names(self, prefix):
        return [info.key for info in self.store.list(prefix)]

    def handle_error(self, request, client_address):
        """Do nothing: clients of this server disconnect in the middle."""


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Do nothing."""

    @property
    def key(self):
        return unquote(urlsplit(self.path).path).partition("/bucket")[2].removeprefix("/")

    def do_GET(self):
        if self.key:
            self._object(self.server.faults.get(self.key))
        else:
            self._list(parse_qs(urlsplit(self.path).query).get("prefix", [""])[0])

    def do_HEAD(self):
        self._object(None)

    def do_PUT(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        store, etag = self.server.store, self.headers.get("If-Match", "").strip('"') or None
        try:
            if etag or "If-None-Match" in self.headers:
                info = store.replace(self.key, data, expected=etag, content_type="")
            else:
                info = store.put(self.key, io.BytesIO(data), len(data))
        except WriteConflict:
            self._answer(412, b"")
        else:
            self._answer(200, b"", ETag=f'"{info.etag}"')

    def _object(self, faults):
        try:
            with self.server.store.open(self.key) as opened:
                data, info = opened.stream.read(), opened.info
        except ObjectGone:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>", **XML)
            return
        fault = faults.pop() if faults else None
        if fault == "mute":
            self.server.over.wait()
        if fault == "other":
            self._answer(200, b"<h1>Back soon</h1>", **{"Content-Type": "text/html"})
            return
        modified = format_datetime(info.modified, usegmt=True)
        self._answer(200, data, fault, ETag=f'"{info.etag}"', **{"Last-Modified": modified})

    def _list(self, prefix):
        listed = "".join(
            f"<Contents><Key>{escape(info.key)}</Key><ETag>{info.etag}</ETag><Size>{info.size}</Size>"
            f"<LastModified>{info.modified:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for info in self.server.store.list(prefix)
        )
        start = "<ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated>"
        self._answer(200, f"{start}{listed}</ListBucketResult>".encode(), **XML)

    def _answer(self, status, data, fault=None, **headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(data)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(data[: len(data) // 2] if fault else data)
        if fault == "stall":
            self.server.over.wait()
        if fault:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True


@pytest.fixture
def bucket():
    with Bucket() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def store(bucket, monkeypatch):
    monkeypatch.setattr(minio_store, "READ_SECONDS", READ_SECONDS)
    port = bucket.server_address[1]
    return MinioStore(
        f"http://127.0.0.1:{port}", "bucket", access_key="a", secret_key="b" * 8, region="us-east-1"
    )


def settled(make_tools, store, name="a.csv", how="at once"):
    job = {"bucket": "bucket", "drift_key": f"drifts/{name}"}
    return most_careful(settle_message(job, make_tools(store, limits=LIMITS[how])))


def written(bucket, name):
    with bucket.store.open(keys.verdict(f"drifts/{name}")) as opened:
        data = opened.stream.read()
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(data))
    return Verdict.from_json(data)


@pytest.mark.parametrize("file", [(name, how) for name in FILES for how in LIMITS], ids="-".join)
@pytest.mark.parametrize("of", ["drifts", "baselines"])
@pytest.mark.parametrize("fault", ["stall", "cut"])
def test_half_a_file_is_retried_and_the_next_delivery_scores_all_of_it(
    bucket, store, make_tools, fault, of, file
):
    name, how = file
    bucket.put(f"drifts/{name}", FILES[name])
    bucket.put(f"baselines/{name}", FILES[name])
    bucket.faults[f"{of}/{name}"] = [fault]
    first = settled(make_tools, store, name, how)
    assert first.outcome is Outcome.RETRY
    assert f"the store stopped sending '{of}/{name}'" in first.reason
    assert bucket.names("results/") == []
    assert bucket.names("profiles/") == []
    assert settled(make_tools, store, name, how).outcome is Outcome.ACK
    verdict = written(bucket, name)
    assert (verdict.status, verdict.drift.rows, verdict.baseline.rows) == ("ok", ROWS, ROWS)
    assert keys.report(f"drifts/{name}") in bucket.names("results/")


@pytest.mark.parametrize("of", ["drifts/a.csv", "baselines/a.csv"])
def test_a_page_of_a_proxy_in_front_of_the_store_is_not_an_object(bucket, store, make_tools, of):
    for key in ("drifts/a.csv", "baselines/a.csv"):
        bucket.put(key, FILES["a.csv"])
    bucket.faults[of] = ["other"]
    first = settled(make_tools, store)
    assert (first.outcome, first.reason) == (
        Outcome.RETRY,
        f"the answer for '{of}' is not from an object store: KeyError",
    )
    assert settled(make_tools, store).outcome is Outcome.ACK


@pytest.mark.parametrize("of", [keys.verdict("drifts/a.csv"), SETTINGS])
@pytest.mark.parametrize("fault", ["stall", "cut"])
def test_half_a_verdict_or_settings_file_is_not_taken_for_a_whole_one(bucket, store, make_tools, fault, of):
    bucket.put("drifts/a.csv", FILES["a.csv"])
    bucket.put("baselines/a.csv", FILES["a.csv"])
    bucket.put(SETTINGS, b"alpha = 0.01\nminimum_share = 0.1\n")  # half of it is a valid settings file, too
    assert settled(make_tools, store).outcome is Outcome.ACK
    bucket.put("drifts/a.csv", FILES["a.csv"] + FILES["a.csv"].splitlines(keepends=True)[-1])
    before = {name: bucket.store.stat(name) for name in bucket.names("")}
    bucket.faults[of] = [fault]
    second = settled(make_tools, store)
    assert second.outcome is Outcome.RETRY
    assert f"the store stopped sending '{of}'" in second.reason
    assert {name: bucket.store.stat(name) for name in bucket.names("")} == before


def test_a_store_that_accepts_the_connection_and_never_answers_is_unavailable(bucket, store, make_tools):
    bucket.put("drifts/a.csv", FILES["a.csv"])
    bucket.faults["drifts/a.csv"] = ["mute"] * (1 + minio_store.TRIES.total)
    settlement = settled(make_tools, store)
    assert settlement.outcome is Outcome.RETRY
    assert "does not answer" in settlement.reason
    assert bucket.faults["drifts/a.csv"] == []


def test_the_error_of_a_stalled_store_has_its_cause(bucket, store):
    bucket.put("drifts/a.csv", FILES["a.csv"])
    bucket.faults["drifts/a.csv"] = ["stall"]
    with pytest.raises(StoreUnavailable, match="ReadTimeoutError"), store.open("drifts/a.csv") as opened:
        opened.stream.read()
