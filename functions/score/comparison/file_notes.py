"""What a reader of the verdict should know about the files as wholes."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from common.verdict.note import Note
from functions.score.batch import Batch
from functions.score.batch.wording import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from functions.score.statistics.evidence import ColumnEvidence

# Without earlier files, only extremes are noted: a baseline is often many times as long as a batch.
FEW_ROWS, FEW_OF_BASELINE = 100, 0.1
ANY_ZONE = timedelta(days=1)  # clocks of all zones differ by a day
MANY_DISTINCT = 0.5  # distinct values per row: fewer, or sorted ones such as counters, may agree by chance


def file_notes(baseline: Batch, drift: Batch) -> tuple[Note, ...]:
    """Return the notes of both readers, then those on the number of rows and on files that agree."""
    both = [note for note in drift.notes if note in baseline.notes]
    of_readers = (
        *(f"both files: {note}" for note in both),
        *(f"baseline: {note}" for note in baseline.notes if note not in both),
        *(f"drift file: {note}" for note in drift.notes if note not in both),
    )
    return (
        *(Note("reading", text) for text in of_readers),
        *_no_common_column(baseline, drift),
        *_same_rows(baseline, drift),
        *_few_rows(baseline.total_rows, drift.total_rows),
    )


def future_dates(columns: "Iterable[ColumnEvidence]", written: datetime | None) -> tuple[Note, ...]:
    """Return a note on each column whose dates are later than the drift file itself, unlike the baseline's.

    Parameters
    ----------
    written : when the store received the drift file; None if that is not known.
    """
    if written is None:
        return ()
    limit = (written.astimezone(UTC) + ANY_ZONE).strftime("%Y-%m-%dT%H:%M:%S")
    dated = [column for column in columns if "weekday_shares" in column.after and "max" in column.after]
    return tuple(
        Note(
            "future_dates",
            f"the dates of {quoted(column.name)} go on until {column.after['max']}, after the drift file was "
            "written",
        )
        for column in dated
        if column.before["max"] <= limit < column.after["max"]
    )


def _no_common_column(baseline: Batch, drift: Batch) -> tuple[Note, ...]:
    """Return a note if the drift file may have been read wrongly: it has no column of the baseline."""
    if not set(baseline.columns).isdisjoint(drift.columns):
        return ()
    count = len(drift.columns)
    columns = "one column" if count == 1 else f"{count} columns"
    read = f"the drift file has no column of the baseline, but {columns}: {listed(drift.columns)}"
    return (Note("reading", f"{read}; check its first line, its delimiter and its quotes"),)


def _same_rows(baseline: Batch, drift: Batch) -> tuple[Note, ...]:
    """Return a note if both files have the same rows, whatever their order and their format."""
    if baseline.total_rows != drift.total_rows or baseline.sample or drift.sample:
        return ()
    if baseline.digest() == drift.digest():
        text = "the drift file has exactly the rows of the baseline: was the same file sent again?"
        return (Note("same_rows", text),)
    if baseline.columns == drift.columns and _sorted_rows(baseline) == _sorted_rows(drift):
        return (Note("same_rows", "the drift file has exactly the rows of the baseline, in another order"),)
    same = [name for name in baseline.columns if name in drift.columns and _same_cells(name, baseline, drift)]
    if not same:
        return ()
    columns = "column" if len(same) == 1 else "columns"
    text = f"{columns} {listed(same)} of the drift file: the same cells as in the baseline"
    return (Note("same_cells", text),)


def _same_cells(name: str, baseline: Batch, drift: Batch) -> bool:
    """Return whether a column has the same cells in both files, row by row, and they are no few values."""
    before, after = baseline.frame[name], drift.frame[name]
    return (
        before.equals(after)
        and before.nunique() > MANY_DISTINCT * len(before)
        and not before.is_monotonic_increasing
    )


def _sorted_rows(file: Batch) -> bytes:
    import numpy as np

    return np.sort(file.row_hashes).tobytes()


def _few_rows(before: int, after: int) -> tuple[Note, ...]:
    if after >= FEW_ROWS or after >= FEW_OF_BASELINE * before:
        return ()
    rows = f"{after:,} rows, fewer than a tenth of the baseline's {before:,}"
    return (Note("row_count", f"the drift file has {rows}: only large changes can be found"),)
