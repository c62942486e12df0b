"""Cells without a value."""

import pytest
from scipy import stats

from functions.score.statistics.columns.missing import Absent, same_share


def test_the_share_of_missing_cells_has_fishers_exact_test():
    (missing,) = Absent((100, 30), missing=(5, 9)).hypotheses()
    (test,) = missing.tests
    assert test.p_value == pytest.approx(stats.fisher_exact([[5, 95], [9, 21]]).pvalue)
    assert test.statistic == pytest.approx(0.25)


@pytest.mark.parametrize("missing", [(0, 0), (100, 30)])
def test_shares_of_none_or_all_rows_are_not_tested(missing):
    hypotheses = Absent((100, 30), missing=missing).hypotheses()
    assert not any(hypothesis.tests for hypothesis in hypotheses)
    assert not any(hypothesis.tests for hypothesis in same_share("x", "y", missing, (100, 30)))


def test_missing_and_unreadable_cells_are_counted_separately():
    absent = Absent((100, 30), missing=(1, 2), unreadable=(0, 20), values="numbers")
    effects = [effect.value for hypothesis in absent.hypotheses() for effect in hypothesis.effects]
    assert effects == pytest.approx([2 / 30 - 0.01, 2 / 3])
    assert absent.summary(1) == {"count": 8, "missing": 2, "unreadable": 20}
    assert absent.summary(0) == {"count": 99, "missing": 1, "unreadable": 0}
    assert absent.notes() == ("20 cells cannot be read as numbers (baseline: 0)",)


def test_one_missing_cell_in_a_small_file_is_not_significant():
    (missing,) = Absent((1000, 10), missing=(50, 1)).hypotheses()
    assert missing.p_values[0] > 0.3
