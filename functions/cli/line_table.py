"""The lines of a history on a terminal."""

from collections.abc import Sequence

from common.printable import printable
from common.settings import Settings
from common.verdict import figures
from functions.cli.columns import in_columns
from functions.operations.times import moment
from functions.score.history import HistoryLine
from functions.score.history.effect_names import BY, SHORT_NAMES
from functions.score.statistics.directions import CELLS
from functions.score.statistics.effects import EffectKey
from functions.score.statistics.evidence import EXCESS_DISTANCE, EXCESS_VARIATION

TITLES = ("arrived", "file", "rows", "finding", "alarm", "largest effect")


def table(lines: Sequence[HistoryLine], settings: Settings) -> list[str]:
    """Return a line for each file, below a line of titles."""
    return in_columns([TITLES, *(_row(line, settings) for line in lines)])


def _row(line: HistoryLine, settings: Settings) -> tuple[str, ...]:
    shown = _shown(line, settings)
    return (
        moment(line.modified) if line.modified else "unknown",
        printable(line.key),
        "" if line.rows is None else f"{line.rows:,}",
        (line.finding or "").replace("_", " "),
        _alarm(line, shown),
        printable(_named(line, shown) if shown else ""),
    )


def _alarm(line: HistoryLine, shown: EffectKey | None) -> str:
    """Return whether a file alarmed; a change that alarmed before and has stayed does not alarm again."""
    if line.accepted:
        return "accepted"
    if line.drifted:
        return "yes"
    first = min(line.since.values(), default=None)
    since = line.since.get(shown.place, first) if shown else first
    return f"no, still different since {since:%Y-%m-%d}" if since else "no"


def _shown(line: HistoryLine, settings: Settings) -> EffectKey | None:
    """Return the largest effect in units of its threshold: of what alarms, or else of what still differs."""

    def strength(key: EffectKey) -> tuple[bool, bool, float]:
        is_distance = key.name.startswith(figures.DISTANCE)
        threshold = settings.minimum_shift if is_distance else settings.minimum_share
        since = line.since.get(key.place)
        return since == line.time, since is not None, line.sizes[key] / threshold

    named = [key for key in line.sizes if not key.place.whole_rows or key.place in line.since]
    return max(named, key=strength, default=None)


def _named(line: HistoryLine, key: EffectKey) -> str:
    where = ", ".join(line.move(key).subject) or key.column
    return f"{where}: {_change(key, line.sizes[key], fell=key in line.falls)}"


def _change(key: EffectKey, size: float, *, fell: bool) -> str:
    """Return what changed in a few words: its direction, as far as a line knows it, and its size."""
    words = figures.size(size, key.name)
    if key.name in CELLS:
        return f"{CELLS[key.name]} {'fell' if fell else 'rose'} by {words}"
    if key.name == EXCESS_DISTANCE:
        return f"values {'fell' if fell else 'moved'} by {words}"
    if key.name == EXCESS_VARIATION and fell:
        return f"true fell by {words}"
    name = SHORT_NAMES.get(key.name, key.name).replace("_", " ")
    return f"{name}{BY}{key.by} {words}" if key.by else f"{name} {words}"
