"""Cells without a value: missing ones, and those that cannot be read as the column's kind."""

from dataclasses import dataclass

from functions.score.statistics.columns.rates import rate_change
from functions.score.statistics.evidence import MISSING, UNREADABLE, Effect, Test
from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.hypothesis import Hypothesis

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Absent:
    """The cells of a column without a value. Each pair is (baseline, drift file).

    Attributes
    ----------
    rows : tuple of int
        Rows of the files, >= 1.
    missing : tuple of int
        Empty cells.
    unreadable : tuple of int
        Cells whose content is not of the column's kind.
    example : str or None
        An unreadable cell of the drift file and its place ("'abc' in data row 7").
    values : str
        What an unreadable cell should be, in the plural ("numbers").
    """

    rows: Pair
    missing: Pair = (0, 0)
    unreadable: Pair = (0, 0)
    example: str | None = None
    values: str = "values"

    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """Return the hypotheses that both shares did not change; none for a share of 0 in both files."""
        return (
            *same_share("missing cells", MISSING, self.missing, self.rows),
            *same_share("unreadable cells", UNREADABLE, self.unreadable, self.rows, self.notes()),
        )

    def notes(self) -> tuple[str, ...]:
        """Return a note about unreadable cells.

        Examples
        --------
        >>> Absent((100, 30), (0, 0), (0, 2), "'abc' in data row 3", "numbers").notes()
        ("2 cells cannot be read as numbers (baseline: 0), such as 'abc' in data row 3",)
        """
        before, after = self.unreadable
        if not after:
            return ()
        cells = "cell" if after == 1 else "cells"
        example = f", such as {self.example}" if self.example else ""
        return (f"{after} {cells} cannot be read as {self.values} (baseline: {before}){example}",)

    def summary(self, file: int) -> dict[str, object]:
        """Return the counts of the baseline (file 0) or of the drift file (file 1)."""
        summary: dict[str, object] = {
            "count": self.rows[file] - self.missing[file] - self.unreadable[file],
            "missing": self.missing[file],
        }
        if any(self.unreadable):
            summary["unreadable"] = self.unreadable[file]
        return summary


def same_share(
    property_name: str, effect: str, hits: Pair, rows: Pair, notes: tuple[str, ...] = ()
) -> tuple[Hypothesis, ...]:
    """Return the hypothesis that the share of rows with a property did not change.

    Parameters
    ----------
    property_name : str
        Begins the test's name.
    effect : str
        The effect's name.
    hits, rows : tuple of int
        Rows with the property, and all rows, of the baseline and of the drift file.

    Returns
    -------
    tuple of Hypothesis
        Statistic and effect are the absolute difference of the shares. Empty if no row has the property;
        without a test if all rows of both files have it.

    Examples
    --------
    >>> (hypothesis,) = same_share("missing cells", "difference", (0, 11), (50, 50))
    >>> hypothesis.effects[0].value, round(hypothesis.tests[0].p_value, 5)
    (0.22, 0.00053)
    """
    if not any(hits):
        return ()
    difference = abs(hits[1] / rows[1] - hits[0] / rows[0])
    test = Test(f"{property_name}, Fisher's exact test", difference, fisher_exact(*hits, *rows))
    size = Effect(effect, difference, notes=notes, rate=rate_change(hits, rows))
    return (Hypothesis((test,) if hits != rows else (), (size,)),)
