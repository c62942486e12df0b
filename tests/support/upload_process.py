"""The upload function as a process of its own, for the tests that need one."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from infra.stack.places import free_ports

COMMAND = [str(Path(sys.executable).with_name("driftline")), "upload"]
LIMIT = 2_000_000
REQUEST_LIMIT = 2 * LIMIT + 64 * 1024
SECRET = "a-secret-key-of-the-store"
FORM = "multipart/form-data; boundary=x"
START = b'--x\r\nContent-Disposition: form-data; name="drift"; filename="d.csv"\r\n\r\n'


def environment(**settings):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DRIFTLINE_")}
    return inherited | {f"DRIFTLINE_{name.upper()}": str(value) for name, value in settings.items()}


@contextlib.contextmanager
def serving(store_port, log, *before, host="127.0.0.1", **more):
    """Run the server, its command after `before`, until it answers."""
    settings = environment(
        store_endpoint=f"http://127.0.0.1:{store_port}",
        store_access_key="upload",
        store_secret_key=SECRET,
        max_upload_bytes=LIMIT,
        log_format="json",
        **more,
    )
    (port,) = free_ports(1)
    command = [*before, *COMMAND, "--host", host, "--port", str(port)]
    with (
        log.open("wb") as written,
        subprocess.Popen(command, env=settings, stdout=written, stderr=written) as process,
    ):
        process.log = log
        process.port = port
        until(lambda: process.poll() is not None or "startup complete" in log.read_text())
        yield process
        process.terminate()


@contextlib.contextmanager
def held_port():
    """Hold a port on which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
