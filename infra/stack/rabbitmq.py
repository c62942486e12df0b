"""RabbitMQ as a process, with the configuration and the definitions that compose mounts."""

import json
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

from common.errors import SetupError
from infra.rabbitmq import definitions
from infra.stack.compose import Service
from infra.stack.places import LOOPBACK, Places, free_ports
from infra.stack.process import Process
from infra.stack.programs import find
from infra.stack.server import Server

ADDRESS = "rabbitmq:5672"
METRICS = "rabbitmq:15692"
# Two nodes of this name do not clash: each server has its own epmd, on its own port.
NODE = "driftline@localhost"
DATA = "/var/lib/rabbitmq"
CONFIGURATION = "/etc/rabbitmq/rabbitmq.conf"
METRICS_PLUGIN = "rabbitmq_prometheus"
# The first bytes that a client sends, and how long to wait for the answer.
GREETING = b"AMQP\x00\x00\x09\x01"
GREETING_SECONDS = 2.0


class RabbitmqServer(Server):
    """The service `rabbitmq`; it loads its users and topology at boot.

    Parameters
    ----------
    service, writer : the services `rabbitmq` and `definitions` of the compose file.
    places : the addresses and folders of this stack.
    folder : for configuration and logs.
    environment : PATH and STACK_TOOLS, the folders to find programs in.
    ttl_ms : how many milliseconds a message waits, by queue; by default the shipped times.

    Raises MissingProgram, and SetupError for a queue in which messages do not wait.
    """

    def __init__(
        self,
        service: Service,
        writer: Service,
        places: Places,
        folder: Path,
        environment: Mapping[str, str],
        *,
        ttl_ms: Mapping[str, int],
    ) -> None:
        self._service = service
        self._places = places
        self._folder = folder
        self._write_definitions(writer, ttl_ms)
        self._own = own = self._environment(environment)
        self._control = find("rabbitmqctl", environment)
        secrets = writer.environment.values()
        log = folder / "logs" / "rabbitmq.log"
        # With `-noinput` the script replaces itself by the Erlang VM, so signals reach the server.
        server = Process([find("rabbitmq-server", environment), "-noinput"], own, log, secrets=secrets)
        epmd = [find("epmd", environment), "-port", own["ERL_EPMD_PORT"], "-address", LOOPBACK]
        super().__init__(server, Process(epmd, own, folder / "logs" / "epmd.log"))

    @property
    def port(self) -> int:
        """The AMQP port on 127.0.0.1."""
        return self._places.port(ADDRESS)

    def control(self, *arguments: str) -> str:
        """Run `rabbitmqctl` with this server and return what it prints.

        Raises subprocess.CalledProcessError with `stderr` if it fails.
        """
        command = [self._control, "--quiet", "--node", NODE, *arguments]
        return subprocess.run(command, env=self._own, capture_output=True, text=True, check=True).stdout

    def _answers(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, self.port), GREETING_SECONDS) as connection:
                connection.sendall(GREETING)
                return bool(connection.recv(1))
        except OSError:
            return False

    def _write_definitions(self, writer: Service, ttl_ms: Mapping[str, int]) -> None:
        _, target, _, template = self._places.command(writer)
        document = json.loads(Path(template).read_text(encoding="utf-8"))
        waiting = {
            policy["name"]: policy["definition"]
            for policy in document["policies"]
            if "message-ttl" in policy["definition"]
        }
        for queue, milliseconds in ttl_ms.items():
            if queue not in waiting:
                raise SetupError(
                    f"there is no queue {queue!r} with a waiting time; there are: {', '.join(waiting)}"
                )
            waiting[queue]["message-ttl"] = milliseconds
        edited = self._folder / "definitions-template.json"
        edited.write_text(json.dumps(document), encoding="utf-8")
        definitions.write(Path(target), writer.environment, template=edited)

    def _environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        configuration = self._folder / "rabbitmq.conf"
        (shipped,) = (mount for mount in self._service.mounts if mount.target == CONFIGURATION)
        text = self._places.translate(self._places.path(shipped).read_text(encoding="utf-8"), self._service)
        metrics = self._places.knows(METRICS)
        if metrics:
            port = self._places.port(METRICS)
            text += f"\nprometheus.tcp.ip = {LOOPBACK}\nprometheus.tcp.port = {port}\n"
        configuration.write_text(text, encoding="utf-8")
        plugins = self._folder / "enabled_plugins"
        plugins.write_text(f"[{METRICS_PLUGIN if metrics else ''}].\n", encoding="utf-8")
        data = self._places.translate(DATA, self._service)
        distribution, epmd = free_ports(2)
        return self._places.environment(self._service) | {
            "PATH": environment.get("PATH", ""),
            "HOME": data,  # Erlang creates its cookie here
            "ERL_EPMD_PORT": str(epmd),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RABBITMQ_ALLOW_INPUT": "true",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",  # do not read the settings of this machine's own broker
            "RABBITMQ_CONFIG_FILE": str(configuration),
            "RABBITMQ_CONFIG_FILES": str(self._folder / "conf.d"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self._folder / "advanced.config"),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
            "RABBITMQ_LOG_BASE": str(self._folder / "logs"),  # for upgrades and crashes
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_MNESIA_BASE": f"{data}/mnesia",
            "RABBITMQ_NODENAME": NODE,
            "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }
