"""MinIO as a process, with the command and the environment in the compose file."""

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
ALIVE = "/minio/health/cluster"  # answers 200 as soon as objects can be written
ALIVE_SECONDS = 2.0


class MinioServer:
    """The service `minio`, and its client `mc`.

    Parameters
    ----------
    service : the service of the compose file.
    places : the addresses and folders of this stack.
    folder : for logs and the client's configuration.
    environment : PATH and STACK_TOOLS, the folders to find programs in.

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
        """The address of the store's web page."""
        return f"http://{self._places.address(PAGE)}"

    def launch(self) -> None:
        """Start the server and return at once."""
        self._server.launch()

    def start(self) -> None:
        """Start the server, return when it accepts objects. Raises SetupError with the end of its log."""
        self.launch()
        self._server.wait(self._answers)

    def stop(self) -> None:
        """Stop the server cleanly; its data stays."""
        self._server.stop()

    def kill(self) -> None:
        """Kill the server as a power cut would (SIGKILL); its data stays."""
        self._server.kill()

    def freeze(self) -> None:
        """Freeze the server (SIGSTOP): it keeps its connections and answers nothing, like a stalled disk."""
        self._server.freeze()

    def thaw(self) -> None:
        """Let a frozen server continue."""
        self._server.thaw()

    def client_variables(self) -> dict[str, str]:
        """Return the variables with which `mc` knows the alias `store`, as the store's administrator."""
        address = self._places.address(ADDRESS)
        return {
            "MC_CONFIG_DIR": str(self._folder / "mc"),
            "MC_HOST_store": f"http://{self._user}:{self._password}@{address}",
        }

    def mc(self, *arguments: str) -> str:
        """Run `mc` with the alias `store` and return what it prints.

        Raises subprocess.CalledProcessError with `stderr` when it fails.
        """
        answer = subprocess.run(
            [self.client, "--quiet", *arguments],
            env={"PATH": self._path, "HOME": str(self._folder), **self.client_variables()},
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
