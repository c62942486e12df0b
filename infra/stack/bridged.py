"""MinIO whose events reach a topic of Pub/Sub through `driftline bridge`; all three are real processes."""

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from common import keys
from infra import credentials
from infra.stack import compose, minio
from infra.stack.bridge import BridgeServer
from infra.stack.places import Places, free_ports
from infra.stack.pubsub import PROJECT, PubsubServer
from infra.stack.stack import CHECKOUT, DRIFTLINE, SETTING

BUCKET, SUBSCRIPTION = "ml-drift-datasets", "drift-score"
# Tells the bridge about new drift files, as in the README.
RULE = f"event add store/{BUCKET} arn:minio:sqs::BRIDGE:webhook --event put --prefix {keys.DRIFTS}"
# What MinIO has in the compose file for its own target, RabbitMQ.
NOTIFY = "MINIO_NOTIFY_"


class BridgedStack:
    """MinIO with the variables of infra/minio/bridge.env, the bridge, and pstest with what a worker needs.

    Parameters
    ----------
    folder : for data, logs, and `.env` with random credentials.
    environment : PATH and STACK_TOOLS, the folders to find programs in.

    Attributes
    ----------
    minio, bridge, pubsub : the servers.

    Raises MissingProgram.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        self.pubsub = PubsubServer(folder, environment)
        self._client = {"PATH": environment.get("PATH", ""), **self.pubsub.client_variables()}
        self.bridge = BridgeServer(folder, f"projects/{PROJECT}/topics/{SUBSCRIPTION}", self._client)
        credentials.ensure(folder / ".env", CHECKOUT / ".env.example")
        service = compose.read(CHECKOUT / "docker-compose.yml", credentials.read(folder / ".env"))["minio"]
        own = {name: value for name, value in service.environment.items() if not name.startswith(NOTIFY)}
        own |= credentials.read(CHECKOUT / "infra/minio/bridge.env")
        own["MINIO_NOTIFY_WEBHOOK_ENDPOINT_BRIDGE"] = self.bridge.endpoint
        own["MINIO_NOTIFY_WEBHOOK_AUTH_TOKEN_BRIDGE"] = self.bridge.token
        places = Places(CHECKOUT, folder, dict(zip([minio.ADDRESS, minio.PAGE], free_ports(2), strict=True)))
        self.minio = minio.MinioServer(replace(service, environment=own), places, folder, environment)
        self._administrator = {
            "DRIFTLINE_STORE_ACCESS_KEY": own["MINIO_ROOT_USER"],
            "DRIFTLINE_STORE_SECRET_KEY": own["MINIO_ROOT_PASSWORD"],
        }

    def start(self) -> None:
        """Start all three, and create what is in them. Raises SetupError with the end of a server's log."""
        try:
            self.pubsub.start()
            self.bootstrap()
            self.bridge.start()
            self.minio.start()
            self.minio.mc("mb", f"store/{BUCKET}")
            self.minio.mc(*RULE.split())
        except BaseException:
            self.kill()
            raise

    def bootstrap(self) -> None:
        """Create topics and subscriptions with our own command; pstest loses them when it stops.

        Raises subprocess.CalledProcessError with `stderr` if it fails.
        """
        command = [str(DRIFTLINE), "bootstrap", "--queue", "pubsub"]
        environment = self._client | self.settings()
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    def kill(self) -> None:
        """Kill all three as a power cut would."""
        for server in (self.minio, self.bridge, self.pubsub):
            server.kill()

    def settings(self, **overrides: object) -> dict[str, str]:
        """Return the environment of a worker; overrides are settings by name, such as `threads=1`."""
        own = {"bucket": BUCKET, "store_endpoint": self.minio.endpoint, "pubsub_subscription": SUBSCRIPTION}
        named = {SETTING + name.upper(): str(value) for name, value in (own | overrides).items()}
        return self.pubsub.client_variables() | self._administrator | named
