"""A text column: whether it changed, by how much, and the smallest detectable change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.evidence import Interval, TextEvidence, Undefined
from functions.score.statistics.moments import Moments
from functions.score.statistics.novel_share import novel_share
from functions.score.statistics.texts.changed_share import changed_share
from functions.score.statistics.texts.debiased import debiased_score
from functions.score.statistics.texts.detectable_share import detectable_share
from functions.score.statistics.texts.reference import Reference, sample
from functions.score.statistics.texts.score_interval import score_interval
from functions.score.statistics.texts.significance import permutation_test, pool

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """A drift file's embeddings and their moments.

    Attributes
    ----------
    rows : float32 array, shape (m, d), m >= 2
        L2-normalised.
    moments : Moments
        Of `rows`.
    """

    rows: Rows
    moments: Moments


def compare_texts(
    baseline: Reference,
    drift: Drift,
    *,
    alpha: float,
    comparisons: float,
    minimum_share: float,
    rng: np.random.Generator,
) -> TextEvidence:
    """Measure the change from a baseline's embeddings to a drift file's.

    Parameters
    ----------
    baseline : Reference
        The baseline's embeddings.
    drift : Drift
        The drift file's embeddings.
    alpha : float
        Significance level of the decision, in (0, 1).
    comparisons : float
        Number of tests made together, >= 1: the sum of all weights, this column's own being 1.
    minimum_share : float
        The policy's threshold for the share of changed rows, in [0, 1].
    rng : numpy.random.Generator
        Draws the tested rows, their order and the relabellings.

    Returns
    -------
    TextEvidence
    """
    positions, tested_drift = sample(drift.rows, rng)
    pooled = pool(baseline.tested, tested_drift, rng, baseline.neighbours)
    test = permutation_test(pooled, alpha=alpha, comparisons=comparisons, rng=rng)
    debiased = debiased_score(baseline.moments, drift.moments)
    return TextEvidence(
        tests=test.tests,
        p_value=test.p_value,
        permutations=test.permutations,
        rows_tested=(len(baseline.tested), len(tested_drift)),
        debiased_score=debiased,
        score_interval=_score_interval(baseline.moments, drift.moments, debiased),
        changed_share=changed_share(
            baseline.folds, tested_drift, test.nearness, test.drift_shares, test.p_value, rng
        ),
        detectable_share=detectable_share(
            baseline.sensitivity,
            len(tested_drift),
            alpha=alpha,
            comparisons=comparisons,
            minimum=minimum_share,
        ),
        novelty=tuple(zip(positions.tolist(), test.novelty_p_values.tolist(), strict=True)),
        novel_share=novel_share(test.novelty_p_values, len(baseline.tested)),
    )


def _score_interval(baseline: Moments, drift: Moments, debiased: float | Undefined) -> Interval | Undefined:
    return debiased if isinstance(debiased, Undefined) else score_interval(baseline, drift, debiased)
