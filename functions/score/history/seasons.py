"""Seasons: what the same weeks brought in earlier years, and what depends on the weekday.

A file's day is that of its write, by the store's clock, in UTC: a batch that always comes at night counts as
the same day each week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.score.history.history import History
from functions.score.history.line import HistoryLine
from functions.score.history.times import time_text
from functions.score.statistics.effects import FEWEST, EffectKey

YEAR = timedelta(days=365.25)
NEAR = timedelta(days=15)  # around the same day of an earlier year
MOST_FILES = 100  # of earlier years, the last ones
SIGNIFICANCE = 0.01  # of the tests whether an effect depends on the weekday, all together
WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True)
class Weekly:
    """Effects that depend on the weekday: for these, only files of one weekday count.

    Attributes
    ----------
    weekday : from 0 for Monday.
    effects : empty if nothing depends on the weekday, or too few files show it.
    """

    weekday: int = 0
    effects: frozenset[EffectKey] = frozenset()

    def counts(self, key: EffectKey, line: HistoryLine) -> bool:
        """Tell whether a file shows how large an effect usually is."""
        return key not in self.effects or line.time.weekday() == self.weekday

    def source(self, lines: Sequence[HistoryLine]) -> str:
        """Return how many of these files count for such effects, as a clause; "" if there are none."""
        files = sum(line.time.weekday() == self.weekday for line in lines)
        days = f"the {files} {WEEKDAYS[self.weekday]}"
        return f", of which only {days} count for what depends on the weekday" if self.effects else ""


def earlier_years(history: History, time: datetime) -> tuple[HistoryLine, ...]:
    """Return the files that arrived within NEAR of the same day of earlier years, in their order.

    Those among the last files (`History.recent`) are left out.
    """
    last = time_text(history.recent[0].modified) if history.recent else ""
    near = [
        entry
        for entry in history.entries
        if "" < entry.modified < last and (written := entry.time) and _is_near(written, time)
    ]
    lines = (entry.line for entry in near[-MOST_FILES:])
    return tuple(line for line in lines if line)


def _is_near(written: datetime, time: datetime) -> bool:
    years = (time - written) / YEAR
    return years > 1 - NEAR / YEAR and abs(years - round(years)) <= NEAR / YEAR


def weekly(lines: Sequence[HistoryLine], time: datetime) -> Weekly:
    """Return the effects that depend on the weekday, if there are FEWEST days of the weekday of `time`.

    Kruskal and Wallis's test of the sizes of each effect by weekday, with Bonferroni's correction for all
    effects. A column's files that alarmed do not count.
    """
    import numpy as np

    from functions.score.statistics.kruskal_wallis import kruskal_wallis

    today = time.weekday()
    if len({line.time.date() for line in lines if line.time.weekday() == today}) < FEWEST:
        return Weekly()
    keys = dict.fromkeys(key for line in lines for key in line.sizes)
    found = set()
    for key in keys:
        calm = [line for line in lines if key.place not in line.since]
        days = np.array([line.time.weekday() for line in calm], dtype=np.int64)
        if np.count_nonzero(days == today) < FEWEST:
            continue
        sizes = np.array([line.sizes.get(key, 0.0) for line in calm])
        if kruskal_wallis(sizes, days) * len(keys) <= SIGNIFICANCE:
            found.add(key)
    return Weekly(today, frozenset(found))
