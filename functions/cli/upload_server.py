"""The upload function as a server of its own, without a container."""

import socket

import typer
import uvicorn

from common.errors import SetupError
from functions.upload.main import create

BACKLOG = 2048  # connections that wait to be accepted; uvicorn's default


def run(host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C; raises SetupError if the address is taken."""
    application = create()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SetupError(
            f"cannot listen on {host}:{port} ({error.strerror or error}); set --host and --port"
        ) from error
    with listening:
        address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
        typer.echo(f"upload function: {address}/docs describes it; Ctrl-C stops", err=True)
        uvicorn.Server(uvicorn.Config(application)).run(sockets=[listening])
