"""MiniStack as a process: S3, SQS, SNS and Lambda as AWS has them, in memory."""

from collections.abc import Mapping
from pathlib import Path

from infra.stack.places import LOOPBACK, free_ports, require_free
from infra.stack.process import Process
from infra.stack.programs import find
from infra.stack.server import Server, answers_ok

ALIVE = "/_ministack/health"
REGION = "us-east-1"
# The only credentials with which signed addresses are accepted; those of localstack-client.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "accesskey",
    "AWS_SECRET_ACCESS_KEY": "secretkey",
    "AWS_SESSION_TOKEN": "token",
}


class MiniStackServer(Server):
    """A server with the interface of AWS. What it holds is lost when it stops.

    Parameters
    ----------
    folder : for its log.
    environment : PATH, the folders to find its program in.
    port : by default a free one.

    Raises MissingProgram, SetupError if a given port is taken.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], *, port: int | None = None) -> None:
        if port is not None:
            require_free([port])
        self._port = port or free_ports(1)[0]
        own = {
            "PATH": environment.get("PATH", ""),
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "BIND_HOST": LOOPBACK,
            "GATEWAY_PORT": str(self._port),
            "MINISTACK_HOST": LOOPBACK,
            **CREDENTIALS,
        }
        super().__init__(Process([find("ministack", environment)], own, folder / "logs" / "ministack.log"))

    @property
    def endpoint(self) -> str:
        """The address of every service, http://127.0.0.1:port."""
        return f"http://{LOOPBACK}:{self._port}"

    def client_variables(self) -> dict[str, str]:
        """Return the variables with which a client of AWS finds this server."""
        return {"AWS_ENDPOINT_URL": self.endpoint, "AWS_REGION": REGION, **CREDENTIALS}

    def _answers(self) -> bool:
        return answers_ok(self.endpoint + ALIVE)
