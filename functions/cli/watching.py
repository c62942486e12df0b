"""What `watch` does with its options."""

import sys
import threading
from pathlib import Path

import typer

from common import logs
from common.errors import SetupError
from common.settings import Settings
from functions.cli.file_lines import FileLines, Tally, noteworthy
from functions.cli.paths import nearest_folder
from functions.score import wiring
from functions.score.observer import Observer, log_settlement
from functions.score.triggers.folder_scoring import in_own_process
from functions.score.triggers.stopping import stop_on_signals
from functions.score.triggers.watch import Watcher, watch, watch_once


def run(folder: Path, settings: Settings, *, create: bool, once: bool, quiet: bool) -> None:
    """Watch a folder; for a person, print a line per file, otherwise log."""
    _check(folder, create=create)
    tally = Tally()
    human = _for_a_person(settings)
    output = _output(folder, settings, human=human)
    observers = (tally, noteworthy(output) if quiet else output)
    with in_own_process(settings, folder, observers) as settle:
        watcher = Watcher(wiring.folder_store(folder, settings), settle)
        if once:
            watch_once(folder, watcher)
        else:
            if not quiet:
                _announce(folder, human=human)
            stop = threading.Event()
            with stop_on_signals(stop.set):
                watch(folder, watcher, stop)
    if human and not quiet:
        typer.echo(tally.summary())
    if once:
        raise typer.Exit(tally.exit_code)


def _check(folder: Path, *, create: bool) -> None:
    """Make the folder if that was asked for; raises SetupError if there is none to watch."""
    if folder.is_dir():
        return
    if create and not folder.exists():
        folder.mkdir(parents=True)
        return
    if folder.exists():
        raise SetupError(f"{str(folder)!r} is not a folder")
    raise SetupError(f"there is no folder {str(folder)!r}{nearest_folder(folder)}; --create makes it")


def _for_a_person(settings: Settings) -> bool:
    """Tell whether to print lines for a person: on a terminal, unless a setting asks for JSON."""
    if settings.log_format == "auto":
        return sys.stdout.isatty() or sys.stderr.isatty()
    return settings.log_format == "human"


def _output(folder: Path, settings: Settings, *, human: bool) -> Observer:
    """Return the observer that prints or logs what became of each file."""
    if not human:
        logs.set_up("json")
        return log_settlement
    logs.set_up("human", "driftline")
    logs.warnings_alone()
    return FileLines(folder, with_report=settings.report, traceback=settings.traceback)


def _announce(folder: Path, *, human: bool) -> None:
    message = f"watching {folder}: drop files under {folder / 'drifts'}"
    if human:
        typer.echo(f"{message}; Ctrl-C stops", err=True)
    else:
        logs.LOGGER.info("%s", message)
