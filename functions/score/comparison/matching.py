"""Matches the columns of a drift file to those of its baseline, before anything is compared."""

from dataclasses import replace

from functions.score import batch
from functions.score.comparison.table.schema import TYPE_NAMES


def matched(drift: batch.Batch, baseline: batch.Batch) -> batch.Batch:
    """Return a drift file whose columns can be compared with those of its baseline.

    A column that its rows may leave out, and all do, has missing cells. A column of lists of numbers where
    the baseline has other values, or lists of another length, is set aside like one that is not read: its
    cells have nothing in common with the baseline's.
    """
    aside = {
        name: _contents(drift, name)
        for name in {*baseline.vectors, *drift.vectors}.intersection(baseline.columns, drift.columns)
        if not _are_comparable(drift, baseline, name)
    }
    order = [name for name in drift.columns if name not in aside]
    unread = {**drift.ignored, **aside}
    own = set(drift.columns)
    previous = ""
    for name in baseline.columns:
        if name not in own and name.startswith(drift.optional) and not _is_in(name, unread):
            order.insert(order.index(previous) + 1 if previous in order else 0, name)
        previous = name
    if order == drift.columns:
        return drift
    vectors = {name: column for name, column in drift.vectors.items() if name not in aside}
    return replace(drift, frame=drift.frame.reindex(columns=order), ignored=unread, vectors=vectors)


def _is_in(name: str, unread: dict[str, str]) -> bool:
    return name in unread or batch.is_below(name, unread)


def _are_comparable(drift: batch.Batch, baseline: batch.Batch, name: str) -> bool:
    lists = [file.vectors[name] for file in (baseline, drift) if name in file.vectors]
    if len(lists) == 1:
        return bool((drift if name in baseline.vectors else baseline).frame[name].isna().all())
    return lists[0].numbers == lists[1].numbers


def _contents(drift: batch.Batch, name: str) -> str:
    if name in drift.vectors:
        return f"lists of {drift.vectors[name].numbers} numbers"
    return TYPE_NAMES.get(drift.frame[name].dtype.kind, "text")
