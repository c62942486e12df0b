"""RabbitMQ and MinIO together, as the compose file has them."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from infra import credentials
from infra.rabbitmq.definitions import password_variable
from infra.stack import compose, minio, rabbitmq
from infra.stack.places import Places, free_ports, require_free
from infra.stack.programs import require_all

CHECKOUT = Path(__file__).parents[2]
SETTING = "DRIFTLINE_"
# What the image starts, from the environment that we run in.
DRIFTLINE = Path(sys.executable).with_name("driftline")


class Stack:
    """Real servers on loopback ports, their data in a folder.

    Parameters
    ----------
    folder : holds data, logs and `.env` with random credentials; a second stack there finds the same data.
    environment : where programs are looked for: PATH, STACK_TOOLS.
    ports : fixed ports by address inside, such as {"minio:9000": 9000}; the others are free ones.
    ttl_ms : how long messages wait in a queue, such as {"drift.delay": 1000}; the shipped times by default.
    checkout : the folder of `docker-compose.yml`.

    Raises MissingProgram with the command that brings a server, SetupError when a fixed port is taken.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *,
        ports: Mapping[str, int] | None = None,
        ttl_ms: Mapping[str, int] | None = None,
        checkout: Path = CHECKOUT,
    ) -> None:
        require_all(environment)
        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        require_free((ports or {}).values())
        inside = (minio.ADDRESS, minio.PAGE, rabbitmq.ADDRESS)
        self._places = Places(
            checkout, folder, dict(zip(inside, free_ports(len(inside)), strict=True)) | dict(ports or {})
        )
        credentials.ensure(folder / ".env", checkout / ".env.example")
        self._services = compose.read(checkout / "docker-compose.yml", credentials.read(folder / ".env"))
        self._path = environment.get("PATH", "")
        self.rabbitmq = rabbitmq.RabbitmqServer(
            self._services["rabbitmq"],
            self._services["definitions"],
            self._places,
            folder,
            environment,
            ttl_ms=ttl_ms or {},
        )
        self.minio = minio.MinioServer(self._services["minio"], self._places, folder, environment)

    def start(self) -> None:
        """Start both servers; either both run, or none. Raises SetupError with a server's last words."""
        try:
            self.rabbitmq.launch()
            self.minio.launch()
            self.rabbitmq.start()
            self.minio.start()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """End both servers cleanly; the data stays."""
        self.minio.stop()
        self.rabbitmq.stop()

    def kill(self) -> None:
        """End both servers as a power cut would."""
        self.minio.kill()
        self.rabbitmq.kill()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def mc(self, *arguments: str) -> str:
        """Run `mc` with the alias `store`; see MinioServer.mc."""
        return self.minio.mc(*arguments)

    def environment(self, service: str) -> dict[str, str]:
        """Return the environment that a service of the compose file has, as it holds on this machine."""
        return self._places.environment(self._services[service])

    def rules(self) -> Path:
        """Return the notification rules that the compose file mounts into the bootstrap."""
        (mount,) = self._services["bootstrap"].mounts
        return self._places.path(mount)

    def settings(self, service: str = "score", **overrides: object) -> dict[str, str]:
        """Return the environment for a program of ours, with the credentials of its service.

        Parameters
        ----------
        service : "score", "upload", or "bootstrap" for the store's administrator.
        overrides : settings by name, such as `engine="onnx"`.
        """
        given = {name: value for name, value in self.environment(service).items() if value}
        return given | {SETTING + name.upper(): str(value) for name, value in overrides.items()}

    def run(self, service: str) -> str:
        """Run a one-shot service of ours, such as "bootstrap", to its end and return what it prints.

        Raises subprocess.CalledProcessError with `stderr` when it fails.
        """
        command = [str(DRIFTLINE), *self._places.command(self._services[service])]
        answer = subprocess.run(
            command,
            env={"PATH": self._path, **self.settings(service)},
            capture_output=True,
            text=True,
            check=True,
        )
        return answer.stdout

    def broker_url(self, user: str) -> str:
        """Return the broker's address with the credentials of "worker", "minio" or "operator"."""
        password = self._services["definitions"].environment[password_variable(user)]
        return f"amqp://{user}:{password}@{self._places.address(rabbitmq.ADDRESS)}"
