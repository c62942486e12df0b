"""The commands. Each imports what it needs when it is called."""

import io
import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from common import keys, settings
from common.verdict.document import json_schema
from functions.cli import extras, history, operating
from functions.cli.bucket_options import DryRun, Prefix, Since, Verify
from functions.cli.endings import Command, one_line_errors
from functions.cli.paths import file_option, folder_argument
from functions.cli.worker_queue import WorkerQueue
from functions.formats.verdict_format import Format
from functions.score.triggers.file_type import FileType

FIRST = WorkerQueue.RABBITMQ

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    if wanted:
        from importlib.metadata import version

        typer.echo(f"driftline {version('driftline')}")
        raise typer.Exit


@app.callback()
def driftline(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Drop a data file in a bucket, get a drift verdict beside it."""


@app.command(cls=Command)
def score(  # noqa: PLR0913 - one parameter per option
    baseline: Annotated[
        str,
        typer.Argument(
            help="Reference file: a path, s3://bucket/key, gs://bucket/key, or - for standard input."
        ),
    ],
    drift: Annotated[str, typer.Argument(help="New file, named in the same way.")],
    *,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="Of the verdict; by default text, or the ending of --output (.json, .md, .xml, .html).",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    file_type: Annotated[
        FileType | None, typer.Option("--type", "-t", help="Format of standard input.")
    ] = None,
    output: Annotated[
        Path | None, file_option("--output", "-o", help="Write the verdict to this file instead.")
    ] = None,
    report: Annotated[Path | None, file_option(help="Write the report, an HTML page, to this file.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Embed every text of the compared rows.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
) -> None:
    """Compare two files. Exit code: 0 no drift, 1 drift, 2 error."""
    extras.require("score")
    from functions.cli import scoring

    scoring.run(
        baseline,
        drift,
        scoring.Options(form, as_json, file_type, output, report, full, quiet),
        settings.load(),
    )


@app.command(cls=Command)
def watch(
    folder: Annotated[Path, folder_argument(help="Folder to watch.")],
    *,
    create: Annotated[bool, typer.Option("--create", help="Make the folder if it does not exist.")] = False,
    once: Annotated[
        bool,
        typer.Option(
            "--once",
            help="Score the files that have no verdict yet, then exit: 0 no drift in them, 1 drift, 2 a file "
            "could not be scored or has no baseline.",
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print drift and errors only.")] = False,
) -> None:
    """Score every file that is put under FOLDER/drifts, without a server. Ctrl-C stops."""
    extras.require("score")
    from functions.cli import watching

    watching.run(folder, settings.load(), create=create, once=once, quiet=quiet)


@app.command(cls=Command)
def demo(
    folder: Annotated[Path | None, folder_argument(help="Folder for the demo; a new one by default.")] = None,
) -> None:
    """Put two sample files into a folder, one that drifts and one that does not, and show the verdicts."""
    extras.require("score")
    from functions import demo as demonstration

    demonstration.run(folder, settings.load())


@app.command(cls=Command)
def upload(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
) -> None:
    """Start the upload function: it stores the files that are POSTed to it. Ctrl-C stops."""
    extras.require("upload")
    from functions.upload import server

    server.run(host, port, settings.load())


@app.command(cls=Command)
def upload_token(
    name: Annotated[str, typer.Argument(help="Name of the client, for the log.")],
    folder: Annotated[
        str, typer.Argument(help="The folder below drifts/ that it may use; / is every folder.")
    ],
) -> None:
    """Make a token for a client of the upload function. It is printed once, and stored nowhere."""
    extras.require("upload")
    from functions.upload.tokens import new_token

    token, entry = new_token(name, folder)
    typer.echo(f"token for {name}: {token}")
    typer.echo(f"entry for DRIFTLINE_UPLOAD_TOKENS: {entry}")


@app.command(cls=Command)
def worker(
    queue: Annotated[WorkerQueue, typer.Option("--queue", help="Where the events come from.")] = FIRST,
    *,
    large: Annotated[
        bool,
        typer.Option("--large", help="Score the large files alone, which the other workers leave to it."),
    ] = False,
) -> None:
    """Score the files that a queue announces; on SIGTERM, finishes the current file, then exits."""
    extras.require("score")
    from functions.cli import working

    working.run(queue, settings.load, large=large)


@app.command(cls=Command)
def bridge(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8082,
) -> None:
    """Send the events that MinIO posts here to a topic of Pub/Sub. Ctrl-C stops."""
    extras.require("score")
    extras.require("gcp")
    from functions.cli import bridge_server

    bridge_server.run(host, port, settings.load())


@app.command(cls=Command)
def reconcile(
    *,
    prefix: Prefix = keys.DRIFTS,
    since: Since = None,
    dry_run: DryRun = False,
    verify: Verify = False,
) -> None:
    """Score every drift file in the bucket that has no verdict, such as those of lost events.

    Exit code 2 if a file failed.
    """
    extras.require("score")
    from functions.cli import reconciling

    reconciling.run(reconciling.Options(prefix, since, dry_run, verify), settings.load())


app.add_typer(operating.app)
app.add_typer(history.app)


@app.command(cls=Command)
def schema() -> None:
    """Print the JSON Schema of a verdict."""
    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")


def main() -> NoReturn:
    """Run the command line."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # files contain names that a terminal cannot show
    with one_line_errors():
        app(prog_name="driftline")
    sys.exit(0)
