"""The bridge from MinIO to Pub/Sub as a server of its own."""

import os
import sys

import typer

from common.settings import Settings
from functions.score.triggers.pubsub import bridge
from functions.score.triggers.pubsub.connection import open_publisher


def run(host: str, port: int, settings: Settings) -> None:
    """Become the server; raises SetupError if a setting is missing, or Google's credentials are."""
    bridge.Bridge(settings)
    open_publisher()
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    typer.echo(f"bridge: {address} takes MinIO's events; Ctrl-C stops", err=True)
    server = [sys.executable, "-m", "functions_framework", "--source", bridge.__file__, "--target", "bridge"]
    os.execv(sys.executable, [*server, "--host", host, "--port", str(port)])  # noqa: S606 - a program of ours, without a shell
