"""Slow and many clients, on a real socket; the limits are shorter than in production."""

import contextlib
import io
import threading
import time

import pytest

from common import keys
from common.stores.memory import MemoryStore
from functions.upload import body_limit, connections
from functions.upload.connections import BUSY, most_connections
from functions.upload.main import Access

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
FORM = b"Content-Type: multipart/form-data; boundary=x\r\n"
POST = b"POST /check-drift HTTP/1.1\r\nHost: localhost\r\n" + FORM
START = b'--x\r\nContent-Disposition: form-data; name="drift"; filename="d.csv"\r\n\r\n'
BODY = START + b"text\nhello\n\r\n--x--\r\n"


@pytest.fixture(autouse=True)
def _short_limits(monkeypatch):
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.5)
    monkeypatch.setattr(connections, "READ_SECONDS", 0.5)
    monkeypatch.setattr(body_limit, "STALL_SECONDS", 0.5)


@pytest.fixture
def few_connections(monkeypatch):
    monkeypatch.setattr(connections, "most_connections", lambda: 5)


def trickle(connection, data, seconds):
    """Send a byte now and then, until the server ends the connection; return how long it took."""
    started = time.monotonic()
    while time.monotonic() - started < 30:
        try:
            connection.send(data)
        except ConnectionError:
            break
        time.sleep(seconds)
    return time.monotonic() - started


@pytest.mark.parametrize("before", [b"", GET, POST + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY])
def test_headers_that_do_not_end_end_the_connection(serve, connect, before):
    connection = connect(serve())
    if before:
        assert connection.send(before).status() in (200, 202)
    connection.send(b"GET / HTTP/1.1\r\n")
    assert trickle(connection, b"a: b\r\n", 0.05) < 5


def test_a_connection_that_sends_nothing_ends(serve, connect):
    assert connect(serve()).all() == b""


def test_a_body_that_stops_is_too_slow(serve, connect):
    connection = connect(serve()).send(POST + b"Content-Length: 1000\r\n\r\n" + START)
    answer = connection.all()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"too_slow"' in answer


def test_a_body_that_trickles_is_too_slow(serve, connect):
    connection = connect(serve()).send(POST + b"Content-Length: 100000\r\n\r\n" + START)
    assert trickle(connection, b"x", 0.05) < 10
    assert connection.status() in (408, None)


def test_the_body_of_a_refused_request_may_not_trickle_either(serve, connect):
    connection = connect(serve()).send(POST + b"Content-Length: 99999999\r\n\r\n" + START)
    assert connection.status() == 413
    assert trickle(connection, b"x", 0.05) < 5


def test_slow_requests_of_ordinary_clients_are_served(serve, connect):
    port = serve()
    connection = connect(port).send(POST + b"Content-Length: %d\r\n\r\n" % len(BODY))
    for byte in BODY:
        connection.send(bytes([byte]))
    assert connection.status() == 202
    for _ in range(20):
        assert connection.send(GET).status() == 200
    assert connection.send(GET + GET).status() == 200


def test_when_all_connections_wait_for_headers_the_oldest_makes_room(serve, connect, few_connections):
    port = serve()
    slow = [connect(port).send(b"GET / HTTP/1.1\r\n") for _ in range(20)]
    time.sleep(0.1)
    assert connect(port).send(GET).status() == 200
    assert slow[0].all() == b""


def test_when_all_connections_are_at_work_the_new_one_is_asked_to_come_back(
    serve, connect, few_connections, monkeypatch
):
    monkeypatch.setattr(body_limit, "STALL_SECONDS", 30)
    port = serve()
    busy = [connect(port).send(POST + b"Content-Length: %d\r\n\r\n" % len(BODY)) for _ in range(5)]
    time.sleep(0.2)
    assert connect(port).all() == BUSY
    for connection in busy:
        assert connection.send(BODY).status() == 202
    assert connect(port).send(GET).status() == 200


def test_an_upload_that_the_disk_has_no_room_for_is_asked_to_come_back(serve, connect, monkeypatch):
    monkeypatch.setattr(body_limit, "STALL_SECONDS", 30)
    port = serve(access=Access(disk_bytes=1))
    first = connect(port).send(POST + b"Transfer-Encoding: chunked\r\n\r\n")
    time.sleep(0.2)
    small = POST + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
    assert connect(port).send(small).status() == 429  # 503 if it were another client
    assert first.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)).status() == 202
    assert connect(port).send(small).status() == 202


class LargeVerdict(MemoryStore):
    """Every verdict has many columns."""

    def __init__(self, size):
        super().__init__()
        etag = self.put("drifts/a.csv", io.BytesIO(b"x"), 1).etag
        start = b'{"schema": "driftline.verdict/1", "drift": {"etag": "%s"}, "columns": "' % etag.encode()
        data = start + b"x" * size + b'"}'
        self.put(keys.verdict("drifts/a.csv"), io.BytesIO(data), len(data))


def test_a_client_that_does_not_read_its_answer_is_left(serve, connect):
    port = serve(LargeVerdict(30_000_000))
    connection = connect(port).send(b"GET /verdicts/a.csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
    time.sleep(2)
    received = connection.all()
    assert received.startswith(b"HTTP/1.1 200 ")
    assert len(received) < 30_000_000


def test_a_client_that_reads_slowly_gets_everything(serve, connect):
    connection = connect(serve(LargeVerdict(8_000_000)))
    connection.send(b"GET /verdicts/a.csv HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    received = 0
    while part := connection.socket.recv(100_000):
        received += len(part)
        time.sleep(0.01)
    assert received > 8_000_000


def test_a_process_that_may_open_few_files_accepts_fewer_connections(monkeypatch):
    most_connections.cache_clear()
    monkeypatch.setattr(connections.resource, "getrlimit", lambda _: (128, 4096))
    assert most_connections() == 32
    most_connections.cache_clear()
    monkeypatch.setattr(connections.resource, "getrlimit", lambda _: (1024, 4096))
    assert most_connections() == 256
    most_connections.cache_clear()


class Hanging(MemoryStore):
    """Hangs in every request until `answers` is set, listings apart."""

    def __init__(self):
        super().__init__()
        self.answers = threading.Event()

    def stat(self, key):
        self.answers.wait(60)
        return super().stat(key)


def test_the_health_is_known_while_45_requests_hang(serve, connect):
    store = Hanging()
    port = serve(store)
    hanging = [connect(port) for _ in range(45)]
    for connection in hanging:
        connection.send(b"GET /verdicts/a.csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try:
        for _ in range(5):
            started = time.monotonic()
            assert connect(port).send(GET).status() == 200
            assert time.monotonic() - started < 5
    finally:
        store.answers.set()


class Watched(LargeVerdict):
    """Counts the objects that are open."""

    def __init__(self, size):
        super().__init__(size)
        self.open_now = 0

    @contextlib.contextmanager
    def open(self, key):
        self.open_now += 1
        try:
            with super().open(key) as opened:
                yield opened
        finally:
            self.open_now -= 1


def test_a_verdict_is_closed_when_its_reader_goes_away(serve, connect):
    store = Watched(30_000_000)
    port = serve(store)
    for _ in range(5):
        connection = connect(port).send(b"GET /verdicts/a.csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
        connection.socket.recv(1000)
        connection.socket.close()
    deadline = time.monotonic() + 30
    while store.open_now:
        assert time.monotonic() < deadline
        time.sleep(0.05)
