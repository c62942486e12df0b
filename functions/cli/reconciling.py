"""What `reconcile` does with its options."""

import logging
import sys
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

import typer

from common import logs
from common.events import ObjectCreated
from common.printable import printable
from common.settings import Settings
from functions.cli.endings import ERROR
from functions.score import wiring
from functions.score.observer import log_verdict
from functions.score.runtime.progress import changing_line
from functions.score.settlement import Settlement
from functions.score.tools import Tools
from functions.score.triggers import sweep
from functions.score.triggers.settling import settle_event


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `reconcile`; see its help."""

    prefix: str
    since: datetime | None
    dry_run: bool
    verify: bool


def run(options: Options, settings: Settings) -> None:
    """Sweep the bucket once, print what was done and exit."""
    tally = sweep.Tally()
    human = settings.log_format == "human" or (settings.log_format == "auto" and sys.stderr.isatty())
    with changing_line(tally.so_far) if human else nullcontext():
        _set_up_log(human=human)
        if options.dry_run:
            store = wiring.bucket_store(settings)
            settle = sweep.dry(store, _print)
        else:
            tools = wiring.bucket_tools(settings)
            store, settle = tools.store, _scoring(tools, human=human)
        sweep.reconcile(store, settle, _looked_at(options, settings), tally, dry_run=options.dry_run)
    typer.echo(tally, err=True)
    if tally.endings[sweep.Ending.FAILED]:
        raise typer.Exit(ERROR)


def _print(key: str) -> None:
    """Print a key, above the changing line if both are on a terminal."""
    sys.stdout.write(f"{printable(key)}\n")


def _set_up_log(*, human: bool) -> None:
    """Log every event for a program; for a person, the lines of the sweep alone."""
    logs.set_up("human" if human else "json", "driftline")
    for name in (logs.LOGGER.name, *logs.PACKAGES):
        logging.getLogger(name).setLevel(logging.INFO)


def _looked_at(options: Options, settings: Settings) -> sweep.Options:
    return sweep.Options(
        prefix=options.prefix,
        since=options.since,
        verify=options.verify,
        rescore_replaced=settings.rescore_replaced_baselines,
        baseline_wait_seconds=settings.baseline_wait_seconds,
    )


def _scoring(tools: Tools, *, human: bool) -> sweep.Settle:
    """Return what scores a file; for a program it logs the verdict. The sweep logs everything else."""
    tools = replace(tools, observers=() if human else (log_verdict,))

    def settle(event: ObjectCreated, /, *, waited_enough: bool) -> Settlement:
        return settle_event(event, tools, last_attempt=False, waited_enough=waited_enough)

    return settle
