"""The texts of a column."""

from typing import TYPE_CHECKING, NamedTuple

from common.errors import BatchError
from functions.score.batch.limits import MIN_ROWS
from functions.score.batch.wording import quoted

if TYPE_CHECKING:
    from functions.score.batch.rows import Batch


class Texts(NamedTuple):
    """Texts of a column.

    Attributes
    ----------
    texts : as written, in the file's order; missing and white-space cells are left out.
    rows : of each, its number in the file, counted from 0.
    total : how many texts the column holds; if the file's rows are a sample, about how many.
    """

    texts: list[str]
    rows: list[int]
    total: int

    @property
    def enough(self) -> bool:
        """Whether there are enough texts to compare."""
        return len(self.texts) >= MIN_ROWS


def texts(batch: "Batch", column: str) -> Texts:
    """Return all texts of a column, of the rows that are held; the file must have the column.

    Values that are no strings (a text column whose every text happens to be a number) are written as
    strings.
    """
    cells = batch.frame[column]
    present = cells.notna().to_numpy().nonzero()[0].tolist()
    both = zip(map(str, cells.iloc[present].tolist()), present, strict=True)
    kept = [(text, row) for text, row in both if text and not text.isspace()]
    total = round(len(kept) * batch.total_rows / batch.rows)
    return Texts([text for text, _ in kept], batch.row_numbers([row for _, row in kept]), total)


def too_few_texts(batch: "Batch", column: str, count: int) -> BatchError:
    """Return the error about a file that has nothing to compare but a column of too few texts."""
    if count == 0:
        message = f"column {quoted(column)} holds no text: its {batch.rows} cells are empty"
        return BatchError("no_text", message, key=batch.key, column=column)
    message = (
        f"column {quoted(column)} holds {count} text in {batch.rows} rows; "
        f"at least {MIN_ROWS} are needed to compare"
    )
    return BatchError("too_few_rows", message, key=batch.key, column=column)
