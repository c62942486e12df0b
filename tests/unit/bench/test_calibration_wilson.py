"""The interval for a cell of the calibration card."""

import pytest
from calibration.false_alarms import too_many
from calibration.wilson import Share


@pytest.mark.parametrize(("hits", "trials"), [(0, 40), (1, 300), (15, 300), (150, 300), (300, 300), (7, 9)])
def test_the_interval_is_wilsons(hits, trials):
    from scipy.stats import binomtest

    expected = binomtest(hits, trials).proportion_ci(method="wilson")
    assert Share(hits, trials).interval == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_a_rate_above_alpha_by_chance_is_no_excess():
    assert not Share(20, 300).exceeds(0.05)  # .067: the interval reaches down to .044
    assert Share(30, 300).exceeds(0.05)
    assert not Share(5, 300).exceeds(0.05)


def test_falling_short_needs_the_whole_interval_below():
    assert not Share(93, 100).falls_short(0.95)
    assert Share(85, 100).falls_short(0.95)


def test_the_standard_error_is_the_binomial_one():
    assert Share(25, 100).standard_error == pytest.approx(0.0433, abs=1e-4)


def test_cells_out_of_bounds_depend_on_kind_and_level():
    calm = {"test": {"0.05": 16, "0.01": 3}, "decision": {"0.05": 9, "0.01": 1}, "repetitions": 300}
    loud = {"test": {"0.05": 16, "0.01": 12}, "decision": {"0.05": 9, "0.01": 1}, "repetitions": 300}
    assert too_many([calm, loud], "test", 0.01) == [loud]
    assert too_many([calm, loud], "test", 0.05) == []
    assert too_many([calm, loud], "decision", 0.01) == []
