"""The upload function as its own server process; the store it is set up with does not answer."""

import contextlib
import json
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
from upload_process import (
    COMMAND,
    FORM,
    LIMIT,
    REQUEST_LIMIT,
    SECRET,
    START,
    environment,
    serving,
    until,
)


def refused(response, status, kind):
    text = response.read().decode()
    assert response.status == status, text
    assert json.loads(text)["error"]["type"] == kind
    assert SECRET not in text
    assert "127.0.0.1" not in text
    return json.loads(text)["error"]["message"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "DRIFTLINE_STORE_ACCESS_KEY"),
        ({"store_access_key": "upload"}, "DRIFTLINE_STORE_SECRET_KEY"),
        ({"store_acces_key": "upload"}, "DRIFTLINE_STORE_ACCESS_KEY"),
        (
            {"store_access_key": "u", "store_secret_key": SECRET, "store_endpoint": "minio:9000"},
            "http://host:9000",
        ),
        (
            {"store_access_key": "u", "store_secret_key": SECRET, "max_upload_bytes": "lots"},
            "MAX_UPLOAD_BYTES",
        ),
        (
            {"store_access_key": "u", "store_secret_key": SECRET, "upload_tokens": SECRET},
            "UPLOAD_TOKENS: entry 1",
        ),
        (
            {"store_access_key": "u", "store_secret_key": SECRET, "upload_address": "example"},
            "UPLOAD_ADDRESS",
        ),
    ],
)
def test_a_wrong_setup_is_told_in_one_line(settings, said):
    ended = subprocess.run(
        [*COMMAND, "--port", "0"], env=environment(**settings), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert line.startswith("driftline: ")
    assert said in line
    assert SECRET not in ended.stderr


def test_importing_the_door_loads_nothing_heavy_and_reads_no_environment():
    heavy = "{'numpy', 'pandas', 'pyarrow', 'minio', 'onnxruntime', 'functions.score'}"
    code = f"import sys, functions.upload.main; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(nonsense="x"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_health_says_that_the_store_is_away_and_no_more(connection):
    connection.request("GET", "/healthz")
    response = connection.getresponse()
    assert response.headers["Retry-After"]
    refused(response, 503, "store_unavailable")


def test_an_upload_to_a_store_that_is_away_is_503(connection, server):
    body = START + b"text\nhello\n\r\n--x--\r\n"
    connection.request("POST", "/check-drift", body, {"Content-Type": FORM})
    refused(connection.getresponse(), 503, "store_unavailable")
    log = server.log.read_text()
    assert all(json.loads(line)["level"] for line in log.splitlines())
    assert "does not answer" in log
    assert "Traceback" not in log
    assert SECRET not in log


def test_a_full_disk_is_told_and_is_not_the_clients_fault(closed_port, tmp_path):
    blocks = 1024  # of 512 or 1024 bytes: no file of this process grows beyond 1 MiB
    limited = ["sh", "-c", f'ulimit -f {blocks} && exec "$@"', "sh"]
    body = START + b"x" * (LIMIT - 1000) + b"\r\n--x--\r\n"
    with serving(closed_port, tmp_path / "log", *limited) as server:
        with contextlib.closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as opened:
            opened.request("POST", "/check-drift", body, {"Content-Type": FORM})
            refused(opened.getresponse(), 503, "no_room")
        assert spooled(server) == []
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_what_is_announced_too_large_is_refused_unread(server):
    """The client waits for `100 Continue` before it sends, as curl does; it is never told to."""
    head = (
        f"POST /check-drift HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nExpect: 100-continue\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
        client.sendall(f"{head}Content-Length: {REQUEST_LIMIT + 1}\r\n\r\n".encode())
        answer = b""
        while not answer.endswith(b"}}"):
            received = client.recv(65536)
            assert received, answer
            answer += received
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert f"at most {REQUEST_LIMIT}".encode() in answer


@pytest.mark.parametrize("beyond", [1, 50_000_000])
def test_a_stream_of_unknown_size_is_refused_while_it_comes(connection, server, beyond):
    def body():
        yield START
        left = REQUEST_LIMIT + beyond
        while left > 0:
            yield b"x" * min(left, 1_000_000)
            left -= 1_000_000

    headers = {"Content-Type": FORM, "Transfer-Encoding": "chunked"}
    connection.request("POST", "/check-drift", body(), headers, encode_chunked=True)
    assert f"at most {REQUEST_LIMIT}" in refused(connection.getresponse(), 413, "request_too_large")
    assert spooled(server) == []


def test_a_client_that_goes_away_leaves_nothing_behind(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
        head = f"POST /check-drift HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
        client.sendall(f"{head}Content-Length: {LIMIT}\r\n\r\n".encode() + START + b"x" * (LIMIT - 1000))
        until(lambda: spooled(server))
    until(lambda: not spooled(server))


def spooled(server):
    """The unnamed files on disk that the server holds open."""
    found = []
    for descriptor in Path(f"/proc/{server.pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            target = str(descriptor.readlink())
            if "(deleted)" in target:
                found.append(target)
    return found
