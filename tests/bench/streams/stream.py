"""A stream: a table or texts in time order, cut into the batches in which they would arrive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd
from calibration.draws import generator

TEXT = "text"  # the column of a stream of texts
# A first or last week is often incomplete: a batch with less than this share of the median's rows is left
# out.
SMALLEST = 0.5


@dataclass(frozen=True, slots=True)
class Stream:
    """Batches in time order, each with the columns of the file that it comes from.

    Attributes
    ----------
    batch : what a batch is: "day", "week", "block of 100 lines".
    number, category : the columns that planted faults change; a stream of texts has neither.
    """

    name: str
    kind: Literal["table", "texts"]
    batch: str
    batches: tuple[pd.DataFrame, ...]
    number: str | None = None
    category: str | None = None

    def shuffled(self) -> Stream:
        """Return the control: the same rows in random order, cut into batches of the same sizes."""
        rows = pd.concat(self.batches, ignore_index=True)
        order = generator("streams", self.name).permutation(len(rows))
        return replace(self, batches=cut(rows.iloc[order], [len(batch) for batch in self.batches]))

    def first(self, count: int) -> Stream:
        """Return the stream's first batches."""
        return replace(self, batches=self.batches[:count])


def csv(rows: pd.DataFrame) -> bytes:
    """Return the file that a user would upload."""
    return rows.to_csv(index=False).encode()


def joined(batches: tuple[pd.DataFrame, ...] | list[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of several batches in their order."""
    return pd.concat(batches, ignore_index=True)


def same(first: tuple[pd.DataFrame, ...], second: tuple[pd.DataFrame, ...]) -> bool:
    """Tell whether two tuples hold the very same batches."""
    return len(first) == len(second) and all(one is other for one, other in zip(first, second, strict=True))


def cut(rows: pd.DataFrame, sizes: list[int]) -> tuple[pd.DataFrame, ...]:
    """Cut a table into batches of these sizes; further rows are left out."""
    batches, start = [], 0
    for size in sizes:
        batches.append(rows.iloc[start : start + size].reset_index(drop=True))
        start += size
    return tuple(batches)


def by_rows(rows: pd.DataFrame, size: int) -> tuple[pd.DataFrame, ...]:
    """Cut a table into blocks of `size` rows; an incomplete last block is left out."""
    return cut(rows, [size] * (len(rows) // size))


def by_period(rows: pd.DataFrame, periods: pd.Series) -> tuple[pd.DataFrame, ...]:
    """Cut a table where its periods change: one batch for each period, in the order of the periods.

    `periods`: of each row, a value that sorts in time, such as its date. Within a batch the rows keep their
    order. Batches with less than half of the median's rows are left out.
    """
    batches = [batch.reset_index(drop=True) for _, batch in rows.groupby(periods.to_numpy(), sort=True)]
    smallest = SMALLEST * pd.Series([len(batch) for batch in batches]).median()
    return tuple(batch for batch in batches if len(batch) >= smallest)
