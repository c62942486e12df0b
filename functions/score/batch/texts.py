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
    texts : as written, in the file's order, without missing cells and cells of white space.
    rows : the row number of each text in the file, counted from 0.
    total : number of texts in the whole column; an estimate if the batch is a sample of the file's rows.
    """

    texts: list[str]
    rows: list[int]
    total: int

    @property
    def enough(self) -> bool:
        """Whether there are enough texts to compare."""
        return len(self.texts) >= MIN_ROWS


def texts(batch: "Batch", column: str) -> Texts:
    """Return all texts of a column of the batch; the batch must have the column.

    Other values (numbers, if every text of a drift file happens to be one) are converted to strings.
    """
    cells = batch.frame[column]
    present = cells.notna().to_numpy().nonzero()[0].tolist()
    pairs = zip(map(str, cells.iloc[present].tolist()), present, strict=True)
    nonblank = [(text, row) for text, row in pairs if text and not text.isspace()]
    total = round(len(nonblank) * batch.total_rows / batch.rows)
    return Texts([text for text, _ in nonblank], batch.row_numbers([row for _, row in nonblank]), total)


def too_few_texts(batch: "Batch", column: str, count: int) -> BatchError:
    """Return the error about a file whose only comparable column has too few texts."""
    if count == 0:
        message = f"column {quoted(column)} holds no text: its {batch.rows} cells are empty"
        return BatchError("no_text", message, key=batch.key, column=column)
    message = (
        f"column {quoted(column)} holds {count} text in {batch.rows} rows; "
        f"at least {MIN_ROWS} are needed to compare"
    )
    return BatchError("too_few_rows", message, key=batch.key, column=column)
