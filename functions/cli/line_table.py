"""The lines of a history on a terminal."""

from collections.abc import Sequence

from common.printable import printable
from common.settings import Settings
from common.verdict import figures
from functions.cli.columns import in_columns
from functions.operations.times import moment
from functions.score.history import HistoryLine

TITLES = ("arrived", "file", "rows", "finding", "alarm", "largest effect")


def table(lines: Sequence[HistoryLine], settings: Settings) -> list[str]:
    """Return a line for each file, below a line of titles."""
    return in_columns([TITLES, *(_row(line, settings) for line in lines)])


def _row(line: HistoryLine, settings: Settings) -> tuple[str, ...]:
    return (
        moment(line.modified) if line.modified else "unknown",
        printable(line.key),
        "" if line.rows is None else f"{line.rows:,}",
        (line.finding or "").replace("_", " "),
        "accepted" if line.accepted else "yes" if line.drifted else "no",
        printable(_largest(line, settings)),
    )


def _largest(line: HistoryLine, settings: Settings) -> str:
    """Return the column and the size of the effect that is largest in units of its threshold."""

    def strength(change: tuple[str, str, float]) -> float:
        _, name, size = change
        is_distance = name.startswith(figures.DISTANCE)
        return size / (settings.minimum_shift if is_distance else settings.minimum_share)

    changes = [
        (column, name, size) for column, effects in line.effects.items() for name, size in effects.items()
    ]
    if not changes:
        return ""
    column, name, size = max(changes, key=strength)
    return f"{column}: {figures.size(size, name)}"
