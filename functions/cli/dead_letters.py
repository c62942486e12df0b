"""What `dead-letters` does with its options."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import typer

from common.errors import SetupError
from common.printable import printable_json
from common.settings import Settings
from functions.cli import letter_lines
from functions.cli.letter_queue import Queue
from functions.operations.letter_boxes import letter_box
from functions.operations.selection import Selection
from functions.score.triggers.dead_letter import DeadLetter


class Letters:
    """The letters of one queue that an operator means.

    Parameters
    ----------
    settings : name the queue system.
    queue : the queue.
    selection : which of its letters.

    Every method raises BrokerUnavailable if the broker does not answer, and SetupError if it refuses, or no
    letter has an id that was asked for.
    """

    def __init__(self, settings: Settings, queue: Queue, selection: Selection) -> None:
        self._box = letter_box(settings)
        self._queue = queue
        self._selection = selection

    def list(self, *, as_json: bool) -> None:
        """Print a line for each letter, then how many there are."""
        letters = self._read()
        if as_json:
            _print_json([letter_lines.document(letter) for letter in letters])
        elif letters:
            _print(letter_lines.table(letters, datetime.now(UTC)))
        typer.echo(self._queue.counted(len(letters)), err=True)

    def show(self, *, as_json: bool) -> None:
        """Print each letter with its headers and its message."""
        letters = self._read()
        if as_json:
            _print_json([letter_lines.document_with_message(letter) for letter in letters])
        for letter in () if as_json else letters:
            _print([*letter_lines.everything(letter, datetime.now(UTC)), ""])

    def replay(self) -> None:
        """Publish the letters again as new events, then remove them."""
        self._selection.require()
        done = self._box.replay(self._queue, _among(self._read()))
        typer.echo(f"replayed {self._queue.counted(len(done))}")

    def drop(self, *, yes: bool) -> None:
        """Remove the letters; ask before, unless `yes`."""
        self._selection.require()
        letters = self._read()
        if letters and not yes:
            self._confirm(letters)
        done = self._box.drop(self._queue, _among(letters))
        typer.echo(f"dropped {self._queue.counted(len(done))}")

    def _read(self) -> Sequence[DeadLetter]:
        """Read the letters that are meant."""
        read = self._box.read(self._queue)
        self._selection.check_found(read.read)
        letters = [letter for letter in read.read if self._selection.matches(letter)]
        if read.unread:
            typer.echo(f"only {len(read.read):,} of {read.total:,} messages were read", err=True)
        return letters

    def _confirm(self, letters: Sequence[DeadLetter]) -> None:
        """Ask before letters are removed; raises SetupError if nobody can answer."""
        question = f"Remove {self._queue.counted(len(letters))} for ever?"
        if not _is_terminal():
            raise SetupError(f"{question} Then add --yes")
        _print(letter_lines.table(letters, datetime.now(UTC)))
        typer.confirm(question, abort=True)


def _is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _among(letters: Sequence[DeadLetter]) -> Callable[[DeadLetter], bool]:
    """Return what recognises letters that were read before."""
    ids = {letter.id for letter in letters}
    return lambda letter: letter.id in ids


def _print(lines: Sequence[str]) -> None:
    typer.echo("\n".join(lines))


def _print_json(documents: Sequence[object]) -> None:
    typer.echo(printable_json(documents, indent=2))
