"""Door: the command line. Each command imports what it needs when it is called."""

import json
import os
import sys
import threading
import traceback
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from common import logs, settings
from common.errors import DriftlineError
from common.verdict.document import Verdict, json_schema
from functions.score.runtime.progress import progress_bar
from functions.score.triggers.stopping import stop_on_signals

# Exit codes of `score`, and of every command that fails.
NO_DRIFT, DRIFT, ERROR = 0, 1, 2

app = typer.Typer(
    help="Drop a data file in a bucket, get a drift verdict beside it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
Folder = Annotated[Path, typer.Argument(help="The folder that is the bucket.", file_okay=False)]


@app.command()
def score(
    baseline: Annotated[Path, typer.Argument(help="The reference file.")],
    drift: Annotated[Path, typer.Argument(help="The new file.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the report, an HTML page, to this file.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Embed every text of the compared rows.")] = False,
) -> None:
    """Compare two files. Exits with 0: no drift, 1: drift, 2: error."""
    from functions.score.triggers.two_files import compare
    from functions.terminal import print_verdict

    answer = compare(baseline, drift, settings.load(), full=full, report=bool(report))
    verdict = answer.verdict
    if as_json:
        sys.stdout.write(verdict.to_json().decode())
    else:
        print_verdict(verdict)
    if report:
        from functions.score.report import render

        report.write_bytes(render(verdict, answer.maps))
    raise typer.Exit(exit_code(verdict))


@app.command()
def watch(folder: Folder) -> None:
    """Score whatever is dropped under FOLDER/drifts; no server needed. Ctrl-C stops."""
    from functions.score import wiring
    from functions.score.triggers.watch import Watcher
    from functions.score.triggers.watch import watch as watch_folder

    configured = settings.load()
    logs.set_up(configured.log_format)
    tools = wiring.tools(configured, wiring.folder_store(folder, configured), progress_bar)
    tools.encoder()  # a model that is not to be had is said now, not with the first file
    logs.LOGGER.info("watching %s: drop files under %s", folder, folder / "drifts")
    stop = threading.Event()
    with stop_on_signals(stop.set):
        watch_folder(folder, Watcher(tools), stop)


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Argument(help="Where to; a new folder by default.")] = None,
) -> None:
    """Drop two sample files into a folder, one that drifts and one that does not, and show the verdicts."""
    from functions import demo as demonstration

    demonstration.run(folder, settings.load())


@app.command()
def worker() -> None:
    """Score what the bucket's notifications bring through RabbitMQ. SIGTERM stops after the file at hand."""
    from functions.score import wiring
    from functions.score.triggers.rabbitmq import Broker
    from functions.score.triggers.rabbitmq.health import Health
    from functions.score.triggers.rabbitmq.worker import Worker

    configured = settings.load()
    logs.set_up(configured.log_format)
    tools = wiring.tools(configured, wiring.bucket_store(configured))
    tools.encoder()  # loading takes longer than a heartbeat may: before connecting
    health = Health()
    with health.served(configured.health_host, configured.health_port):
        Worker(partial(Broker, configured.broker_url.get_secret_value()), tools, health).run()


@app.command()
def bootstrap(
    rules: Annotated[
        Path | None,
        typer.Option(
            help="Notification rules, S3's NotificationConfiguration in JSON; the shipped by default."
        ),
    ] = None,
) -> None:
    """Make store and broker ready: create what is missing, correct what differs, change nothing else."""
    from functions.score.triggers import rabbitmq
    from infra.bootstrap import bootstrap as make_ready
    from infra.minio import notifications, users
    from infra.rabbitmq import definitions

    configured = settings.load()
    done = make_ready(
        configured,
        rules or notifications.shipped(),
        prepare_broker=partial(
            rabbitmq.ensure_topology, configured.broker_url.get_secret_value(), definitions.read()
        ),
        store_users=users.from_environment(os.environ),
    )
    for line in done:
        typer.echo(line)


@app.command()
def definitions(
    target: Annotated[Path, typer.Argument(help="The file for RabbitMQ to load at boot.")],
    template: Annotated[
        Path | None, typer.Option(help="The definitions without passwords; the shipped by default.")
    ] = None,
) -> None:
    """Write the broker's topology and users, passwords from RABBITMQ_<USER>_PASSWORD as hashes."""
    from infra.rabbitmq.definitions import TEMPLATE, write

    for line in write(target, os.environ, template=template or TEMPLATE):
        typer.echo(line)


@app.command()
def reconcile() -> None:
    """Score every drift file in the bucket that has no verdict: what no event ever told of."""
    from functions.score import wiring
    from functions.score.triggers.reconcile import FAILED
    from functions.score.triggers.reconcile import reconcile as score_missed

    configured = settings.load()
    logs.set_up(configured.log_format)
    tools = wiring.tools(configured, wiring.bucket_store(configured))
    tools.encoder()  # a model that is not to be had is said now, not with every file
    counts = score_missed(tools)
    now = ", ".join(f"{count} {what}" for what, count in counts.items()) or "nothing to do"
    typer.echo(f"{counts.total()} files had no (final) verdict: {now}", err=True)
    if counts[FAILED]:
        raise typer.Exit(ERROR)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a verdict."""
    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")


def exit_code(verdict: Verdict) -> int:
    """Return 0 for no drift, 1 for drift, 2 where the verdict could not be reached."""
    if verdict.status != "ok":
        return ERROR
    return DRIFT if verdict.drifted else NO_DRIFT


def main() -> NoReturn:
    """Run the command line; what an operator can mend is one line and exit code 2."""
    try:
        app()
    except DriftlineError as error:
        _complain(str(error))
    except OSError as error:
        _complain(f"{error.strerror or error}: {error.filename!r}" if error.filename else str(error))
    except Exception:  # noqa: BLE001 - a fault of ours: its trace is wanted, and no code that means drift
        traceback.print_exc()
        sys.exit(ERROR)
    sys.exit(0)


def _complain(message: str) -> NoReturn:
    typer.secho(f"driftline: {message}", err=True, fg=typer.colors.RED)
    sys.exit(ERROR)
