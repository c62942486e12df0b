"""Matches the columns of a drift file to those of its baseline, before anything is compared."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from functions.score import batch
from functions.score.batch.cell_types import OBJECTS
from functions.score.comparison.table import SchemaChange
from functions.score.comparison.table.schema import TYPE_NAMES, retyped

AN_OBJECT = "objects"
SINGLE_VALUES, OBJECTS_OF_ANY_SIZE = {*TYPE_NAMES.values(), "text"}, {AN_OBJECT, OBJECTS}


class Matched(NamedTuple):
    """A drift file whose columns can be compared with those of its baseline.

    Attributes
    ----------
    drift : a column that its rows may leave out, and all do, has missing cells.
    retyped : the columns and objects that hold something else than in the baseline: an object became text, a
        vector a number, a vector one of another length. Their cells have nothing in common with the
        baseline's.
    aside : the names of these in both files, with all their keys. The drift file does not have them.
    """

    drift: batch.Batch
    retyped: tuple[SchemaChange, ...]
    aside: frozenset[str]


def matched(drift: batch.Batch, baseline: batch.Batch) -> Matched:
    """Match the columns of a drift file to those of its baseline."""
    apart = _taken_apart(baseline), _taken_apart(drift)
    # Only these can be lists or objects in one of the files.
    nested = {*apart[0], *apart[1], *baseline.vectors, *drift.vectors, *baseline.ignored, *drift.ignored}
    before, after = _shapes(baseline, nested, apart[0]), _shapes(drift, nested, apart[1])
    changed = {
        name: (before[name], after[name])
        for name in before
        if name in after
        and not (name in baseline.ignored and name in drift.ignored)
        and _cannot_be_compared(before[name], after[name])
    }
    outermost = {name: shapes for name, shapes in changed.items() if not batch.is_below(name, changed)}
    aside = frozenset(
        name
        for file in (baseline, drift)
        for name in (*file.columns, *file.ignored)
        if name in outermost or batch.is_below(name, outermost)
    )
    drift = _with_columns(drift, _order(drift, baseline, apart[0], aside), aside)
    changes = tuple(retyped(name, *shapes) for name, shapes in outermost.items())
    return Matched(drift, changes, aside)


def _with_columns(drift: batch.Batch, columns: list[str], aside: frozenset[str]) -> batch.Batch:
    if columns == drift.columns and not aside:
        return drift
    vectors = {name: cells for name, cells in drift.vectors.items() if name in columns}
    unread = {name: holds for name, holds in drift.ignored.items() if name not in aside}
    return replace(drift, frame=drift.frame.reindex(columns=columns), ignored=unread, vectors=vectors)


def _order(
    drift: batch.Batch, baseline: batch.Batch, apart: Mapping[str, str], aside: frozenset[str]
) -> list[str]:
    """Return the columns that the drift file shall have: its own, and those that its rows may leave out."""
    own = set(drift.columns)
    # An object without a value in any row is a column that the baseline does not have.
    missing = {
        name for name in own.intersection(apart).difference(baseline.columns) if _is_missing(drift, name)
    }
    order = [name for name in drift.columns if name not in aside and name not in missing]
    previous = ""
    for name in baseline.columns:
        present = name in own or name in aside or name in drift.ignored
        if not present and name.startswith(drift.optional) and not batch.is_below(name, drift.ignored):
            order.insert(order.index(previous) + 1 if previous in order else 0, name)
        previous = name
    return order


def _taken_apart(file: batch.Batch) -> dict[str, str]:
    """Return the objects and short lists of a file that were taken apart, each with what it is."""
    shapes = {}
    for name, keys in batch.taken_apart((*file.columns, *file.ignored)).items():
        if keys == [str(place) for place in range(len(keys))]:
            shapes[name] = _lists_of(len(keys))
        elif any(f"{name}.".startswith(each) for each in file.optional):  # else it may be a dot in a name
            shapes[name] = AN_OBJECT
    return shapes


def _shapes(file: batch.Batch, names: Collection[str], apart: Mapping[str, str]) -> dict[str, str]:
    """Return what a file has under each of these names; nothing if it has no value."""
    columns = {name: _contents(file, name) for name in file.columns if name in names}
    return {**apart, **{name: holds for name, holds in columns.items() if holds}, **file.ignored}


def _contents(file: batch.Batch, name: str) -> str | None:
    if _is_missing(file, name):
        return None
    if name in file.vectors:
        return _lists_of(file.vectors[name].numbers)
    return TYPE_NAMES.get(file.frame[name].dtype.kind, "text")


def _lists_of(numbers: int) -> str:
    return f"lists of {numbers} numbers" if numbers > 1 else "lists of one number"


def _is_missing(file: batch.Batch, name: str) -> bool:
    return bool(file.frame[name].isna().all())


def _cannot_be_compared(before: str, after: str) -> bool:
    """Tell whether values of these shapes have nothing in common, whatever they are."""
    alike = SINGLE_VALUES, OBJECTS_OF_ANY_SIZE
    return before != after and not any({before, after} <= shapes for shapes in alike)
