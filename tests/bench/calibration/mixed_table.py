"""A table without drift, with fifty columns of every kind: the drug reviews' columns, and generated ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from calibration.corpora import review_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Maker = Callable[[np.random.Generator, int], "NDArray[np.generic] | pd.Series"]

COLUMNS = 50
IDENTIFIERS = ("order", "token")  # the rivals do not get these: a user would exclude them
DATES = ("date", "created", "opened", "office_hours", "paid")
START = np.datetime64("2024-01-01T00:00:00")
YEAR_SECONDS = 365 * 86_400


def real_columns(cache: Path) -> pd.DataFrame:
    """Return the columns of the drug reviews, and counts from their texts: 13 columns."""
    reviews = pd.read_csv(review_table(cache), dtype={"condition": "object"})
    text = reviews["review"].fillna("")
    return pd.DataFrame(
        {
            "drug": reviews["drugName"],
            "condition": reviews["condition"],
            "rating": reviews["rating"],
            "date": pd.to_datetime(reviews["date"], format="%B %d, %Y"),
            "useful": reviews["usefulCount"],
            "characters": text.str.len(),
            "words": text.str.split().str.len(),
            "capitals": text.str.count("[A-Z]") / text.str.len().clip(lower=1),
            "digits": text.str.count("[0-9]"),
            "exclamations": text.str.count("!"),
            "sentences": text.str.count(r"[.!?]+"),
            "says_pain": text.str.contains("pain", case=False),
            "says_weeks": text.str.contains("week", case=False),
        }
    )


def _categories(count: int, exponent: float) -> Maker:
    names = np.array([f"category {place}" for place in range(count)])
    weights = 1.0 / np.arange(1, count + 1) ** exponent

    def make(random: np.random.Generator, rows: int) -> NDArray[np.str_]:
        return random.choice(names, rows, p=weights / weights.sum())

    return make


def _dates(days: tuple[int, ...], hours: tuple[int, int]) -> Maker:
    """Return a maker of dates within a year, on some days of the week, between two hours."""

    def make(random: np.random.Generator, rows: int) -> NDArray[np.datetime64]:
        day = 7 * random.integers(0, 52, rows) + random.choice(days, rows)
        second = random.integers(hours[0] * 3600, hours[1] * 3600, rows)
        dates: NDArray[np.datetime64] = START + (day * 86_400 + second).astype("timedelta64[s]")
        return dates

    return make


def _with_missing(maker: Maker, share: float) -> Maker:
    def make(random: np.random.Generator, rows: int) -> pd.Series:
        return pd.Series(maker(random, rows)).mask(random.random(rows) < share)

    return make


EVERY_DAY, WORK_DAYS = tuple(range(7)), tuple(range(5))
MADE_UP: dict[str, Maker] = {
    "normal": lambda random, rows: random.normal(100, 15, rows),
    "small_normal": lambda random, rows: random.normal(0, 1e-6, rows),
    "income": lambda random, rows: random.lognormal(10, 1, rows),
    "latency": lambda random, rows: random.exponential(0.3, rows),
    "heavy_tailed": lambda random, rows: random.standard_t(2, rows),
    "cauchy": lambda random, rows: random.standard_cauchy(rows),
    "uniform": lambda random, rows: random.random(rows),
    "beta": lambda random, rows: random.beta(0.5, 0.5, rows),
    "two_peaks": lambda random, rows: random.normal(0, 1, rows) + 6 * random.integers(0, 2, rows),
    "price": lambda random, rows: random.lognormal(3, 0.5, rows).round(2),
    "rounded": lambda random, rows: random.normal(20, 5, rows).round(),
    "children": lambda random, rows: random.poisson(1.3, rows),
    "visits": lambda random, rows: random.poisson(200, rows),
    "tries": lambda random, rows: random.geometric(0.3, rows),
    "claims": lambda random, rows: random.gamma(2, 500, rows) * (random.random(rows) < 0.1),
    "stars": lambda random, rows: random.integers(1, 6, rows),
    "percent": lambda random, rows: random.binomial(100, 0.4, rows),
    "score_half_missing": _with_missing(lambda random, rows: random.normal(0, 1, rows), 0.5),
    "rarely_filled": _with_missing(lambda random, rows: random.normal(0, 1, rows), 0.95),
    "some_missing": _with_missing(lambda random, rows: random.gamma(2, 2, rows), 0.05),
    "constant": lambda _, rows: np.ones(rows),
    "plan": _categories(3, 0.5),
    "city": _categories(60, 1.0),
    "product": _categories(150, 1.2),
    "channel": _with_missing(_categories(5, 1.0), 0.2),
    "gender": _categories(2, 0.0),
    "seldom": _categories(8, 3.0),
    "single": lambda _, rows: np.full(rows, "same"),
    "subscribed": lambda random, rows: random.random(rows) < 0.5,
    "fraud": lambda random, rows: random.random(rows) < 0.02,
    "active": lambda random, rows: random.random(rows) < 0.9,
    "created": _dates(EVERY_DAY, (0, 24)),
    "opened": _dates(WORK_DAYS, (0, 24)),
    "office_hours": _dates(WORK_DAYS, (8, 18)),
    "paid": _with_missing(_dates(EVERY_DAY, (0, 24)), 0.3),
    "order": lambda _, rows: np.arange(100_000, 100_000 + rows),
    "token": lambda random, rows: np.array([random.bytes(8).hex() for _ in range(rows)]),
}


def mixed_table(cache: Path, random: np.random.Generator) -> pd.DataFrame:
    """Return the reviews' rows in random order with all columns; no split of them has drift."""
    real = real_columns(cache)
    real = real.iloc[random.permutation(len(real))].reset_index(drop=True)
    made = {name: maker(random, len(real)) for name, maker in MADE_UP.items()}
    return pd.concat([real, pd.DataFrame(made)], axis=1)
