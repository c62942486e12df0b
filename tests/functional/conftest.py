"""The upload function as a process, for a module of tests."""

import contextlib
from http.client import HTTPConnection

import pytest
from upload_process import held_port, serving


@pytest.fixture(scope="module")
def closed_port():
    with held_port() as port:
        yield port


@pytest.fixture(scope="module")
def server(closed_port, tmp_path_factory):
    with serving(closed_port, tmp_path_factory.mktemp("upload") / "log") as process:
        yield process


@pytest.fixture
def connection(server):
    with contextlib.closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as opened:
        yield opened
