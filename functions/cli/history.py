"""The commands about the histories of datasets."""

from typing import Annotated

import typer

from common import keys, settings
from common.errors import SetupError
from functions.cli import extras
from functions.cli.bucket_options import Folder, Prefix
from functions.cli.endings import Command

app = typer.Typer()
history = typer.Typer(no_args_is_help=True, help="Show or rebuild the history of a dataset.")
app.add_typer(history, name="history")


@history.command("show", cls=Command)
def show(
    baseline: Annotated[str, typer.Argument(help="Key of the baseline.", metavar="BASELINE_KEY")],
    *,
    last: Annotated[int, typer.Option("--last", help="How many files, the last ones.", min=1)] = 20,
    folder: Folder = None,
) -> None:
    """Print a line for each of the last files: when, which, how many rows, and what was found."""
    extras.require("score")
    from functions.cli import histories

    histories.show(baseline, last, folder, settings.load())


@history.command("rebuild", cls=Command)
def rebuild(
    baseline: Annotated[
        str | None, typer.Argument(help="Key of the baseline.", metavar="BASELINE_KEY")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="The histories of all baselines.")] = False,
    prefix: Prefix = keys.DRIFTS,
    folder: Folder = None,
) -> None:
    """Read the verdicts under results/, and add those that a history lacks.

    What is in a history already stays; delete the object first to begin from nothing.
    """
    extras.require("score")
    from functions.cli import histories

    if everything == (baseline is not None):
        raise SetupError("name either one baseline or --all")
    histories.rebuild(baseline, prefix, folder, settings.load())


@app.command(cls=Command)
def accept(
    drift: Annotated[str, typer.Argument(help="Key of the drift file.", metavar="DRIFT_KEY")],
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Take back that the change was accepted.")] = False,
    folder: Folder = None,
) -> None:
    """Accept the change of a drift file as usual from now on. Verdicts that are there do not change."""
    extras.require("score")
    from functions.cli import histories

    (histories.take_back if undo else histories.accept)(drift, folder, settings.load())
