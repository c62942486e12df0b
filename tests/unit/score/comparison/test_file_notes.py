"""Notes about whole files."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from common.verdict.note import Note
from functions.score.batch import Batch
from functions.score.comparison import file_notes as module
from functions.score.comparison.file_notes import future_dates
from functions.score.statistics.columns import datetimes
from functions.score.statistics.columns.datetimes import Clock
from functions.score.statistics.columns.missing import Absent


def file_notes(baseline, drift):
    return tuple(note.text for note in module.file_notes(baseline, drift))


def file(rows=300, seed=0, **parts):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"x": rng.normal(size=rows), "g": rng.choice(["a", "b", "c"], rows)})
    return Batch(frame, "f.csv", **parts)


def test_files_that_differ_need_no_note():
    assert file_notes(file(), file(seed=1)) == ()
    assert file_notes(file(1000), file(300, 1)) == ()


@pytest.mark.parametrize("rows", [3, 300, 1000])
def test_the_same_rows_are_noted(rows):
    assert file_notes(file(rows), file(rows)) == (
        "the drift file has exactly the rows of the baseline: was the same file sent again?",
    )
    shuffled = Batch(file(rows).frame.iloc[::-1].reset_index(drop=True), "g.csv")
    assert file_notes(file(rows), shuffled) == (
        "the drift file has exactly the rows of the baseline, in another order",
    )


def test_one_other_cell_is_enough_to_differ():
    other = file()
    other.frame.loc[7, "g"] = "d"
    assert file_notes(file(), other) == ("column x of the drift file: the same cells as in the baseline",)


@pytest.mark.parametrize(
    ("before", "after", "noted"),
    [(1000, 10, True), (5000, 100, False), (5000, 99, True), (1000, 99, True), (900, 90, False)],
)
def test_only_an_extreme_difference_of_rows_is_noted(before, after, noted):
    notes = file_notes(file(before), file(after, 1))
    rows = f"{after:,} rows, fewer than a tenth of the baseline's {before:,}"
    assert notes == ((f"the drift file has {rows}: only large changes can be found",) if noted else ())


def test_a_note_of_both_readers_is_about_both_files():
    before, after = file(notes=("a guess", "first")), file(seed=1, notes=("a guess",))
    assert file_notes(before, after) == ("both files: a guess", "baseline: first")


def test_each_note_has_its_kind():
    moved = file(300)
    moved.frame.loc[7, "g"] = "d"
    pairs = [
        (file(notes=("a guess",)), file(seed=1)),
        (file(), file()),
        (file(), moved),
        (file(1000), file(10)),
    ]
    kinds = [[note.kind for note in module.file_notes(*pair)] for pair in pairs]
    assert kinds == [["reading"], ["same_rows"], ["same_cells"], ["row_count"]]


def test_columns_with_the_same_cells_are_noted_unless_that_may_be_chance():
    rng = np.random.default_rng(1)
    numbers, others = rng.normal(size=(2, 50))
    codes = np.tile([1, 2], 25)
    before = pd.DataFrame({"x": numbers, "y": numbers, "code": codes, "row": range(50)})
    notes = file_notes(Batch(before, "b.csv"), Batch(before.assign(y=others), "d.csv"))
    assert notes == ("column x of the drift file: the same cells as in the baseline",)


def test_a_file_without_a_column_of_the_baseline_may_have_been_read_wrongly():
    drift = Batch(pd.DataFrame({"x,g": ["1,a", "2,b", "3,c"]}), "d.csv")
    (note,) = [note for note in file_notes(file(), drift) if "no column" in note]
    assert "one column: x,g; check its first line, its delimiter and its quotes" in note


@pytest.mark.parametrize(
    ("days", "noted"),
    [((20, 27), False), ((20, 28), False), ((20, 40), True), ((40, 60), False)],
    ids=["before", "today", "in two weeks", "as the baseline's"],
)
def test_dates_later_than_the_file_are_noted(days, noted):
    before, after = (
        np.datetime64("2026-11-01").astype("datetime64[s]").astype(np.int64)
        + np.arange(0, 86_400 * last, 3600)
        for last in (days[1] if days[0] == 40 else days[0], days[1])
    )
    clock, absent = Clock(), Absent((len(before), len(after)), (0, 0))
    column = datetimes.compare("ts", before, after, absent, clock, np.random.default_rng(0))
    written = datetime(2026, 11, 28, 12, tzinfo=UTC)
    until = str(np.datetime64(int(after[-1]), "s"))
    note = f"the dates of 'ts' go on until {until}, after the drift file was written"
    assert future_dates([column], written) == ((Note("future_dates", note),) if noted else ())
    assert future_dates([column], None) == ()
