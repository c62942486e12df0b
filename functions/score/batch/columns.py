"""Which columns are compared as text, and the texts that they hold."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from common.errors import BatchError
from functions.score.batch.kinds import Kind, kind_of
from functions.score.batch.limits import MIN_ROWS
from functions.score.batch.wording import listed, nearest, quoted

if TYPE_CHECKING:
    from functions.score.batch import Batch

# Strings of every kind but times, numbers and booleans: what a file's only column is taken for text as.
STRING_KINDS = ("text", "categorical", "identifier", "empty")
COMPARED_KINDS = ("text", "numeric", "categorical", "datetime", "boolean")


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


def kinds_of(
    baseline: "Batch",
    text_columns: Sequence[str] = (),
    settled: Mapping[str, Kind] | None = None,
    ignored: Collection[str] = (),
) -> dict[str, Kind]:
    """Return the kind of each column of a baseline that is compared, in the file's order.

    They are decided by the baseline alone, so that they never depend on what drifted.

    Parameters
    ----------
    text_columns : columns that a setting names: they are texts, whatever they hold, and other texts are
        left out. Without any, those found by the rules of kinds.py; a file with one column of strings has no
        other choice.
    settled : kinds that the dataset's owner decided.
    ignored : columns that are not compared.

    Raises BatchError("no_text_column") where a named column is absent, or nothing can be compared.
    """
    for name in text_columns:
        if name not in baseline.columns:
            raise _no_such_column(baseline, name)
    found = {name: kind_of(baseline.frame[name]) for name in baseline.columns if name not in ignored}
    if text_columns:
        found = {name: kind for name, kind in found.items() if kind != "text"} | dict.fromkeys(
            text_columns, "text"
        )
    found |= settled or {}
    kinds = {name: found[name] for name in baseline.columns if name in found}
    if len(kinds) == 1 and not settled and not text_columns:
        only, kind = next(iter(kinds.items()))
        kinds[only] = "text" if kind in STRING_KINDS else kind
    if not set(kinds.values()) & set(COMPARED_KINDS):
        held = listed(f"{name} ({kind})" for name, kind in kinds.items())
        message = f"no column can be compared: {held}; name the text columns in the setting text_columns"
        raise BatchError("no_text_column", message, key=baseline.key)
    return kinds


def check_columns_present(drift: "Batch", wanted: Sequence[str], baseline_columns: Sequence[str]) -> None:
    """Raise BatchError("column_mismatch") where the drift file lacks one of the `wanted` columns."""
    for name in wanted:
        if name not in drift.columns:
            message = (
                f"no column {quoted(name)}{_unread(drift, name)}; the file has: {listed(drift.columns)}; "
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


def _no_such_column(baseline: "Batch", name: str) -> BatchError:
    message = (
        f"no column {quoted(name)}, which the setting text_columns names{_unread(baseline, name)}; "
        f"the baseline has: {listed(baseline.columns)}{nearest(name, baseline.columns)}"
    )
    return BatchError("no_text_column", message, key=baseline.key, column=name)


def _unread(batch: "Batch", name: str) -> str:
    return " (it holds lists, structures or binary data)" if name in batch.ignored else ""
