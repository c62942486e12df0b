"""MinIO as a process, with the command and the environment of the compose file."""

import subprocess
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

import urllib3

from infra.stack.compose import Service
from infra.stack.places import Places
from infra.stack.process import Process
from infra.stack.programs import find

ADDRESS = "minio:9000"
PAGE = "minio:9001"
ALIVE = "/minio/health/cluster"  # answers 200 once objects can be written
ALIVE_SECONDS = 2.0


class MinioServer:
    """The service `minio`, and its client `mc`.

    Parameters
    ----------
    service : the service of the compose file.
    places : the addresses and folders of this stack.
    folder : for logs and the client's configuration.
    environment : where programs are looked for (PATH, STACK_TOOLS).

    Attributes
    ----------
    client : path of `mc`.

    Raises MissingProgram.
    """

    def __init__(
        self, service: Service, places: Places, folder: Path, environment: Mapping[str, str]
    ) -> None:
        self._places = places
        self._folder = folder
        own = places.environment(service)
        self._user, self._password = own["MINIO_ROOT_USER"], own["MINIO_ROOT_PASSWORD"]
        self._path = environment.get("PATH", "")
        self.client = find("mc", environment)
        program, *arguments = places.command(service)
        self._server = Process(
            [find(program, environment), *arguments],
            {"PATH": self._path, "HOME": str(folder)} | own,
            folder / "logs" / "minio.log",
            secrets=(self._user, self._password),
        )

    @property
    def endpoint(self) -> str:
        """The store's address, http://127.0.0.1:port."""
        return f"http://{self._places.address(ADDRESS)}"

    @property
    def page(self) -> str:
        """The address of the store's page for people."""
        return f"http://{self._places.address(PAGE)}"

    def launch(self) -> None:
        """Start the server and return at once."""
        self._server.launch()

    def start(self) -> None:
        """Start the server and return when it takes objects. Raises SetupError with its last words."""
        self.launch()
        self._server.wait(self._answers)

    def stop(self) -> None:
        """End the server cleanly; its data stays."""
        self._server.stop()

    def kill(self) -> None:
        """End the server as a power cut would (SIGKILL); its data stays."""
        self._server.kill()

    def alias(self) -> dict[str, str]:
        """Return the variable that makes `store` an alias of `mc`, with the administrator's credentials."""
        address = self._places.address(ADDRESS)
        return {"MC_HOST_store": f"http://{self._user}:{self._password}@{address}"}

    def mc(self, *arguments: str) -> str:
        """Run `mc` with the alias `store` and return what it prints.

        Raises subprocess.CalledProcessError with `stderr` when it fails.
        """
        answer = subprocess.run(
            [self.client, "--config-dir", str(self._folder / "mc"), "--quiet", *arguments],
            env={"PATH": self._path, "HOME": str(self._folder), **self.alias()},
            capture_output=True,
            text=True,
            check=False,
        )
        try:
            answer.check_returncode()
        except subprocess.CalledProcessError as error:
            error.add_note(answer.stderr)
            raise
        return answer.stdout

    def _answers(self) -> bool:
        try:
            answer = urllib3.request("GET", self.endpoint + ALIVE, timeout=ALIVE_SECONDS, retries=False)
        except urllib3.exceptions.HTTPError:
            return False
        return answer.status == HTTPStatus.OK
