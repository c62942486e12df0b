"""Numbers that were multiplied."""

import numpy as np
import pytest

from functions.score.statistics.columns.factors import FACTORS, factor_of
from functions.score.statistics.columns.pooled import Pooled

RNG = np.random.default_rng(9)
LENGTHS = RNG.normal(170, 10, 2000), RNG.normal(170, 10, 400)


def found(before, after):
    return factor_of(Pooled.of(np.asarray(before, float), np.asarray(after, float)))


@pytest.mark.parametrize("factor", [factor for factor in FACTORS if not 0.45 < factor < 2.3])
def test_every_known_factor_is_found_in_all_values(factor):
    factor_found = found(LENGTHS[0], factor * LENGTHS[1])
    assert factor_found.size == pytest.approx(factor, rel=0.03)
    assert factor_found.share == 1.0


@pytest.mark.parametrize("factor", [1000.0, 100.0, 10.0, 60.0, 24.0, 1e-3, 0.1])
@pytest.mark.parametrize("share", [0.03, 0.2])
def test_a_multiplied_part_is_found(factor, share):
    rows = np.arange(400) < share * 400
    factor_found = found(LENGTHS[0], np.where(rows, factor * LENGTHS[1], LENGTHS[1]))
    assert (factor_found.size, factor_found.share) == (factor, pytest.approx(share))


@pytest.mark.parametrize(
    "after",
    [
        LENGTHS[1] + 20,
        170 + 2 * (LENGTHS[1] - 170),
        np.where(np.arange(400) < 20, -999.0, LENGTHS[1]),
        np.where(np.arange(400) < 20, RNG.uniform(1e3, 1e6, 400), LENGTHS[1]),
        LENGTHS[1],
    ],
    ids=["moved", "wider", "sentinel", "far and wide", "calm"],
)
def test_other_changes_are_no_factors(after):
    assert found(LENGTHS[0], after) is None


@pytest.mark.parametrize("size", [300, 1000])
def test_a_few_far_values_around_zero_are_a_tail(size):
    rng = np.random.default_rng(5)
    before = rng.standard_t(3, 2000)
    after = np.append(rng.standard_t(3, size), rng.standard_t(3, 20) * 6)
    assert found(before, after) is None


@pytest.mark.parametrize("sigma", [0.5, 1.0, 2.0])
def test_a_longer_tail_is_no_factor(sigma):
    rng = np.random.default_rng(3)
    assert found(rng.lognormal(0, sigma, 2000), rng.lognormal(0, 1.5 * sigma, 600)) is None


@pytest.mark.parametrize("factor", [5e-324, 1e-320, 1e-310, 1e-200, 1e200, 1e300])
def test_numbers_as_small_as_floats_can_be_have_a_factor_or_none(factor):
    before = RNG.uniform(1.0, 2.0, 200)
    for files in ((before, factor * before), (factor * before, before)):
        multiplied = found(*files)
        assert multiplied is None or abs(np.log(multiplied.size)) == pytest.approx(abs(np.log(factor)))
    assert found(1e-200 * before, 1e-198 * before).size == pytest.approx(100.0)
