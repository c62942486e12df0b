"""The texts of a column."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from common.errors import BatchError
from functions.score.batch.limits import MIN_ROWS
from functions.score.batch.wording import listed, nearest, quoted

if TYPE_CHECKING:
    from functions.score.batch.rows import Batch


class Texts(NamedTuple):
    """Texts of a column.

    Attributes
    ----------
    texts : as written, in the file's order.
    rows : of each, its number in the file, counted from 0.
    total : how many texts the column holds; where the file's rows are a sample, about how many.
    """

    texts: list[str]
    rows: list[int]
    total: int


def check_columns_present(drift: "Batch", wanted: Sequence[str], baseline_columns: Sequence[str]) -> None:
    """Raise BatchError("column_mismatch") where the drift file lacks one of the `wanted` columns."""
    for name in wanted:
        if name not in drift.columns:
            message = (
                f"no column {quoted(name)}{drift.unread(name)}; the file has: {listed(drift.columns)}; "
                f"the baseline has: {listed(baseline_columns)}{nearest(name, drift.columns)}"
            )
            raise BatchError("column_mismatch", message, key=drift.key, column=name)


def texts(batch: "Batch", column: str) -> Texts:
    """Return all texts of a column, of the rows that are held.

    Missing and white-space cells are left out: they hold nothing to embed. Values that are no strings
    (a text column whose every text happens to be a number) are written as strings.

    Raises BatchError: column_mismatch (no such column), no_text (nothing left), too_few_rows (one text
    left: two are the fewest that can be compared).
    """
    check_columns_present(batch, [column], [column])
    cells = batch.frame[column]
    present = cells.notna().to_numpy().nonzero()[0].tolist()
    both = zip(map(str, cells.iloc[present].tolist()), present, strict=True)
    found = [(text, row) for text, row in both if text and not text.isspace()]
    if not found:
        message = f"column {quoted(column)} holds no text: its {batch.rows} cells are empty"
        raise BatchError("no_text", message, key=batch.key, column=column)
    if len(found) < MIN_ROWS:
        message = (
            f"column {quoted(column)} holds {len(found)} text in {batch.rows} rows; "
            f"at least {MIN_ROWS} are needed to compare"
        )
        raise BatchError("too_few_rows", message, key=batch.key, column=column)
    total = round(len(found) * batch.total_rows / batch.rows)
    return Texts([text for text, _ in found], batch.row_numbers([row for _, row in found]), total)
