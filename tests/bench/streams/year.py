"""A simulated year: 365 daily files of five datasets, whose days differ as ordinary days do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from calibration.draws import generator

from streams.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS, ROWS = 365, 300
STEP, STEP_SIZE = 200, 0.6  # day, and standard deviations of a row
RAMP = 1.8  # standard deviations over the whole year
SEASON, WEEKEND = 0.6, 0.4
BAD_WEEK = range(150, 157)
BAD_MISSING = 0.2
DAY_EFFECT, HEAVY_TAILS = 0.12, 5  # standard deviations; degrees of freedom of Student's t
CHANNELS = ("shop", "web", "phone", "partner")
CONCENTRATION = 200  # of the days' channel shares: an sd of 2 to 3 points


class Year(NamedTuple):
    """A simulated stream; `changed`: the days of which an alarm is right, from 0."""

    stream: Stream
    changed: frozenset[int]


def _nothing(_: int) -> float:
    return 0.0


def _step(day: int) -> float:
    return STEP_SIZE if day >= STEP else 0.0


def _ramp(day: int) -> float:
    return RAMP * day / DAYS


def _season(day: int) -> float:
    weekend = WEEKEND if day % 7 in (5, 6) else 0.0
    return SEASON * float(np.sin(2 * np.pi * day / DAYS)) + weekend


SHIFTS: dict[str, Callable[[int], float]] = {
    "plain": _nothing,
    "step": _step,
    "ramp": _ramp,
    "seasonal": _season,
    "bad week": _nothing,
}
# A step is right news for a month; after that it is what is usual. No single day of a ramp is.
CHANGED = {"step": frozenset(range(STEP, STEP + 30)), "bad week": frozenset(BAD_WEEK)}


def year(name: str, repetition: int = 0, days: int = DAYS) -> Year:
    """Return a year of one of the datasets of `SHIFTS`; the same for the same repetition."""
    random = generator("streams year", name, repetition)
    batches = tuple(_day(name, day, random) for day in range(days))
    return Year(Stream(name, "table", "day", batches, "amount", "channel"), CHANGED.get(name, frozenset()))


def _day(name: str, day: int, random: np.random.Generator) -> pd.DataFrame:
    rows = int(random.poisson(ROWS))
    shift = SHIFTS[name](day) + DAY_EFFECT * random.standard_t(HEAVY_TAILS)
    amount = np.exp(3 + 0.5 * (random.normal(size=rows) + shift)).round(2)
    shares = random.dirichlet(CONCENTRATION * np.array([0.4, 0.35, 0.15, 0.1]))
    missing = BAD_MISSING if name == "bad week" and day in BAD_WEEK else random.beta(2, 198)
    start = pd.Timestamp("2025-01-01") + pd.Timedelta(days=day)
    return pd.DataFrame(
        {
            "order": [f"{day:03}-{number:05}" for number in range(rows)],
            "ordered_at": start + pd.to_timedelta(np.sort(random.integers(0, 86_400, rows)), "s"),
            "amount": pd.Series(amount).mask(random.random(rows) < missing),
            "items": 1 + random.poisson(np.exp(0.1 * random.standard_t(HEAVY_TAILS)), rows),
            "channel": random.choice(CHANNELS, rows, p=shares),
        }
    )
