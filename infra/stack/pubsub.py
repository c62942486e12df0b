"""A server of Pub/Sub as a process, all in memory: Google's fake `pstest`, or Google's emulator."""

import socket
from collections.abc import Mapping
from pathlib import Path

from infra.stack.places import LOOPBACK, free_ports
from infra.stack.process import Process
from infra.stack.programs import find
from infra.stack.server import ANSWER_SECONDS, Server

PSTEST = "pstest"
EMULATOR = "cloud-pubsub-emulator"
PROJECT = "driftline-tests"  # any; neither server asks for credentials


class PubsubServer(Server):
    """A server with the interface of Pub/Sub. What it holds is lost when it stops.

    Parameters
    ----------
    folder : for its log.
    environment : PATH, and the folders to find its program in.
    program : PSTEST, which needs a build (see its folder), or EMULATOR, which needs Java.

    Attributes
    ----------
    program : see above.

    Raises MissingProgram.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], program: str = PSTEST) -> None:
        self.program = program
        (self._port,) = free_ports(1)
        path = find(program, environment)
        words = (
            ["-address", self.address]
            if program == PSTEST
            else [f"--host={LOOPBACK}", f"--port={self._port}"]
        )
        own = {"PATH": environment.get("PATH", ""), "HOME": str(folder)}
        super().__init__(Process([path, *words], own, folder / "logs" / f"{program}.log"))

    @property
    def address(self) -> str:
        """Host and port, 127.0.0.1:port."""
        return f"{LOOPBACK}:{self._port}"

    def client_variables(self) -> dict[str, str]:
        """Return the variables with which a client of Pub/Sub finds this server."""
        return {"PUBSUB_EMULATOR_HOST": self.address, "GOOGLE_CLOUD_PROJECT": PROJECT}

    def _answers(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, self._port), timeout=ANSWER_SECONDS):
                return True
        except OSError:
            return False
