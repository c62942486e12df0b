"""Columns that the settings leave out, and those that were not read."""

from collections.abc import Collection

from common.verdict.document import SchemaChange
from functions.score import batch
from functions.score.baseline.profile import Profile


def not_left_out(
    baseline: Profile, drift: batch.Batch, changes: tuple[SchemaChange, ...]
) -> tuple[SchemaChange, ...]:
    """Return the changes of columns that the settings do not leave out.

    They may leave out a column that was not read, and so has no kind to be compared by.
    """
    ignored = _left_out(baseline, drift)
    return tuple(change for change in changes if change.column not in ignored)


def unread(baseline: Profile, drift: batch.Batch, aside: Collection[str]) -> dict[str, str]:
    """Return the columns that were not read in a file, each with what it holds.

    Those that the settings leave out, and those `aside`, whose change is stated already, are left out.
    """
    named = _left_out(baseline, drift).union(aside)
    found = {**drift.ignored, **baseline.batch.ignored}
    return {name: holds for name, holds in found.items() if name not in named}


def _left_out(baseline: Profile, drift: batch.Batch) -> set[str]:
    files = baseline.batch, drift
    names = {name for file in files for name in (*file.columns, *file.ignored)}
    return batch.with_keys(baseline.dataset.ignored, names)
