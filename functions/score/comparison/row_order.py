"""Decides whether the rows of a baseline are in the order of time, or a column of dates can order them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from functions.score import batch
from functions.score.baseline.profile import Profile
from functions.score.baseline.settings import FILE_ORDER, NO_ORDER
from functions.score.batch.wording import quoted
from functions.score.comparison.table import dates
from functions.score.statistics.columns.robust_spread import median

if TYPE_CHECKING:
    import pandas as pd

IN_FILE = "in the order of the file"
RARELY = 0.01  # share of rows that may fall below the row before, in a column that orders the rows
LATE = 0.9  # share of the baseline's values below the drift file's median, if the column goes on there
ROWS_READ = 5_000  # evenly spaced, to find out whether a column is in order
FEWEST_VALUES = 8  # different ones of a column that orders rows
COUNTING = ("numeric", "identifier")  # kinds of columns that may count the rows, or the days


@dataclass(frozen=True, slots=True, eq=False)
class RowOrder:
    """The order of a baseline's rows.

    Attributes
    ----------
    rows : places of the rows in that order, shape (n,); None if no order is one of time.
    name : a clause on it.
    """

    rows: NDArray[np.intp] | None
    name: str


def row_order(baseline: Profile, drift: batch.Batch, *, of_files: bool = False) -> RowOrder:
    """Return the order of the baseline's rows, by the settings or by what the data show.

    `of_files`: the baseline's files are its blocks, so that no column orders rows of different files.
    """
    chosen = baseline.dataset.row_order
    if chosen == NO_ORDER:
        return RowOrder(None, "the settings say that its rows have no order")
    if chosen == FILE_ORDER:
        return RowOrder(np.arange(baseline.batch.rows), IN_FILE)
    if chosen is not None:
        return _by(baseline.batch.frame[chosen])
    return _found(baseline, drift, of_files=of_files)


def _found(baseline: Profile, drift: batch.Batch, *, of_files: bool) -> RowOrder:
    """Return the order that the data show.

    It is the order of the file if dates rise in it, or a counter that goes on in the drift file. Otherwise it
    is that of a column of dates which go on in the drift file. Otherwise it is the order of the file again,
    unless the rows are sorted by another column: neighbours are then alike for that reason alone.
    """
    kinds, rows = baseline.kinds, baseline.batch.rows
    frame = baseline.batch.frame.iloc[:: max(1, rows // ROWS_READ)]
    in_file = RowOrder(np.arange(rows), IN_FILE)
    times = [name for name, kind in kinds.items() if kind == "datetime"]
    later = [
        name
        for name, kind in kinds.items()
        if kind in ("datetime", *COUNTING)
        and name in drift.columns
        and _goes_on(frame[name], drift.frame[name], kind)
    ]
    if any(_rises(_ranks(frame[name], kinds[name])) for name in {*times, *later}):
        return in_file
    ordering = next((name for name in times if name in later), None)
    if ordering is not None and not of_files:
        return _by(baseline.batch.frame[ordering])
    for name in frame:
        if of_files and name in drift.columns and len(drift.frame[name].unique()) == 1:
            continue  # a label of the file, as the baseline's files have
        kind = kinds.get(name, "categorical")  # the settings may leave out the label that rows are sorted by
        if kind not in ("datetime", "identifier") and _is_sorted(_ranks(frame[name], kind)):
            return RowOrder(None, f"its rows are sorted by the column {quoted(name)}")
    return in_file


def _by(column: "pd.Series") -> RowOrder:
    order = np.argsort(_ranks(column, "datetime"), kind="stable")
    return RowOrder(order, f"in the order of the column {quoted(str(column.name))}")


def _goes_on(before: "pd.Series", after: "pd.Series", kind: batch.Kind) -> bool:
    """Tell whether the drift file's values follow nearly all of the baseline's, as those of batches do."""
    if kind == "datetime":
        writing = dates.writing_of(before)
        if writing.shows != "dates":
            return False
        old, new = (dates.read(column, writing).present for column in (before, after))
    else:
        if not all(column.dtype.kind in "iuf" for column in (before, after)):
            return False
        old, new = (column.dropna().to_numpy() for column in (before, after))
        if not (old == np.floor(old)).all():  # a price does not count days
            return False
    return len(old) > 0 and len(new) > 0 and bool((old <= median(np.sort(new))).mean() >= LATE)


def _ranks(column: "pd.Series", kind: batch.Kind) -> NDArray[np.int64]:
    """Return a column's cells as whole numbers in the same order; a missing cell like the cell before."""
    if kind == "datetime":
        values: Any = dates.read(column, dates.writing_of(column)).cells.astype(np.float64)
        values[values == dates.MISSING_DATE] = np.nan
    elif column.dtype.kind in "iufb":
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        present = column.notna().to_numpy()
        values = np.full(len(column), np.nan)
        values[present] = np.unique(column[present].astype(str), return_inverse=True)[1]
    places = np.where(np.isnan(values), 0, np.arange(len(values)))
    filled = values[np.maximum.accumulate(places)]
    return np.unique(np.nan_to_num(filled, nan=-np.inf), return_inverse=True)[1].astype(np.int64)


def _rises(ranks: NDArray[np.int64]) -> bool:
    """Tell whether a column hardly ever falls and has at least FEWEST_VALUES values."""
    falls = np.count_nonzero(np.diff(ranks) < 0)
    return bool(ranks.max(initial=0) >= FEWEST_VALUES - 1 and falls <= RARELY * len(ranks))


def _is_sorted(ranks: NDArray[np.int64]) -> bool:
    """Tell whether a column rises or falls all the time, or equal cells are all neighbours."""
    steps = np.diff(ranks)
    changes = np.count_nonzero(steps)
    if not changes:
        return False
    values = int(ranks.max(initial=0)) + 1
    falls, rises = np.count_nonzero(steps < 0), np.count_nonzero(steps > 0)
    monotone = min(falls, rises) <= RARELY * changes
    grouped = values < len(ranks) / 2 and changes <= (values - 1) * (1 + RARELY)
    return bool(monotone or grouped)
