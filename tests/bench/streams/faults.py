"""The faults that are planted in later batches; each changes one column, as a broken pipeline would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from streams.stream import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from streams.stream import Stream

    # From the column's cells, the baseline's cells and random numbers to the new cells.
    Changer = Callable[[pd.Series, pd.Series, np.random.Generator], pd.Series]

SENTINEL, NEW_LEVEL = -999, "new level"


class Fault(NamedTuple):
    """A fault; `on`: the column that it changes."""

    name: str
    on: Literal["number", "category", "text"]
    change: Changer


def _some(rows: int, share: float, random: np.random.Generator) -> np.ndarray:
    """Return which rows change: a share of them, the nearest number and at least one."""
    chosen = np.zeros(rows, dtype=bool)
    chosen[random.permutation(rows)[: max(1, round(share * rows))]] = True
    return chosen


def _replaced(cells: pd.Series, chosen: np.ndarray, by: object) -> pd.Series:
    if not is_numeric_dtype(cells):
        return cells.astype("string").mask(chosen, by)
    changed = cells.astype("Float64").mask(chosen, by)
    whole = (changed.dropna() % 1 == 0).all()
    return changed.astype("Int64") if whole else changed  # whole numbers are written without ".0"


def _share(share: float, change: Callable[[pd.Series], object]) -> Changer:
    """Return a change of a share of the cells."""
    return lambda cells, _, random: _replaced(cells, _some(len(cells), share, random), change(cells))


def _scaled(cells: pd.Series, _: pd.Series, random: np.random.Generator) -> pd.Series:
    values = cells.astype("Float64")
    return _rounded(values.mean() + (values - values.mean()) * np.sqrt(1.5), cells, random)


def _shifted(deviations: float) -> Changer:
    """Return a shift by standard deviations of the baseline."""

    def change(cells: pd.Series, before: pd.Series, random: np.random.Generator) -> pd.Series:
        moved = cells.astype("Float64") + deviations * before.astype("Float64").std()
        return _rounded(moved, cells, random)

    return change


def _rounded(values: pd.Series, like: pd.Series, random: np.random.Generator) -> pd.Series:
    """Round up or down at random to the decimals of other cells: counts stay counts and means move."""
    texts = like.dropna().astype(str).str.removesuffix(".0")
    decimals = int(texts.str.partition(".")[2].str.len().quantile(0.9)) if len(texts) else 0
    units = np.floor(values * 10**decimals + random.random(len(values)))
    return units.astype("Int64") if decimals == 0 else units / 10**decimals


def _stuck(cells: pd.Series, _: pd.Series, __: np.random.Generator) -> pd.Series:
    """Repeat one reading in the last fifth of the rows, as a sensor that hangs."""
    start = len(cells) - max(1, round(0.2 * len(cells)))
    known = cells.iloc[: start + 1].dropna()
    return _replaced(cells, np.arange(len(cells)) >= start, known.iloc[-1] if len(known) else pd.NA)


def _mix(cells: pd.Series, before: pd.Series, random: np.random.Generator) -> pd.Series:
    """Turn other cells into the baseline's most frequent level until its share has risen by 10 points."""
    level = before.mode().iloc[0]
    others = np.flatnonzero((cells != level).fillna(value=True))
    chosen = np.zeros(len(cells), dtype=bool)
    chosen[random.permutation(others)[: max(1, round(0.1 * len(cells)))]] = True
    return _replaced(cells, chosen, level)


def _case(cells: pd.Series, _: pd.Series, __: np.random.Generator) -> pd.Series:
    upper = cells.str.upper()
    return cells.str.lower() if upper.equals(cells) else upper


def foreign(texts: list[str]) -> Fault:
    """Return the fault of 10% of the rows in another language, drawn from `texts`."""

    def change(cells: pd.Series, _: pd.Series, random: np.random.Generator) -> pd.Series:
        chosen = _some(len(cells), 0.1, random)
        changed = cells.to_numpy(dtype=object, copy=True)
        changed[chosen] = random.choice(texts, int(chosen.sum()), replace=False)
        return pd.Series(changed, index=cells.index)

    return Fault("10% of the texts German", "text", change)


FAULTS = (
    Fault(
        "unit: ×1000 in 5% of the rows", "number", _share(0.05, lambda cells: cells.astype("Float64") * 1000)
    ),
    Fault("5% missing", "number", _share(0.05, lambda _: pd.NA)),
    Fault("20% missing", "number", _share(0.2, lambda _: pd.NA)),
    Fault("variance ×1.5", "number", _scaled),
    Fault("mean +0.2 sd", "number", _shifted(0.2)),
    Fault("mean +0.5 sd", "number", _shifted(0.5)),
    Fault("sentinel -999 in 1%", "number", _share(0.01, lambda _: SENTINEL)),
    Fault("stuck in the last 20%", "number", _stuck),
    Fault("mix +10 points", "category", _mix),
    Fault("case changed", "category", _case),
    Fault("new level in 5%", "category", _share(0.05, lambda _: NEW_LEVEL)),
)


def column(fault: Fault, stream: Stream) -> str | None:
    """Return the column of a stream that a fault changes; None if the stream has no such column."""
    if fault.on == "text":
        return TEXT if stream.kind == "texts" else None
    return stream.number if fault.on == "number" else stream.category


def planted(
    fault: Fault, name: str, rows: pd.DataFrame, baseline: pd.DataFrame, random: np.random.Generator
) -> pd.DataFrame:
    """Return a batch with a fault in the column `name`; the given one stays as it is."""
    return rows.assign(**{name: fault.change(rows[name], baseline[name], random)})
