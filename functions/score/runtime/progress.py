"""A progress bar for a person who waits; silent where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

# Opened with what is embedded and how many texts that are; takes how many more are done.
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@contextmanager
def no_progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show nothing."""
    del what, total
    yield lambda _: None


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error until the block ends, where that is a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        with no_progress(what, total) as advance:
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
        task = shown.add_task(what, total=total)
        yield lambda more: shown.advance(task, more)
