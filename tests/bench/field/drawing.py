"""The rows of a draw of the mixed table, the same for every method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calibration.draws import generator
from calibration.mixed_table import mixed_table

from field.changes import TEXT

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from field.changes import Change
    from field.texts import Texts

SIZES = (600, 300)


def halves_of(cache: Path, drawn: Texts, repetition: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of the baseline and those of the drift file before any change."""
    random = generator("field power", repetition)
    table = mixed_table(cache, random).iloc[: sum(SIZES)]
    table = table.assign(**{TEXT: random.permutation(drawn.english)[: sum(SIZES)]})
    return table.iloc[: SIZES[0]], table.iloc[SIZES[0] :].reset_index(drop=True)


def changed(change: Change, drift: pd.DataFrame, drawn: Texts, repetition: int) -> pd.DataFrame:
    """Return the rows of the drift file after a change."""
    return change.make(drift, generator("field power", change.name, repetition), drawn)
