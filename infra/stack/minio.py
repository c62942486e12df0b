"""MinIO as a process, with the command and the environment in the compose file."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from infra.stack.compose import Service
from infra.stack.places import Places
from infra.stack.process import Process
from infra.stack.programs import find
from infra.stack.server import Server, answers_ok

ADDRESS = "minio:9000"
PAGE = "minio:9001"
ALIVE = "/minio/health/cluster"  # answers 200 as soon as objects can be written


class MinioServer(Server):
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
        server = Process(
            [find(program, environment), *arguments],
            {"PATH": self._path, "HOME": str(folder)} | own,
            folder / "logs" / "minio.log",
            secrets=(self._user, self._password),
        )
        super().__init__(server)

    @property
    def endpoint(self) -> str:
        """The store's address, http://127.0.0.1:port."""
        return f"http://{self._places.address(ADDRESS)}"

    @property
    def page(self) -> str:
        """The address of the store's web page."""
        return f"http://{self._places.address(PAGE)}"

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
        return answers_ok(self.endpoint + ALIVE)
