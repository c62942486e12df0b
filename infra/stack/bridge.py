"""`driftline bridge` as a process: it takes MinIO's events and publishes them to Pub/Sub."""

from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

from infra.stack.places import LOOPBACK, free_ports
from infra.stack.process import Process
from infra.stack.server import Server, answers_ok
from infra.stack.stack import DRIFTLINE


class BridgeServer(Server):
    """The bridge from MinIO to one topic.

    Parameters
    ----------
    folder : for its log.
    topic : its name, with its project.
    environment : the variables with which a client finds Pub/Sub.

    Attributes
    ----------
    token : what MinIO has to send.
    """

    def __init__(self, folder: Path, topic: str, environment: Mapping[str, str]) -> None:
        (self._port,) = free_ports(1)
        self.token = token_hex(16)
        own = {"DRIFTLINE_PUBSUB_TOPIC": topic, "DRIFTLINE_BRIDGE_TOKEN": self.token}
        command = [str(DRIFTLINE), "bridge", "--port", str(self._port)]
        log = folder / "logs" / "bridge.log"
        super().__init__(Process(command, {**environment, **own}, log, secrets=(self.token,)))

    @property
    def endpoint(self) -> str:
        """Where it takes events, http://127.0.0.1:port."""
        return f"http://{LOOPBACK}:{self._port}"

    def _answers(self) -> bool:
        return answers_ok(self.endpoint)
