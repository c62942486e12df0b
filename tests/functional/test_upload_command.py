"""`driftline upload`: the upload function without a container."""

import socket
import subprocess
from urllib.request import urlopen

import pytest

from functions.upload.tokens import Client, Tokens

STORE = {
    "DRIFTLINE_STORE_ENDPOINT": "http://127.0.0.1:9",  # nothing listens there
    "DRIFTLINE_STORE_ACCESS_KEY": "upload",
    "DRIFTLINE_STORE_SECRET_KEY": "a-secret-key-of-the-store",
}


def test_it_serves_until_sigterm(driftline_command, start_program, free_port):
    program = start_program([driftline_command, "upload", "--port", str(free_port)], **STORE)
    program.wait_for_log("Application startup complete")
    address = f"http://127.0.0.1:{free_port}"
    with urlopen(f"{address}/docs") as answer:
        assert answer.status == 200
    assert f"upload function: {address}/docs describes it" in program.log.read_text()
    assert program.stop() in (0, -15)  # uvicorn passes the signal on once it has stopped


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_port_that_is_taken_is_one_line(driftline_command, start_program, family):
    host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
    try:
        taken = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip("no IPv6 on this machine")
    with taken:
        port = taken.getsockname()[1]
        program = start_program([driftline_command, "upload", "--host", host, "--port", str(port)], **STORE)
        assert program.process.wait(60) == 2
    (line,) = program.log.read_text().splitlines()
    expected = f"driftline: cannot listen on {host}:{port} (Address already in use"
    assert line.startswith(expected)


def test_without_credentials_it_is_one_line(driftline_command, start_program):
    program = start_program([driftline_command, "upload"])
    assert program.process.wait(60) == 2
    (line,) = program.log.read_text().splitlines()
    assert line.startswith("driftline: set DRIFTLINE_STORE_ACCESS_KEY and ")


def test_a_token_is_printed_once_with_its_entry(driftline_command):
    done = subprocess.run(
        [driftline_command, "upload-token", "team-a", "reviews"], capture_output=True, text=True, check=True
    )
    token, entry = (line.partition(": ")[2] for line in done.stdout.splitlines())
    assert Tokens.parse([entry]).client_of(f"Bearer {token}") == Client("team-a", "reviews")
    assert done.stdout.count(token) == 1


def test_a_token_for_a_folder_that_cannot_be_is_one_line(driftline_command):
    done = subprocess.run(
        [driftline_command, "upload-token", "team-a", "../x"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("driftline: '../x' is not a folder")
