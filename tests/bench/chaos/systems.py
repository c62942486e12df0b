"""The stores and queues of a chaos run: MinIO with RabbitMQ, S3 with SQS, or MinIO with Pub/Sub."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Protocol

from minio.credentials.providers import StaticProvider

from common import settings
from common.stores.minio import MinioStore
from infra.stack import Stack, aws, bridged
from infra.stack.ministack import CREDENTIALS, REGION

if TYPE_CHECKING:
    from pathlib import Path

    from chaos.plan import Plan

SPOOL = "volumes/minio-spool"
SPOOL_BYTES = "4m"


class System(Protocol):
    """A store that tells a queue about its files.

    Attributes
    ----------
    bucket : its name; every version of its objects stays.
    """

    bucket: str

    def start(self) -> None:
        """Start the servers, with an empty bucket."""
        ...

    def kill(self) -> None:
        """End the servers."""
        ...

    def store(self) -> MinioStore:
        """Return the bucket as its administrator sees it; a client of its own for each thread."""
        ...

    def worker_settings(self, **overrides: object) -> dict[str, str]:
        """Return the environment of a worker; overrides are settings by name."""
        ...


class RabbitmqSystem:
    """MinIO and RabbitMQ.

    Attributes
    ----------
    bucket : see `System`.
    stack : the servers.
    administrator : the environment of their administrator.
    spool : the folder in which MinIO keeps events; a tmpfs if the plan has a full disk.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._with_full_disk = plan.with_full_disk
        self.spool = folder / SPOOL
        if self._with_full_disk:
            self.spool.mkdir(parents=True)
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={SPOOL_BYTES}", "tmpfs", self.spool], check=True
            )
        self.stack = Stack(folder, os.environ, ttl_ms=plan.ladder_ms)
        self.administrator = self.stack.settings("bootstrap")
        self.bucket = self.stack.settings()["DRIFTLINE_BUCKET"]

    def start(self) -> None:
        """Start both servers, and make them ready."""
        self.stack.start()
        self.stack.run("bootstrap")
        self.stack.mc("version", "enable", f"store/{self.bucket}")

    def kill(self) -> None:
        """End both servers."""
        self.stack.kill()
        if self._with_full_disk:
            subprocess.run(["umount", "--lazy", self.spool], check=False)

    def store(self) -> MinioStore:
        """Return the bucket as its administrator sees it."""
        return MinioStore.from_settings(settings.load(self.administrator))

    def worker_settings(self, **overrides: object) -> dict[str, str]:
        """Return the environment of a worker."""
        return self.stack.settings("score", **overrides)


class SqsSystem:
    """S3 and SQS of one MiniStack, which keeps everything in memory: only workers can be disturbed."""

    bucket = aws.BUCKET

    def __init__(self, folder: Path, _plan: Plan) -> None:
        self._aws = aws.AwsStack(folder, os.environ)

    def start(self) -> None:
        """Start the server."""
        self._aws.start()
        versioning = {"Status": "Enabled"}
        self._aws.client("s3").put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration=versioning)

    def kill(self) -> None:
        """End the server."""
        self._aws.server.kill()

    def store(self) -> MinioStore:
        """Return the bucket."""
        credentials = StaticProvider(*CREDENTIALS.values())
        return MinioStore(self._aws.server.endpoint, self.bucket, credentials=credentials, region=REGION)

    def worker_settings(self, **overrides: object) -> dict[str, str]:
        """Return the environment of a worker."""
        return self._aws.settings(**overrides)


class PubsubSystem:
    """MinIO and pstest, which keeps everything in memory: only workers can be disturbed."""

    bucket = bridged.BUCKET

    def __init__(self, folder: Path, _plan: Plan) -> None:
        self._stack = bridged.BridgedStack(folder, os.environ)

    def start(self) -> None:
        """Start all servers, and make them ready."""
        self._stack.start()
        self._stack.minio.mc("version", "enable", f"store/{self.bucket}")

    def kill(self) -> None:
        """End all servers."""
        self._stack.kill()

    def store(self) -> MinioStore:
        """Return the bucket."""
        return MinioStore.from_settings(settings.load(self._stack.settings()))

    def worker_settings(self, **overrides: object) -> dict[str, str]:
        """Return the environment of a worker."""
        return self._stack.settings(**overrides)


# By the name of the queue, as `driftline worker --queue` has it.
SYSTEMS: dict[str, type[RabbitmqSystem | SqsSystem | PubsubSystem]] = {
    "rabbitmq": RabbitmqSystem,
    "sqs": SqsSystem,
    "pubsub": PubsubSystem,
}
