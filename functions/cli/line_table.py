"""The lines of a history on a terminal."""

from collections.abc import Sequence

from common.printable import printable
from common.settings import Settings
from common.verdict import figures
from functions.cli.columns import in_columns
from functions.operations.times import moment
from functions.score.history import HistoryLine
from functions.score.statistics.effects import EffectKey

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
    """Return the column and size of the largest effect in units of its threshold; a fall has a minus."""

    def strength(key: EffectKey) -> float:
        is_distance = key.name.startswith(figures.DISTANCE)
        return line.sizes[key] / (settings.minimum_shift if is_distance else settings.minimum_share)

    key = max((key for key in line.sizes if key.column in line.columns), key=strength, default=None)
    if key is None:
        return ""
    return f"{key.column}: {'-' if key in line.falls else ''}{figures.size(line.sizes[key], key.name)}"
