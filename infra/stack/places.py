"""Maps the addresses and folders of the containers to loopback ports and real folders."""

import random
import re
import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from common.errors import SetupError
from infra.stack.compose import Mount, Service

LOOPBACK = "127.0.0.1"
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - replaced, never listened on
# Below the ports that systems give to outgoing connections (Linux: from 32768 on), so a free port stays free
# until its server has started.
SERVER_PORTS = range(20_000, 32_000)
# Reserves a port for a process until it ends: a name that only one socket of the machine can have. (Linux:
# the first byte puts it in the abstract namespace, so there is no file to clean up.)
RESERVATION = "\0driftline-port-{port}"


class Places:
    """The addresses and folders of one stack.

    Parameters
    ----------
    checkout : the folder of the compose file.
    folder : contains the named volumes, below `volumes/`.
    ports : the port on this machine for each address in the compose network, such as {"minio:9000": 40001}.
    """

    def __init__(self, checkout: Path, folder: Path, ports: Mapping[str, int]) -> None:
        self._checkout = checkout
        self._folder = folder
        self._ports = dict(ports)

    def address(self, inside: str) -> str:
        """Return the address on this machine for one of the compose network, such as "minio:9000"."""
        return f"{LOOPBACK}:{self._ports[inside]}"

    def knows(self, inside: str) -> bool:
        """Return whether this stack has an address of the compose network."""
        return inside in self._ports

    def port(self, inside: str) -> int:
        """Return the port on this machine for an address of the compose network."""
        return self._ports[inside]

    def path(self, mount: Mount) -> Path:
        """Return the real path of a mount; creates the folder of a volume."""
        if not mount.named:
            return (self._checkout / mount.source).resolve()
        path = self._folder / "volumes" / mount.source
        path.mkdir(parents=True, exist_ok=True)
        return path

    def translate(self, text: str, service: Service) -> str:
        """Replace every address and every mounted path in a text of one service."""
        for inside in self._ports:
            text = re.sub(rf"(?<![\w.-]){re.escape(inside)}(?![\w@])", self.address(inside), text)
        for mount in service.mounts:
            text = re.sub(rf"(?<![\w/]){re.escape(mount.target)}(?![\w-])", str(self.path(mount)), text)
        if text == EVERY_ADDRESS:  # in a container, where no port is published unless compose says so
            return LOOPBACK
        own = re.fullmatch(r":(\d+)", text)  # an address to listen on
        return self.address(f"{service.name}:{own[1]}") if own else text

    def environment(self, service: Service) -> dict[str, str]:
        """Return a service's environment, translated for this machine."""
        return {name: self.translate(value, service) for name, value in service.environment.items()}

    def command(self, service: Service) -> list[str]:
        """Return a service's command, translated for this machine."""
        return [self.translate(word, service) for word in service.command]


def free_ports(count: int) -> list[int]:
    """Return that many loopback ports on which no server listens.

    No other process gets these ports from this function before this process ends, whether or not a server
    listens.
    """
    ports: list[int] = []
    for port in random.sample(SERVER_PORTS, len(SERVER_PORTS)):
        if len(ports) == count:
            break
        with suppress(SetupError):
            _reserve(port)
            require_free([port])
            ports.append(port)
    return ports


def _reserve(port: int) -> None:
    """Reserve a port until this process ends; raises SetupError if it is reserved already."""
    reservation = socket.socket(socket.AF_UNIX)
    try:
        reservation.bind(RESERVATION.format(port=port))
    except OSError as error:
        reservation.close()
        raise SetupError(f"port {port} is reserved by another process") from error
    reservation.detach()  # stays open until the process ends, and Python does not complain of that


def require_free(ports: Iterable[int]) -> None:
    """Raise SetupError with the first port that is taken."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError as error:
                raise SetupError(
                    f"port {port} of {LOOPBACK} is taken; stop the program on it, or choose another port"
                ) from error
