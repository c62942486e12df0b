"""The changes that the methods should find in the mixed table: each changes the drift file's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from field.texts import mojibake, truncated

if TYPE_CHECKING:
    from collections.abc import Callable

    from field.texts import Texts

    Changer = Callable[[pd.DataFrame, np.random.Generator, Texts], pd.DataFrame]

TEXT = "text"
NONE = "no change"


class Change(NamedTuple):
    """A change, the columns that it changes (none: the rows), and the function that makes it."""

    name: str
    columns: tuple[str, ...]
    make: Changer

    @property
    def of_text(self) -> bool:
        """Whether it changes the text column."""
        return TEXT in self.columns


def _some(rows: int, share: float, random: np.random.Generator) -> np.ndarray:
    """Return which rows change: a share of them, the nearest number and at least one."""
    chosen = np.zeros(rows, dtype=bool)
    chosen[random.permutation(rows)[: max(1, round(share * rows))]] = True
    return chosen


def _values(column: str, share: float, change: Callable[[pd.Series], object]) -> Changer:
    """Return a changer of a share of a column's cells."""

    def make(table: pd.DataFrame, random: np.random.Generator, _texts: Texts) -> pd.DataFrame:
        chosen = _some(len(table), share, random)
        return table.assign(**{column: table[column].mask(chosen, change(table[column]))})

    return make


def _whole(column: str, change: Callable[[pd.Series], object]) -> Changer:
    """Return a changer of all of a column's cells."""
    return lambda table, _random, _texts: table.assign(**{column: change(table[column])})


def _spread(values: pd.Series) -> pd.Series:
    return values.mean() + (values - values.mean()) * np.sqrt(1.5)


def _swapped(table: pd.DataFrame, _random: np.random.Generator, _texts: Texts) -> pd.DataFrame:
    return table.assign(price=table["rounded"], rounded=table["price"])


def _german(table: pd.DataFrame, random: np.random.Generator, texts: Texts) -> pd.DataFrame:
    chosen = _some(len(table), 0.1, random)
    changed = table[TEXT].to_numpy(dtype=object, copy=True)
    changed[chosen] = random.choice(texts.german, chosen.sum(), replace=False)
    return table.assign(**{TEXT: changed})


def _twice(table: pd.DataFrame, random: np.random.Generator, _texts: Texts) -> pd.DataFrame:
    """Replace a tenth of the rows by copies of others."""
    copies = _some(len(table), 0.1, random)
    kept = np.flatnonzero(~copies)
    rows = np.arange(len(table))
    rows[copies] = random.choice(kept, copies.sum(), replace=False)
    return table.iloc[rows].reset_index(drop=True)


CHANGES = (
    Change(NONE, (), lambda table, _random, _texts: table),
    Change("unit: ×1000 in 5% of rows", ("price",), _values("price", 0.05, lambda values: values * 1000)),
    Change(
        "stuck: one value in 10% of rows", ("normal",), _values("normal", 0.1, lambda values: values.iloc[0])
    ),
    Change("two columns swapped", ("price", "rounded"), _swapped),
    Change("sentinel: -999 in 1% of rows", ("normal",), _values("normal", 0.01, lambda _: -999.0)),
    Change("label mix: +10 points", ("plan",), _values("plan", 0.178, lambda _: "category 0")),
    Change("variance ×1.5", ("normal",), _whole("normal", _spread)),
    Change("mean +0.25 sd", ("normal",), _whole("normal", lambda values: values + 0.25 * 15)),
    Change("rounded to one decimal", ("latency",), _whole("latency", lambda values: values.round(1))),
    Change("10% more missing", ("income",), _values("income", 0.1, lambda _: np.nan)),
    Change("new category in 3% of rows", ("channel",), _values("channel", 0.03, lambda _: "category 9")),
    Change("rate 2% to 6%", ("fraud",), _values("fraud", 0.041, lambda _: True)),
    Change("10% of the rows sent twice", (), _twice),
    Change(
        "dates 5 hours later",
        ("office_hours",),
        _whole("office_hours", lambda values: values + pd.Timedelta(hours=5)),
    ),
    Change("mojibake", (TEXT,), _whole(TEXT, lambda values: values.map(mojibake))),
    Change("truncated to 20 characters", (TEXT,), _whole(TEXT, lambda values: values.map(truncated))),
    Change("lower case", (TEXT,), _whole(TEXT, lambda values: values.str.lower())),
    Change("10% of the texts German", (TEXT,), _german),
)
BY_NAME = {change.name: change for change in CHANGES}
