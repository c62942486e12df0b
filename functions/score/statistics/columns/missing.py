"""Cells that hold no value: missing ones, and those that cannot be read as what the column holds."""

from dataclasses import dataclass

from functions.score.statistics.columns.contingency import fisher_exact
from functions.score.statistics.evidence import MISSING, UNREADABLE, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis

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

    def hypotheses(self, kind: str) -> tuple[Hypothesis, ...]:
        """Return that both shares of a column of this kind are as before; none for what neither file has."""
        return (
            *same_share("missing cells", MISSING, self.missing, self.rows),
            *same_share("unreadable cells", UNREADABLE, self.unreadable, self.rows, self.notes(kind)),
        )

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


def same_share(
    what: str, effect: str, having: Pair, rows: Pair, notes: tuple[str, ...] = ()
) -> tuple[Hypothesis, ...]:
    """Return that the share of rows with a property is as before; statistic and effect are the difference.

    Nothing where no row has it; nothing to test where every row of both files does.
    """
    if not any(having):
        return ()
    difference = abs(having[1] / rows[1] - having[0] / rows[0])
    test = Test(f"{what}, Fisher's exact test", difference, fisher_exact(*having, *rows))
    return (Hypothesis((test,) if having != rows else (), (Effect(effect, difference, notes=notes),)),)
