"""Real servers of a test, which is skipped if this machine lacks their programs."""

from contextlib import contextmanager

import pytest

from infra.stack import MissingProgram


@contextmanager
def programs_needed():
    """Skip the test if a program is missing inside the block: a failure if CI=true, see tests/conftest.py."""
    try:
        yield
    except MissingProgram as missing:
        pytest.skip(str(missing))


@contextmanager
def running(make):
    """Make a server, start it, and stop it in the end."""
    with programs_needed():
        server = make()
    with server:
        yield server
