"""Cells that hold no value: missing ones, and those that cannot be read as what the column holds."""

from dataclasses import dataclass

from functions.score.drift.columns.contingency import fisher_exact
from functions.score.drift.evidence import MISSING, UNREADABLE, Effect, Test

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Absent:
    """How many cells of a column hold nothing to compare; every pair is (baseline, drift file).

    Attributes
    ----------
    rows : rows of the files, at least one each.
    missing : cells that are empty.
    unreadable : cells that hold something that is not of the column's kind.
    example : where such a cell is in the drift file ("'abc' in data row 7"); None without any.
    """

    rows: Pair
    missing: Pair = (0, 0)
    unreadable: Pair = (0, 0)
    example: str | None = None

    def tests(self) -> tuple[Test, ...]:
        """Return the tests of both shares, leaving out those that no row of either file speaks to."""
        tests = (
            share_test("missing cells, Fisher's exact test", self.missing, self.rows),
            share_test("unreadable cells, Fisher's exact test", self.unreadable, self.rows),
        )
        return tuple(test for test in tests if test)

    def effects(self) -> tuple[Effect, ...]:
        """Return by how much either share changed, where there is such a cell at all."""
        pairs = ((MISSING, self.missing), (UNREADABLE, self.unreadable))
        return tuple(Effect(name, share_change(pair, self.rows)) for name, pair in pairs if any(pair))

    def notes(self, kind: str) -> tuple[str, ...]:
        """Return what a reader should know of unreadable cells of a column of this kind."""
        if not self.unreadable[1]:
            return ()
        cells = "cell is" if self.unreadable[1] == 1 else "cells are"
        example = f", such as {self.example}" if self.example else ""
        return (f"{self.unreadable[1]} {cells} not readable as {kind}{example}",)

    def summary(self, file: int) -> dict[str, object]:
        """Return the counts of the baseline (file 0) or of the drift file (file 1)."""
        found: dict[str, object] = {
            "count": self.rows[file] - self.missing[file] - self.unreadable[file],
            "missing": self.missing[file],
        }
        if any(self.unreadable):
            found["unreadable"] = self.unreadable[file]
        return found


def share_test(name: str, having: Pair, rows: Pair) -> Test | None:
    """Test whether two shares of rows are equal; the statistic is how far they lie apart.

    None where no row, or every row, of both files has the property: there is nothing to test.
    """
    if not any(having) or having == rows:
        return None
    return Test(name, share_change(having, rows), fisher_exact(*having, *rows))


def share_change(having: Pair, rows: Pair) -> float:
    """Return how far two shares of rows lie apart, in [0, 1]."""
    return abs(having[1] / rows[1] - having[0] / rows[0])
