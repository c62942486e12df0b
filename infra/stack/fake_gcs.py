"""fake-gcs-server as a process: Cloud Storage with its notifications, in memory."""

from collections.abc import Mapping
from pathlib import Path

from infra.stack.places import LOOPBACK, free_ports
from infra.stack.process import Process
from infra.stack.programs import find
from infra.stack.server import Server, answers_ok

ALIVE = "/_internal/healthcheck"


class FakeGcsServer(Server):
    """A server with the interface of Cloud Storage. What it holds is lost when it stops.

    Parameters
    ----------
    folder : for its log.
    environment : PATH and STACK_TOOLS, the folders to find its program in.
    pubsub : variables with which it finds the Pub/Sub server for its notifications, if any.

    Raises MissingProgram.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str], pubsub: Mapping[str, str] | None = None
    ) -> None:
        (self._port,) = free_ports(1)
        command = [
            find("fake-gcs-server", environment),
            *("-scheme", "http", "-host", LOOPBACK, "-port", str(self._port)),
            *("-backend", "memory", "-log-level", "warn"),
            *("-external-url", self.endpoint),
            *("-public-host", f"{LOOPBACK}:{self._port}"),
        ]
        own = {"PATH": environment.get("PATH", ""), "HOME": str(folder), **(pubsub or {})}
        super().__init__(Process(command, own, folder / "logs" / "fake-gcs-server.log"))

    @property
    def endpoint(self) -> str:
        """The server's address, http://127.0.0.1:port."""
        return f"http://{LOOPBACK}:{self._port}"

    def client_variables(self) -> dict[str, str]:
        """Return the variables with which a client of Cloud Storage finds this server."""
        return {"STORAGE_EMULATOR_HOST": self.endpoint}

    def _answers(self) -> bool:
        return answers_ok(self.endpoint + ALIVE)
