"""A progress bar on a terminal, and a silent one elsewhere."""

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
