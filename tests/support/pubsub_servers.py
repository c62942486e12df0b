"""The servers of Pub/Sub, for the tests of all folders."""

import os

import pytest
from real_servers import programs_needed

from infra.stack import MissingProgram
from infra.stack.programs import find
from infra.stack.pubsub import EMULATOR, PubsubServer


def _is_there(program):
    try:
        find(program, os.environ)
    except MissingProgram:
        return False
    return True


# Google's emulator, on a machine that has it.
EMULATORS = [EMULATOR] if _is_there(EMULATOR) else []


@pytest.fixture(scope="session")
def pubsub_servers(tmp_path_factory):
    """Return a function that returns the running server of a program: `pubsub_servers(PSTEST)`."""
    running = {}

    def running_server(program):
        if program not in running:
            with programs_needed():
                server = PubsubServer(tmp_path_factory.mktemp(program), os.environ, program)
            server.start()
            running[program] = server
        return running[program]

    yield running_server
    for server in running.values():
        server.stop()
