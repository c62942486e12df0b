"""`python -m infra.stack` (`make stack`): real MinIO and RabbitMQ on this machine, until Ctrl-C."""

import argparse
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from common.errors import DriftlineError
from infra.stack import Stack, minio, rabbitmq
from infra.stack.stack import CHECKOUT, DRIFTLINE

FOLDER = CHECKOUT / "build" / "stack"
PRIVATE = 0o600


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Start both servers, set the bucket up, say what to type next, and stop on Ctrl-C or SIGTERM."""
    given = _parsed(arguments)
    ports = {
        minio.ADDRESS: given.minio_port,
        minio.PAGE: given.minio_page_port,
        rabbitmq.ADDRESS: given.rabbitmq_port,
    }
    # A shell that starts a job in the background may have it ignore SIGINT, and Python leaves that as it is.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with Stack(given.folder, environment, ports=ports) as stack:
            _say(stack.run("bootstrap"))
            _say(_welcome(stack, _write_settings(stack, given.folder)))
            signal.pause()
    except KeyboardInterrupt:
        _say("stopped")
    except DriftlineError as error:
        _say(f"driftline: {error}")
        return 2
    except subprocess.CalledProcessError as error:
        _say(error.stderr)
        return 2
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.stack", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="data and logs (default: %(default)s)")
    parser.add_argument("--minio-port", type=int, default=9000, help="default: %(default)s")
    parser.add_argument("--minio-page-port", type=int, default=9001, help="default: %(default)s")
    parser.add_argument("--rabbitmq-port", type=int, default=5672, help="default: %(default)s")
    return parser.parse_args(arguments)


def _write_settings(stack: Stack, folder: Path) -> Path:
    """Write what programs of ours and `mc` need; for a shell to `source`, for nobody else to read."""
    path = folder.resolve() / "settings.sh"
    path.touch(mode=PRIVATE)
    settings = stack.settings() | stack.minio.alias() | {"DRIFTLINE_LOG_FORMAT": "auto"}
    lines = [f"export {name}={shlex.quote(value)}" for name, value in settings.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _welcome(stack: Stack, settings: Path) -> str:
    bucket = stack.settings()["DRIFTLINE_BUCKET"]
    return f"""
MinIO     {stack.minio.endpoint}
          page {stack.minio.page}; user and password: MINIO_ROOT_* in {settings.parent}/.env
RabbitMQ  127.0.0.1:{stack.rabbitmq.port}
logs      {settings.parent}/logs

In another terminal:
  source {settings}
  {DRIFTLINE} worker
and in a third:
  source {settings}
  {stack.minio.client} cp baseline.csv store/{bucket}/baselines/reviews.csv
  {stack.minio.client} cp reviews.csv store/{bucket}/drifts/reviews.csv
  {stack.minio.client} cat store/{bucket}/results/reviews.csv.json

Ctrl-C stops both; their data stays."""


def _say(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
