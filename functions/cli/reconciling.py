"""What `reconcile` does with its options."""

from dataclasses import dataclass, replace
from datetime import datetime

import typer

from common import logs
from common.events import ObjectCreated
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
    with changing_line(tally.__str__):
        logs.set_up(settings.log_format, "RECONCILE")
        if options.dry_run:
            store = wiring.bucket_store(settings)
            settle = sweep.dry(store, typer.echo)
        else:
            tools = wiring.bucket_tools(settings)
            store, settle = tools.store, _scoring(tools)
        sweep.reconcile(store, settle, _looked_at(options, settings), tally, dry_run=options.dry_run)
    typer.echo(tally, err=True)
    if tally.endings[sweep.Ending.FAILED]:
        raise typer.Exit(ERROR)


def _looked_at(options: Options, settings: Settings) -> sweep.Options:
    return sweep.Options(
        prefix=options.prefix,
        since=options.since,
        verify=options.verify,
        rescore_replaced=settings.rescore_replaced_baselines,
        baseline_wait_seconds=settings.baseline_wait_seconds,
    )


def _scoring(tools: Tools) -> sweep.Settle:
    """Return what scores a file and logs its verdict; the sweep logs everything else."""
    tools = replace(tools, observers=(log_verdict,))

    def settle(event: ObjectCreated, /, *, waited_enough: bool) -> Settlement:
        return settle_event(event, tools, last_attempt=False, waited_enough=waited_enough)

    return settle
