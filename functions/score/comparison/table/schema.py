"""Columns that were added, removed, retyped, reformatted or reordered."""

from collections.abc import Collection, Mapping, Sequence

from common.verdict.document import SchemaChange
from functions.score.batch import Kind, is_below
from functions.score.batch.cell_types import OBJECTS
from functions.score.batch.wording import nearest, quoted

# Pairs of names: with more, no similar name is suggested. Such files have hardly a column in common.
MOST_COMPARED = 10_000
# A column that cannot be read was retyped if this is less likely by chance, at the baseline's own rate of
# unreadable cells: if one cell in a hundred is unreadable, a file of two unreadable rows is possible.
RETYPED_CHANCE = 0.01
NEARLY_ALL = 0.95  # of the present cells
TYPE_NAMES = {"i": "numbers", "u": "numbers", "f": "numbers", "b": "booleans", "M": "dates"}
VALUES: dict[Kind, str] = {
    "text": "text",
    "numeric": "numbers",
    "categorical": "categories",
    "datetime": "dates",
    "boolean": "booleans",
    "embedding": "lists of numbers",
    "identifier": "identifiers",
    "empty": "no values",
}


def values_now(stored: str, example: str | None, hint: str | None) -> str:
    """Return what a column holds whose cells cannot be read, from the letter of its type or an example.

    `hint`: how the cells could be read. The example already contains it.

    >>> values_now("f", None, None), values_now("O", "'x' in data row 1", None)
    ('numbers', "other values, such as 'x' in data row 1")
    """
    if stored not in TYPE_NAMES:
        return f"other values, such as {example}"
    return f"{TYPE_NAMES[stored]} ({hint})" if hint else TYPE_NAMES[stored]


def schema_changes(
    baseline_columns: Sequence[str],
    drift_columns: Sequence[str],
    *,
    ignored: Collection[str] = (),
    unread: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
    ordered: bool = True,
) -> list[SchemaChange]:
    """Return the removed, the added and the reordered columns, in this order.

    Parameters
    ----------
    ignored : columns to leave out.
    unread : columns of the baseline and of the drift file that were not read, each with what it holds. The
        keys of an object that one file's reader left whole are neither added nor removed.
    ordered : whether the order of the columns means something; in JSON objects it does not.
    """
    left_out = set(ignored)
    whole = {name for each in unread for name, holds in each.items() if holds == OBJECTS}
    before, after, unread_before, unread_after = (
        [name for name in names if name not in left_out and not is_below(name, whole)]
        for names in (baseline_columns, drift_columns, *unread)
    )
    old, new = set(before), set(after)
    all_before, all_after = old.union(unread_before), new.union(unread_after)
    removed = [name for name in before if name not in new]
    removed += [name for name in unread_before if name not in whole and name not in all_after]
    added = [name for name in after if name not in all_before]
    added += [name for name in unread_after if name not in whole and name not in all_before]
    changes = [_removed(name, added, few=_few(removed, added)) for name in removed]
    changes += [_added(name) for name in added]
    if not ordered:
        return changes
    moved = _first_moved([name for name in before if name in new], [name for name in after if name in old])
    return [*changes, moved] if moved else changes


def retyped(column: str, before: str, after: str) -> SchemaChange:
    """Return the change of a column whose cells have another type; both in words, such as "numbers"."""
    sentence = f"column {quoted(column)} changed type from {before} to {after}"
    return SchemaChange(kind="retyped", column=column, sentence=sentence)


def reformatted(column: str, difference: str) -> SchemaChange:
    """Return the change of a column whose values the file writes differently, such as with decimal commas."""
    sentence = f"column {quoted(column)}: {difference}"
    return SchemaChange(kind="reformatted", column=column, sentence=sentence)


def is_retyped(cells: tuple[int, int], unreadable: tuple[int, int]) -> bool:
    """Tell whether a column has another type than before.

    Parameters
    ----------
    cells : number of present cells of the baseline and of the drift file.
    unreadable : how many of them cannot be read as the column's kind.
    """
    if not unreadable[1] or unreadable[1] < NEARLY_ALL * cells[1]:
        return False
    rate = (unreadable[0] + 1) / (cells[0] + 2)  # Laplace's estimate: above zero even for a clean baseline
    return bool(rate ** unreadable[1] <= RETYPED_CHANCE)


def _few(removed: Sequence[str], added: Sequence[str]) -> bool:
    return len(removed) * len(added) <= MOST_COMPARED


def _removed(column: str, added: Sequence[str], *, few: bool) -> SchemaChange:
    likely = nearest(column, added) if few else ""
    return SchemaChange(
        kind="removed", column=column, sentence=f"column {quoted(column)} was removed{likely}"
    )


def _added(column: str) -> SchemaChange:
    sentence = f"column {quoted(column)} was added; it is not compared"
    return SchemaChange(kind="added", column=column, sentence=sentence)


def _first_moved(before: Sequence[str], after: Sequence[str]) -> SchemaChange | None:
    for number, (expected, actual) in enumerate(zip(before, after, strict=True), 1):
        if expected != actual:
            sentence = (
                f"column order changed: of the columns in both files, number {number} is {quoted(actual)} "
                f"instead of {quoted(expected)}"
            )
            return SchemaChange(kind="reordered", column=actual, sentence=sentence)
    return None
