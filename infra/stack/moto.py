"""moto as a process: a second dialect of S3 and SQS, in memory."""

from collections.abc import Mapping
from pathlib import Path

from infra.stack.ministack import CREDENTIALS, REGION
from infra.stack.places import LOOPBACK, free_ports
from infra.stack.process import Process
from infra.stack.programs import find
from infra.stack.server import Server, answers_ok

ALIVE = "/moto-api/data.json"


class MotoServer(Server):
    """A server with the interface of AWS. What it holds is lost when it stops.

    Its events have keys with `%2F` and no sequencer; it runs no functions of Lambda.

    Parameters
    ----------
    folder : for its log.
    environment : PATH, the folders to find its program in.

    Raises MissingProgram.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        (self._port,) = free_ports(1)
        own = {"PATH": environment.get("PATH", ""), "HOME": str(folder), **CREDENTIALS}
        command = [find("moto_server", environment), "-H", LOOPBACK, "-p", str(self._port)]
        super().__init__(Process(command, own, folder / "logs" / "moto.log"))

    @property
    def endpoint(self) -> str:
        """The address of every service, http://127.0.0.1:port."""
        return f"http://{LOOPBACK}:{self._port}"

    def client_variables(self) -> dict[str, str]:
        """Return the variables with which a client of AWS finds this server."""
        return {"AWS_ENDPOINT_URL": self.endpoint, "AWS_REGION": REGION, **CREDENTIALS}

    def _answers(self) -> bool:
        return answers_ok(self.endpoint + ALIVE)
