"""Cells read as numbers, in each file's own decimal mark and in the unit of the baseline."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from functions.score.batch.cell_forms import units
from functions.score.batch.cell_forms.missing import MISSING
from functions.score.batch.cell_forms.numbers import OTHER, Decimal
from functions.score.batch.wording import quoted
from functions.score.comparison.table.rewritten import replaced
from functions.score.comparison.table.written_numbers import Floats, Parsed, WrittenNumbers

if TYPE_CHECKING:
    import pandas as pd

CLEARLY = 1.0  # decades: how much better an unusual reading has to fit the baseline's numbers
SHARES = {"", "%", "‰", "percent", "pct"}
MARKS = {".": "points", ",": "commas"}
NAMES = {"": "plain numbers", "%": "percentages"}


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """The cells of one column.

    Attributes
    ----------
    cells : float64, shape (rows,); NaN for a missing or unreadable cell.
    missing : number of missing cells.
    unreadable : which cells are not numbers, shape (rows,).
    """

    cells: Floats
    missing: int
    unreadable: NDArray[np.bool_]


def read(before: "pd.Series", after: "pd.Series") -> tuple[Numbers, Numbers, tuple[str, ...]]:
    """Read a column of both files, of any type, as numbers.

    Returns
    -------
    tuple
        The baseline's numbers; the drift file's, converted to the baseline's unit; and what the drift file
        writes differently, such as "decimal commas where the baseline has points". A word that is possible
        in two ways (1,234 or 12%) is read in the way that its file's other words or, if there are none, the
        baseline's numbers suggest.
    """
    baseline = WrittenNumbers(before)
    missing = MISSING
    if own := baseline.own_missing_words:
        missing |= own
        baseline = WrittenNumbers(before, missing)
    drift = WrittenNumbers(after, missing)
    if baseline.is_stored and drift.is_stored:
        return _numbers(baseline, baseline.stored), _numbers(drift, drift.stored), ()
    parsed = baseline.parsed(baseline.decimal)
    before_units = parsed.cells_by_unit()
    unit = _main(before_units)
    if unit in units.FACTORS["count"]:  # 1.2k and 950 are numbers of one unit
        unit = ""
    cells = baseline.cells(parsed.converted(unit))
    own_mark, parsed = _in_own_mark(drift, baseline.decimal, unit, cells)
    shares = _are_shares(drift, parsed, unit, cells)
    own_cells = drift.cells(parsed.converted(unit, shares=shares))
    rewritten = _marks(baseline, drift, own_mark) + _units(
        before_units, parsed.cells_by_unit(), shares=shares
    )
    return _numbers(baseline, cells), _numbers(drift, own_cells), rewritten


def _in_own_mark(drift: WrittenNumbers, mark: Decimal, unit: str, baseline: Floats) -> tuple[Decimal, Parsed]:
    """Return the decimal mark of the drift file, and its numbers.

    `mark`, `unit` and `baseline` are the decimal mark, the unit and the numbers of the baseline.
    """
    other, marks = OTHER[mark], drift.marks
    time = unit in units.UNITS and units.UNITS[unit].dimension == "time"
    usual = drift.parsed(mark, time=time)
    if marks[mark] >= marks[other] and (marks[mark] or not marks[None]):
        return mark, usual
    unusual = drift.parsed(other, time=time)
    misfits = [_misfit(drift.cells(parsed.converted(unit)), baseline) for parsed in (usual, unusual)]
    better = 0.0 if marks[other] > marks[mark] else CLEARLY
    return (other, unusual) if misfits[0] - misfits[1] >= better else (mark, usual)


def _are_shares(drift: WrittenNumbers, parsed: Parsed, unit: str, baseline: Floats) -> bool:
    """Tell whether one file writes shares as 0.12 and the other as 12%."""
    own = _main(parsed.cells_by_unit())
    if own == unit or not {own, unit} <= SHARES:
        return False
    as_they_are, scaled = (drift.cells(parsed.converted(unit, shares=shares)) for shares in (False, True))
    return _misfit(scaled, baseline) < _misfit(as_they_are, baseline)


def _marks(baseline: WrittenNumbers, drift: WrittenNumbers, own: Decimal) -> tuple[str, ...]:
    """Return the change of decimal mark; marks that are not clear count as the drift file's own."""
    after = Counter(drift.marks)
    after[own] += after.pop(None, 0)
    change = replaced(Counter(baseline.marks), after)
    if change is None:
        return ()
    old, new = change
    return (f"decimal {MARKS[new]} where the baseline has {MARKS[old]}",) if old and new else ()


def _units(before: Counter[str], after: Counter[str], *, shares: bool) -> tuple[str, ...]:
    """Return the change of unit. One that was only added or left out changes no number."""
    change = replaced(before, after)
    if change is None or ("" in change and not shares):
        return ()
    old, new = (NAMES.get(unit) or quoted(unit) for unit in change)
    return (f"{new} where the baseline has {old}",)


def _main(counts: Counter[str]) -> str:
    return counts.most_common(1)[0][0] if counts else ""


def _misfit(cells: Floats, baseline: Floats) -> float:
    """Return by how many decades the median size of numbers differs from the baseline's."""
    sizes = [np.abs(numbers[np.isfinite(numbers) & (numbers != 0)]) for numbers in (cells, baseline)]
    if not all(map(len, sizes)):
        return 0.0
    one, other = (float(np.median(size)) for size in sizes)
    return float(abs(np.log10(one) - np.log10(other)))


def _numbers(column: WrittenNumbers, cells: Floats) -> Numbers:
    missing = column.missing
    return Numbers(cells, int(np.count_nonzero(missing)), np.isnan(cells) & ~missing)
