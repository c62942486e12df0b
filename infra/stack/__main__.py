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
from infra.stack.shell import obey_interrupts, say, typed, write_variables
from infra.stack.stack import CHECKOUT, DRIFTLINE

FOLDER = CHECKOUT / "build" / "stack"
SAMPLES = CHECKOUT / "functions" / "samples"
WELCOME = """
MinIO     {endpoint}
          page {page}; user and password: MINIO_ROOT_* in {folder}/.env
RabbitMQ  127.0.0.1:{broker_port}
logs      {folder}/logs

To start a worker, in a second terminal:
  source {folder}/score.sh
  {driftline} worker

To drop a file and wait for its verdict, in a third:
  source {folder}/score.sh
  mc cp {samples}/baseline.csv store/{bucket}/baselines/catalogue/
  mc cp {samples}/drifts/animals-and-plants.csv store/{bucket}/drifts/catalogue/
  until mc cat store/{bucket}/results/catalogue/animals-and-plants.csv.json 2>/dev/null; do sleep 1; done

To ask how it is doing, in a fourth:
  source {folder}/operator.sh
  {driftline} status

To start the upload function, in a fifth:
  source {folder}/upload.sh
  {driftline} upload
and to upload a file:
  curl -F baseline=@{samples}/baseline.csv -F drift=@{samples}/drifts/more-of-the-same.csv \\
    http://127.0.0.1:8000/check-drift

Ctrl-C stops both; their data stays."""


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Start both servers, run the bootstrap, print the next commands; stop on Ctrl-C or SIGTERM."""
    options = _parsed(arguments)
    ports = {
        minio.ADDRESS: options.minio_port,
        minio.PAGE: options.minio_page_port,
        rabbitmq.ADDRESS: options.rabbitmq_port,
    }
    obey_interrupts()
    try:
        with Stack(options.folder, environment, ports=ports) as stack:
            say(stack.run("bootstrap"))
            folder = options.folder.resolve()
            _write_variables(folder / "score.sh", stack, "score")
            _write_variables(folder / "upload.sh", stack, "upload")
            _write_variables(folder / "operator.sh", stack, "operator")
            say(_welcome(stack, folder))
            signal.pause()
    except KeyboardInterrupt:
        say("stopped")
    except DriftlineError as error:
        say(f"driftline: {error}")
        return 2
    except subprocess.CalledProcessError as error:
        say(error.stderr)
        return 2
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.stack", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="data and logs (default: %(default)s)")
    parser.add_argument("--minio-port", type=int, default=9000, help="default: %(default)s")
    parser.add_argument("--minio-page-port", type=int, default=9001, help="default: %(default)s")
    parser.add_argument("--rabbitmq-port", type=int, default=5672, help="default: %(default)s")
    return parser.parse_args(arguments)


def _write_variables(path: Path, stack: Stack, service: str) -> None:
    """Write the variables of one of our services and of `mc` for a shell."""
    variables = stack.settings(service) | {"DRIFTLINE_LOG_FORMAT": "auto"} | stack.minio.client_variables()
    # A function, because another program may be called mc.
    write_variables(path, variables, f'mc() {{ {shlex.quote(stack.minio.client)} "$@"; }}')


def _welcome(stack: Stack, folder: Path) -> str:
    return WELCOME.format(
        endpoint=stack.minio.endpoint,
        page=stack.minio.page,
        broker_port=stack.rabbitmq.port,
        bucket=stack.settings()["DRIFTLINE_BUCKET"],
        folder=typed(folder),
        driftline=typed(DRIFTLINE),
        samples=typed(SAMPLES),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
