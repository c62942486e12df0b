"""Columns that came, went, moved or hold another type than before."""

from collections.abc import Collection, Sequence

from common.verdict.document import SchemaChange
from functions.score.batch import Kind
from functions.score.batch.wording import nearest, quoted

# Comparisons of names beyond which no likeness is looked for: two files of unlike columns throughout.
MOST_COMPARED = 10_000
# Chance, from the baseline's own unreadable cells, below which a column that is unreadable throughout has
# been retyped; a baseline with one odd cell in a hundred may send a file of just these two rows.
RETYPED_CHANCE = 0.01
NEARLY_ALL = 0.95  # of the present cells
HELD: dict[Kind, str] = {
    "text": "texts",
    "numeric": "numbers",
    "categorical": "categories",
    "datetime": "dates",
    "boolean": "yes and no",
    "identifier": "identifiers",
    "empty": "nothing",
}


def schema_changes(
    baseline_columns: Sequence[str],
    drift_columns: Sequence[str],
    *,
    ignored: Collection[str] = (),
    unread: Collection[str] = (),
) -> list[SchemaChange]:
    """Return the columns that are removed, added and out of order, in this order.

    Parameters
    ----------
    ignored : columns of which nothing is said.
    unread : columns of the drift file that were not read, as they hold lists, structures or binary data.
    """
    left_out = set(ignored)
    before = [name for name in baseline_columns if name not in left_out]
    after = [name for name in drift_columns if name not in left_out]
    held, holds = set(before), set(after)
    removed = [name for name in before if name not in holds]
    added = [name for name in after if name not in held]
    changes = [_removed(name, added, unread, few=_few(removed, added)) for name in removed]
    changes += [
        SchemaChange(
            kind="added",
            column=name,
            sentence=f"column {quoted(name)} is new: the baseline has none of this name",
        )
        for name in added
    ]
    moved = _first_moved([name for name in before if name in holds], [name for name in after if name in held])
    return [*changes, moved] if moved else changes


def retyped(column: str, kind: Kind, found: str) -> SchemaChange:
    """Return the change of a column whose cells cannot be read as its kind any more."""
    sentence = f"column {quoted(column)} held {HELD[kind]} in the baseline; it now holds {found}"
    return SchemaChange(kind="retyped", column=column, sentence=sentence)


def is_retyped(cells: tuple[int, int], unreadable: tuple[int, int]) -> bool:
    """Tell whether a column holds another type than before.

    Parameters
    ----------
    cells : cells of the baseline and of the drift file that are not missing.
    unreadable : those of them that cannot be read as the column's kind.
    """
    if not unreadable[1] or unreadable[1] < NEARLY_ALL * cells[1]:
        return False
    rate = (unreadable[0] + 1) / (cells[0] + 2)  # Laplace's: never nothing, however clean the baseline
    return bool(rate ** unreadable[1] <= RETYPED_CHANCE)


def _few(removed: Sequence[str], added: Sequence[str]) -> bool:
    return len(removed) * len(added) <= MOST_COMPARED


def _removed(column: str, added: Sequence[str], unread: Collection[str], *, few: bool) -> SchemaChange:
    if column in unread:
        sentence = f"column {quoted(column)} now holds lists, structures or binary data, which are not read"
        return SchemaChange(kind="retyped", column=column, sentence=sentence)
    likely = nearest(column, added) if few else ""
    return SchemaChange(kind="removed", column=column, sentence=f"column {quoted(column)} is gone{likely}")


def _first_moved(before: Sequence[str], after: Sequence[str]) -> SchemaChange | None:
    for position, (expected, found) in enumerate(zip(before, after, strict=True)):
        if expected != found:
            sentence = (
                f"the columns stand in another order: of those in both files, {quoted(found)} is number "
                f"{position + 1}, where the baseline has {quoted(expected)}"
            )
            return SchemaChange(kind="reordered", column=found, sentence=sentence)
    return None
