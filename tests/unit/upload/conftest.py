"""The upload function behind a real socket, in a thread of the tests' process."""

import contextlib
import socket
import threading
import time
from http.client import HTTPException, HTTPResponse

import pytest
import uvicorn

from common.stores.memory import MemoryStore
from functions.upload.main import create_app
from functions.upload.server import limited


@pytest.fixture
def serve():
    """Return a function that serves an application until the test ends, and returns its port."""
    with contextlib.ExitStack() as running:

        def start(store=None, **settings):
            server = uvicorn.Server(
                limited(create_app(store or MemoryStore(), **{"max_bytes": 10**6, **settings}))
            )
            listening = running.enter_context(socket.create_server(("127.0.0.1", 0)))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()

            def stop():
                server.should_exit = server.force_exit = True
                thread.join(10)

            running.callback(stop)
            deadline = time.monotonic() + 30
            while not server.started:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            return listening.getsockname()[1]

        yield start


class Connection:
    """A client that sends and reads bytes."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)

    def send(self, data):
        self.socket.sendall(data)
        return self

    def all(self):
        """Return what the server sends until it ends the connection."""
        parts = []
        with contextlib.suppress(ConnectionError):
            while part := self.socket.recv(65536):
                parts.append(part)
        return b"".join(parts)

    def status(self):
        """Read one answer; return its status, or None if the connection ended before."""
        with contextlib.suppress(ConnectionError, HTTPException):
            answer = HTTPResponse(self.socket)
            answer.begin()
            answer.read()
            return answer.status
        return None


@pytest.fixture
def connect():
    """Return a function that opens connections to a port; they end with the test."""
    with contextlib.ExitStack() as opened:

        def start(port):
            connection = Connection(port)
            opened.callback(connection.socket.close)
            return connection

        yield start
