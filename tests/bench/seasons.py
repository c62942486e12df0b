"""What seasons add to what is usual, on simulated histories: `python tests/bench/seasons.py`.

Three years of daily files of a dataset with ten columns. The size of each change is log-normal. In one
dataset that is all; in one, the changes of three columns are ten times as large on Sundays; in one, for
twenty days in July. Each file is judged by the history before it, with and without its time, as the handler
does; a file alarms if a change is larger than usual. Planted: on one Tuesday in four, a column changes as
much as on a Sunday; the history does not learn of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from calibration.draws import generator
from calibration.markdown import table
from calibration.method_results import bits
from streams.sections import share

from functions.score.history import History, HistoryLine, Past
from functions.score.policy import Learning
from functions.score.statistics.effects import EffectKey
from functions.score.statistics.evidence import EXCESS_DISTANCE
from functions.score.statistics.usual import usual

if TYPE_CHECKING:
    from numpy.typing import NDArray

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS, COLUMNS, SEASONAL = 3 * 365, 10, 3
USUAL, SPREAD, TIMES = 0.1, 0.4, 10.0
JULY = range(183, 203)  # days of a year
FIRST, TUESDAY, SUNDAY = 100, 1, 6
NAMES = tuple(f"x{place}" for place in range(COLUMNS))
DATASETS = ("no season", "Sundays", "July")


def sizes_of(dataset: str, random: np.random.Generator) -> NDArray[np.float64]:
    """Return the size of each day's change of each column, shape (DAYS, COLUMNS)."""
    sizes = USUAL * np.exp(SPREAD * random.normal(size=(DAYS, COLUMNS)))
    days = [START + timedelta(days=day) for day in range(DAYS)]
    seasonal = [
        (dataset == "Sundays" and day.weekday() == SUNDAY)
        or (dataset == "July" and day.timetuple().tm_yday in JULY)
        for day in days
    ]
    sizes[np.array(seasonal), :SEASONAL] *= TIMES
    return sizes


def line_of(day: int, sizes: NDArray[np.float64], alarmed: frozenset[str]) -> HistoryLine:
    """Return the line of a day's file."""
    time = START + timedelta(days=day)
    return HistoryLine(
        key=f"drifts/{day:04d}.csv",
        modified=time,
        written=time,
        etag=str(day),
        baseline="b",
        rows=300,
        finding="drift" if alarmed else "no_drift",
        drifted=bool(alarmed),
        score=None,
        unusual=dict.fromkeys(alarmed, time),
        columns={
            name: {"p": 0.001, "distance": float(f"{size:.4g}")}
            for name, size in zip(NAMES, sizes, strict=True)
        },
    )


def alarms_on(past: Past, sizes: NDArray[np.float64]) -> frozenset[str]:
    """Return the columns that change by more than usual."""
    found = usual(past.files, {EXCESS_DISTANCE}, past.factor, past.frequent)
    limits = [found.limit(EffectKey(name, EXCESS_DISTANCE)) for name in NAMES]
    return frozenset(name for name, size, limit in zip(NAMES, sizes, limits, strict=True) if size > limit)


def simulate(dataset: str, *, seasons: bool) -> tuple[str, str]:
    """Return the alarms on ordinary days, and on planted Tuesdays, one digit a file."""
    random = generator("seasons", dataset)
    sizes = sizes_of(dataset, random)
    history = History("history/b.jsonl", "e")
    ordinary, planted = [], []
    for day in range(DAYS):
        time = START + timedelta(days=day)
        past = Past.of(history, "b", Learning(), time if seasons else None)
        alarmed = alarms_on(past, sizes[day]) if day >= FIRST else frozenset()
        if day >= FIRST:
            ordinary.append(bool(alarmed))
            if time.weekday() == TUESDAY and day // 7 % 4 == 0:
                changed = sizes[day].copy()
                changed[0] = USUAL * TIMES
                planted.append(NAMES[0] in alarms_on(past, changed))
        history = history.merged([line_of(day, sizes[day], alarmed)], 1000)
    return bits(ordinary), bits(planted)


def main() -> None:
    """Simulate and print a table."""
    rows = []
    for dataset in DATASETS:
        results = [simulate(dataset, seasons=seasons) for seasons in (False, True)]
        rows.append([dataset, *(share([alarms]) for pair in zip(*results, strict=True) for alarms in pair)])
    header = ["dataset", "ordinary, without seasons", "with", "planted, without seasons", "with"]
    print(table(header, rows))


if __name__ == "__main__":
    main()
