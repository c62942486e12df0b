"""The commands of an operator: the set-up, how Driftline is doing, what is wrong, what nobody takes."""

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from common import settings
from common.errors import SetupError
from functions.cli import extras
from functions.cli.bucket_options import time_since
from functions.cli.endings import Command
from functions.cli.letter_queue import Queue
from functions.cli.paths import file_argument, file_option
from functions.cli.worker_queue import WorkerQueue

if TYPE_CHECKING:
    from functions.cli.dead_letters import Letters
    from functions.operations.access import Access

app = typer.Typer()
letters = typer.Typer(no_args_is_help=True, help="List, show, replay or drop dead letters.")
app.add_typer(letters, name="dead-letters")

RULES = "STORE_RULES"  # the file of --rules, for a container
FIRST = Queue.DEAD_LETTER
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Rules = Annotated[
    Path | None,
    file_option(
        "--rules",
        envvar=RULES,
        help="Notification rules, an S3 NotificationConfiguration in JSON; by default Driftline's own.",
    ),
]


@app.command(cls=Command)
def bootstrap(
    rules: Rules = None,
    *,
    queue: Annotated[
        WorkerQueue, typer.Option("--queue", help="The queue to make ready; rabbitmq includes MinIO.")
    ] = WorkerQueue.RABBITMQ,
) -> None:
    """Make store and queue ready: create what is missing, correct what differs, change nothing else."""
    match queue:
        case WorkerQueue.RABBITMQ:
            done = _prepared_rabbitmq(rules)
        case WorkerQueue.PUBSUB:
            done = _prepared_pubsub()
        case WorkerQueue.SQS:
            raise SetupError("bootstrap cannot make SQS ready; README.md has the commands of the AWS CLI")
    for line in done:
        typer.echo(line)


def _prepared_rabbitmq(rules: Path | None) -> list[str]:
    from functions.score.triggers import rabbitmq
    from infra.bootstrap import bootstrap as make_ready
    from infra.minio import notifications, users
    from infra.rabbitmq import definitions

    configured = settings.load()
    return make_ready(
        configured,
        rules or notifications.shipped(),
        prepare_broker=partial(
            rabbitmq.ensure_topology, configured.broker_url.get_secret_value(), definitions.read()
        ),
        store_users=users.from_environment(os.environ),
    )


def _prepared_pubsub() -> list[str]:
    extras.require("gcp")
    from functions.score.triggers.pubsub.preparing import prepare

    return prepare(settings.load())


@app.command(cls=Command)
def definitions(
    target: Annotated[Path, file_argument(help="File to write, which RabbitMQ loads at boot.")],
    template: Annotated[
        Path | None, file_option(help="Definitions without passwords; by default Driftline's own.")
    ] = None,
) -> None:
    """Write RabbitMQ's queues and users, with hashes of the passwords in RABBITMQ_<USER>_PASSWORD."""
    from infra.rabbitmq.definitions import TEMPLATE, write

    for line in write(target, os.environ, template=template or TEMPLATE):
        typer.echo(line)


@app.command(cls=Command)
def status(
    *,
    as_json: AsJson = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Do not look for files without a verdict, which lists the bucket.")
    ] = False,
    rules: Rules = None,
) -> None:
    """Show queues, workers, dead letters, files without a verdict, rules and users.

    Asks SQS, not RabbitMQ, if DRIFTLINE_SQS_QUEUE is set. Needs the credentials of `bootstrap`.
    Exit code: 0 all is well, 1 a person is needed, 2 it could not find out.
    """
    extras.require("score")
    from functions.cli import check_lines
    from functions.operations.status import status as look

    check_lines.finish(look(_access(rules), datetime.now(UTC), with_files=not quick), as_json=as_json)


@app.command(cls=Command)
def doctor(
    key: Annotated[str | None, typer.Argument(help="A drift file; by default the whole set-up.")] = None,
    *,
    as_json: AsJson = False,
    rules: Rules = None,
) -> None:
    """Explain what became of a file, or check the whole set-up, and advise what to do.

    Asks SQS, not RabbitMQ, if DRIFTLINE_SQS_QUEUE is set. Needs the credentials of `bootstrap`.
    Exit code: 0 all is well, 1 a person is needed, 2 it could not find out.
    """
    extras.require("score")
    from functions.cli import diagnosis

    diagnosis.run(key, _access(rules), as_json=as_json)


Ids = Annotated[list[str] | None, typer.Argument(help="Ids of letters, or their first digits.")]
Reason = Annotated[str, typer.Option("--reason", help="Only letters whose reason contains this.")]
Key = Annotated[str, typer.Option("--key", help="Only letters about a file whose key contains this.")]
Since = Annotated[
    datetime | None,
    typer.Option(
        "--since",
        help="Only letters since then: 2026-11-01, 2026-11-01T08:30 (UTC), or 7d, 3h, 20m ago.",
        parser=time_since,
        metavar="<time>",
    ),
]
Everything = Annotated[bool, typer.Option("--all", help="All letters.")]
From = Annotated[Queue, typer.Option("--queue", help="Where the letters are.")]


@letters.command("list", cls=Command)
def list_letters(
    reason: Reason = "", key: Key = "", since: Since = None, *, queue: From = FIRST, as_json: AsJson = False
) -> None:
    """List the dead letters, the oldest first: when, about which file, and why."""
    _letters(queue, reason=reason, key=key, since=since).list(as_json=as_json)


@letters.command("show", cls=Command)
def show_letters(
    ids: Ids = None,
    *,
    reason: Reason = "",
    key: Key = "",
    since: Since = None,
    queue: From = FIRST,
    as_json: AsJson = False,
) -> None:
    """Show everything about letters: their headers and messages."""
    _letters(queue, ids, reason=reason, key=key, since=since).show(as_json=as_json)


@letters.command("replay", cls=Command)
def replay_letters(
    ids: Ids = None,
    *,
    reason: Reason = "",
    key: Key = "",
    since: Since = None,
    everything: Everything = False,
    queue: From = FIRST,
) -> None:
    """Give letters to the workers again, as new events with no attempts behind them."""
    _letters(queue, ids, reason=reason, key=key, since=since, everything=everything).replay()


@letters.command("drop", cls=Command)
def drop_letters(  # noqa: PLR0913 - one parameter per option
    ids: Ids = None,
    *,
    reason: Reason = "",
    key: Key = "",
    since: Since = None,
    everything: Everything = False,
    queue: From = FIRST,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove letters for ever. Their files stay; `reconcile` scores those that have no verdict."""
    _letters(queue, ids, reason=reason, key=key, since=since, everything=everything).drop(yes=yes)


def _letters(queue: Queue, ids: list[str] | None = None, **chosen: Any) -> "Letters":
    extras.require("score")
    from functions.cli.dead_letters import Letters
    from functions.operations.selection import Selection

    return Letters(settings.load(), queue, Selection(tuple(ids or ()), **chosen))


def _access(rules: Path | None) -> "Access":
    from functions.operations.access import Access

    return Access.from_settings(settings.load(), os.environ, rules)
