"""The effects of one batch, by column and name: what is remembered of it, and compared with other batches."""

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from functions.score.statistics.evidence import SHARES, WHOLE_ROWS, ColumnEvidence, Effect

UNSIZED = "change of unknown size"
FEWEST = 8  # batches; of fewer, the largest says little about the next
FACTOR = 2.0  # by which a change may exceed others that were no drift
NEARLY_ALL = 0.9  # share of the rows; if so many differ anyway, all may


class Place(NamedTuple):
    """Where a change is: in a column, or in whole rows. A column may have the name that these have."""

    name: str
    whole_rows: bool = False


@lru_cache(maxsize=4096)  # a file asks for the same few places ten thousand times
def _place(column: str, name: str) -> Place:
    return Place(column, name in WHOLE_ROWS)


class EffectKey(NamedTuple):
    """An effect of a column or of whole rows; `by` as in `evidence.Effect`."""

    column: str
    name: str
    by: str | None = None

    @property
    def place(self) -> Place:
        """Where the change is."""
        return _place(self.column, self.name)

    @classmethod
    def of(cls, column: ColumnEvidence, effect: Effect) -> "EffectKey":
        """Return the key of an effect of a column."""
        return cls(column.name, effect.name, effect.by)


class Measured(NamedTuple):
    """The size of an effect, >= 0, and its p-value in [0, 1], adjusted for the other tests of its column."""

    value: float
    p_value: float


Effects = Mapping[EffectKey, Measured]


def effects_of(columns: Iterable[ColumnEvidence]) -> dict[EffectKey, Measured]:
    """Return the tested effects of one batch, with those that cannot be measured as infinite ones."""
    effects = {}
    for column in columns:
        for effect in column.effects:
            if effect.p_value is not None:
                effects[EffectKey.of(column, effect)] = Measured(effect.value, effect.p_value)
        if column.unsized_p_value is not None:
            effects[EffectKey(column.name, UNSIZED)] = Measured(math.inf, column.unsized_p_value)
    return effects


def enlarged(name: str, size: float, factor: float = FACTOR) -> float:
    """Return the size of an effect that is `factor` times as large.

    Of a share, the rest of the rows shrinks by that factor at most. Where NEARLY_ALL rows differ anyway, as
    those of a counter from one file to the next, no share is larger.

    >>> enlarged("distance", 0.4)
    0.8
    >>> gaps = "difference in the share of missing cells"
    >>> enlarged(gaps, 0.1), enlarged(gaps, 0.6), enlarged(gaps, 0.98)
    (0.2, 0.8, 1.0)
    """
    if name not in SHARES:
        return factor * size
    return 1.0 if size >= NEARLY_ALL else min(factor * size, 1.0 - (1.0 - size) / factor)
