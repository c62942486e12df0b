"""The debiased score: no bias for any number of rows; undefined if a mean has no direction."""

import numpy as np
import pytest

from functions.score.statistics.evidence import Undefined
from functions.score.statistics.moments import Moments
from functions.score.statistics.texts import debiased
from functions.score.statistics.texts.cosine import drift_score


def debiased_score(baseline, drift):
    return debiased.debiased_score(Moments.of(baseline), Moments.of(drift))


def _unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _texts(rng, rows, dimensions=50, centre=0.5):
    """Return rows scattered around one direction, like embeddings of one kind of text."""
    scatter = rng.standard_normal((rows, dimensions)) / np.sqrt(dimensions)
    scatter[:, 0] += centre
    return _unit(scatter)


def test_the_score_follows_the_formula_over_pairs_of_different_rows():
    rng = np.random.default_rng(1)
    x, y = _texts(rng, 7).astype(np.float64), _texts(rng, 5).astype(np.float64)
    u_x = np.mean([x[i] @ x[j] for i in range(7) for j in range(7) if i != j])
    u_y = np.mean([y[i] @ y[j] for i in range(5) for j in range(5) if i != j])
    expected = 1 - x.mean(axis=0) @ y.mean(axis=0) / np.sqrt(u_x * u_y)
    assert debiased_score(x.astype(np.float32), y.astype(np.float32)) == pytest.approx(expected, abs=1e-6)


def test_small_files_of_one_population_have_no_bias():
    rng = np.random.default_rng(2)
    documented, without_bias = [], []
    for _ in range(200):
        x, y = _texts(rng, 500), _texts(rng, 20)
        documented.append(drift_score(Moments.of(x).mean, Moments.of(y).mean))
        without_bias.append(debiased_score(x, y))
    assert np.mean(documented) > 0.07
    assert abs(np.mean(without_bias)) < 0.02


def test_large_files_have_the_documented_score():
    rng = np.random.default_rng(3)
    x, y = _texts(rng, 5000), np.roll(_texts(rng, 5000), 1, axis=1)
    documented = drift_score(Moments.of(x).mean, Moments.of(y).mean)
    assert debiased_score(x, y) == pytest.approx(documented, abs=1e-3)


def test_equal_texts_score_zero():
    x = np.repeat(_texts(np.random.default_rng(5), 1), 9, axis=0)
    assert debiased_score(x, x[:2]) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("rows", "reason"), [(0, "has 0"), (1, "has 1")])
def test_fewer_than_two_rows_have_no_score(rows, reason):
    x = _texts(np.random.default_rng(6), 9)
    for first, second, file in ((x[:rows], x, "baseline"), (x, x[:rows], "drift file")):
        score = debiased_score(first, second)
        assert score == Undefined(f"at least 2 rows are required, the {file} {reason}")


@pytest.mark.parametrize("sign", [0.0, -1.0])
def test_texts_without_a_common_direction_have_no_score(sign):
    apart = np.eye(2, 8, dtype=np.float32)
    apart[1] += np.float32(sign) * apart[0]
    score = debiased_score(apart, _texts(np.random.default_rng(7), 9, dimensions=8))
    assert score == Undefined("the 2 texts of the baseline have no common direction")


def test_zero_vectors_have_no_score():
    score = debiased_score(np.zeros((5, 3), dtype=np.float32), np.ones((5, 3), dtype=np.float32))
    assert isinstance(score, Undefined)


def test_different_dimensions_are_an_error():
    x = _texts(np.random.default_rng(8), 9)
    with pytest.raises(ValueError, match=r"\(50,\) and \(49,\)"):
        debiased_score(x, x[:, 1:])
