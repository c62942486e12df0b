"""Which columns are compared as text, and the texts that they hold."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from common.errors import BatchError
from functions.score.batch.kinds import kind_of
from functions.score.batch.limits import MIN_ROWS
from functions.score.batch.wording import listed, nearest, quoted

if TYPE_CHECKING:
    from functions.score.batch import Batch

# Strings of every kind but times, numbers and booleans: what a file's only column is taken for text as.
STRING_KINDS = ("text", "categorical", "identifier", "empty")


def text_columns_of(baseline: "Batch", named: Sequence[str] = ()) -> list[str]:
    """Return the text columns of a baseline: those in which its drift files are compared.

    They are decided by the baseline alone, so that they never depend on what drifted.

    Parameters
    ----------
    named : the columns that a setting names: these and no others, whatever they hold. Without any, the
        columns of kind "text" (see kinds.py); a file with one column of strings has no other choice.

    Raises BatchError("no_text_column").
    """
    columns = baseline.columns
    if named:
        for name in named:
            if name not in columns:
                raise _no_such_column(baseline, name)
        return list(dict.fromkeys(named))
    kinds = {name: kind_of(baseline.frame[name]) for name in columns}
    texts = [name for name, kind in kinds.items() if kind == "text"]
    if not texts and len(columns) == 1 and kinds[columns[0]] in STRING_KINDS:
        return columns
    if texts:
        return texts
    found = listed(f"{name} ({kind})" for name, kind in kinds.items())
    message = f"no column is text: {found}; name the text columns in the setting text_columns"
    raise BatchError("no_text_column", message, key=baseline.key)


def check_columns_present(drift: "Batch", wanted: Sequence[str], baseline_columns: Sequence[str]) -> None:
    """Raise BatchError("column_mismatch") where the drift file lacks one of the `wanted` columns."""
    for name in wanted:
        if name not in drift.columns:
            message = (
                f"no column {quoted(name)}{_unread(drift, name)}; the file has: {listed(drift.columns)}; "
                f"the baseline has: {listed(baseline_columns)}{nearest(name, drift.columns)}"
            )
            raise BatchError("column_mismatch", message, key=drift.key, column=name)


def texts(batch: "Batch", column: str) -> list[str]:
    """Return the texts of a column in the file's order, as written.

    Missing and white-space cells are left out: they hold nothing to embed. Values that are no strings
    (a text column whose every text happens to be a number) are written as strings.

    Raises BatchError: column_mismatch (no such column), no_text (nothing left), too_few_rows (one text
    left: two are the fewest that can be compared).
    """
    check_columns_present(batch, [column], [column])
    present = batch.frame[column].dropna().tolist()
    found = [text for text in map(str, present) if text and not text.isspace()]
    if not found:
        message = f"column {quoted(column)} holds no text: its {batch.rows} cells are empty"
        raise BatchError("no_text", message, key=batch.key, column=column)
    if len(found) < MIN_ROWS:
        message = (
            f"column {quoted(column)} holds {len(found)} text in {batch.rows} rows; "
            f"at least {MIN_ROWS} are needed to compare"
        )
        raise BatchError("too_few_rows", message, key=batch.key, column=column)
    return found


def _no_such_column(baseline: "Batch", name: str) -> BatchError:
    message = (
        f"no column {quoted(name)}, which the setting text_columns names{_unread(baseline, name)}; "
        f"the baseline has: {listed(baseline.columns)}{nearest(name, baseline.columns)}"
    )
    return BatchError("no_text_column", message, key=baseline.key, column=name)


def _unread(batch: "Batch", name: str) -> str:
    return " (it holds lists, structures or binary data)" if name in batch.ignored else ""
