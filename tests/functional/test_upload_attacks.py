"""Attacks on the upload function as a process of its own; the store it is set up with does not answer."""

import contextlib
import json
import resource
import socket
import subprocess
from http.client import HTTPConnection
from pathlib import Path

import pytest
from upload_process import COMMAND, FORM, SECRET, START, environment, serving

from functions.upload.tokens import new_token


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - it has to refuse this
def test_without_tokens_it_does_not_listen_for_other_machines(host):
    settings = environment(store_access_key="upload", store_secret_key=SECRET)
    ended = subprocess.run(
        [*COMMAND, "--host", host, "--port", "0"], env=settings, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert "DRIFTLINE_UPLOAD_TOKENS" in line or "cannot listen" in line


def test_with_tokens_it_listens_for_other_machines_and_logs_no_token(closed_port, tmp_path):
    token, entry = new_token("team-a", "reviews")
    everywhere = "0.0.0.0"  # noqa: S104 - what is tested
    with serving(closed_port, tmp_path / "log", host=everywhere, upload_tokens=entry) as server:
        for headers, status in (
            ({}, 401),
            ({"Authorization": "Bearer wrong-token"}, 401),
            ({"Authorization": f"Bearer {token}"}, 503),  # the store is away
        ):
            with contextlib.closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as opened:
                body = START + b"text\nhello\n\r\n--x--\r\n"
                opened.request("POST", "/check-drift", body, {"Content-Type": FORM, **headers})
                response = opened.getresponse()
                assert response.status == status
                assert (response.headers["WWW-Authenticate"] is not None) is (status == 401)
                response.read()
    log = (tmp_path / "log").read_text()
    assert token not in log
    assert "wrong-token" not in log


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Host": "evil.example:1", "Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/check-drift", "/healthz", "/metrics", "/docs", "/verdicts/a.csv"])
def test_on_loopback_no_page_of_another_site_gets_an_answer(connection, path, headers):
    connection.request("POST" if path == "/check-drift" else "GET", path, headers=headers)
    response = connection.getresponse()
    assert response.status in (403, 421)
    assert "evil" not in response.headers.get("Location", "")
    response.read()


@pytest.mark.parametrize("path", ["/docs", "/healthz", "/nowhere", "/openapi.json"])
def test_every_answer_has_security_headers(connection, path):
    connection.request("GET", path)
    response = connection.getresponse()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Server"] is None
    response.read()


def test_a_malformed_request_is_one_safe_line_of_the_log(server):
    before = len(server.log.read_text().splitlines())
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
        client.sendall(b"\x1b[31m\xc2\x9b / HTTP/9\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 400 ")
    (line,) = server.log.read_text().splitlines()[before:]
    assert json.loads(line)["level"] == "warning"
    assert line.isprintable()


def test_a_thousand_slow_connections_leave_the_server_well(closed_port, tmp_path):
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < 2048:
        pytest.skip("this process may not open enough connections")
    limited = ["sh", "-c", 'ulimit -n 256 && exec "$@"', "sh"]
    resource.setrlimit(resource.RLIMIT_NOFILE, (2048, most))
    try:
        with serving(closed_port, tmp_path / "log", *limited) as server, contextlib.ExitStack() as slow:
            for _ in range(1100):
                client = slow.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60))
                with contextlib.suppress(ConnectionError):
                    client.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
            with contextlib.closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as opened:
                opened.request("GET", "/docs")
                assert opened.getresponse().status == 200
            assert len(list(Path(f"/proc/{server.pid}/fd").iterdir())) < 128
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert len(log) < 20_000
