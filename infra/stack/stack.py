"""RabbitMQ and MinIO together, and Prometheus if wanted, configured as in the compose file."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from infra import credentials
from infra.rabbitmq.definitions import password_variable
from infra.stack import compose, minio, prometheus, rabbitmq
from infra.stack.places import Places, free_ports, require_free
from infra.stack.programs import ALWAYS, require_all

CHECKOUT = Path(__file__).parents[2]
Server = rabbitmq.RabbitmqServer | minio.MinioServer | prometheus.PrometheusServer
SETTING = "DRIFTLINE_"
# The program that the image starts, from the environment of this Python.
DRIFTLINE = Path(sys.executable).with_name("driftline")


class Stack:
    """Real servers on loopback ports, with their data in a folder.

    Parameters
    ----------
    folder : for data, logs and `.env` with random credentials; a second stack in it finds the same data.
    environment : PATH and STACK_TOOLS, the folders to find programs in.
    ports : fixed ports by address in the compose network, such as {"minio:9000": 9000}; others are chosen.
    ttl_ms : how long messages wait in a queue, such as {"drift.retry.1": 1000}; by default the shipped times.
    minute_seconds : starts Prometheus, too, with minutes of that many seconds (60, or fewer for tests) in its
        configuration and rules.
    checkout : the folder of `docker-compose.yml`.

    Attributes
    ----------
    rabbitmq, minio : the servers.
    prometheus : Prometheus; None without `minute_seconds`.

    Raises MissingProgram with the command that installs a server, SetupError if a fixed port is taken.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *,
        ports: Mapping[str, int] | None = None,
        ttl_ms: Mapping[str, int] | None = None,
        minute_seconds: int | None = None,
        checkout: Path = CHECKOUT,
    ) -> None:
        metrics = minute_seconds is not None
        require_all(environment, [*ALWAYS, *(["prometheus"] if metrics else [])])
        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        require_free((ports or {}).values())
        inside = [minio.ADDRESS, minio.PAGE, rabbitmq.ADDRESS]
        if metrics:
            inside += [rabbitmq.METRICS, prometheus.ADDRESS, prometheus.WORKER, prometheus.UPLOAD]
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
        self.prometheus = None
        if minute_seconds is not None:
            service = self._services["prometheus"]
            self.prometheus = prometheus.PrometheusServer(
                service, self._places, folder, environment, minute_seconds=minute_seconds
            )

    def start(self) -> None:
        """Start all servers, or none. Raises SetupError with the end of a server's log."""
        servers = self._servers()
        try:
            for server in servers:
                server.launch()
            for server in servers:
                server.start()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Stop all servers cleanly; the data stays."""
        for server in reversed(self._servers()):
            server.stop()

    def kill(self) -> None:
        """Kill all servers as a power cut would."""
        for server in reversed(self._servers()):
            server.kill()

    def _servers(self) -> list[Server]:
        return [self.rabbitmq, self.minio, *([self.prometheus] if self.prometheus else [])]

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
        """Return the environment of a service of the compose file, translated for this machine."""
        return self._places.environment(self._services[service])

    def rules(self) -> Path:
        """Return the notification rules that the compose file mounts into the bootstrap."""
        (mount,) = self._services["bootstrap"].mounts
        return self._places.path(mount)

    def settings(self, service: str = "score", **overrides: object) -> dict[str, str]:
        """Return the environment for one of our programs, with the credentials of its service.

        Parameters
        ----------
        service : "score", "upload", or "bootstrap" for the store's administrator.
        overrides : settings by name, such as `engine="onnx"`.
        """
        filled = {name: value for name, value in self.environment(service).items() if value}
        return filled | {SETTING + name.upper(): str(value) for name, value in overrides.items()}

    def run(self, service: str) -> str:
        """Run one of our one-shot services, such as "bootstrap", and return its output.

        Raises subprocess.CalledProcessError with `stderr` if it fails.
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
        """Return the broker's address with the user "worker", "minio" or "operator"."""
        password = self._services["definitions"].environment[password_variable(user)]
        return f"amqp://{user}:{password}@{self._places.address(rabbitmq.ADDRESS)}"
