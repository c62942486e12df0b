"""A progress bar, or a line that changes, on a terminal; nothing elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

# Called with a label and the number of texts. The block gets a function to call with the number of texts just
# embedded.
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@contextmanager
def no_progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show nothing."""
    del label, total
    yield lambda _: None


@contextmanager
def progress_bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error until the block ends, if that is a terminal."""
    if not sys.stderr.isatty():
        with no_progress(label, total) as advance:
            yield advance
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("embedding {task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=total)
        yield lambda more: shown.advance(task, more)


@contextmanager
def changing_line(line: Callable[[], str]) -> Iterator[None]:
    """Show what `line` returns, a few times a second, below all other output on a terminal.

    Whatever writes to standard error or output has to look it up after the block began, so set up the log in
    the block.
    """
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(
        console=Console(stderr=True),
        get_renderable=lambda: Text(line()),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # otherwise it is read by another program
    ):
        yield
