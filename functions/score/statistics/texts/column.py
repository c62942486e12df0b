"""A text column: whether it changed, how much, and the smallest change that would have been seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.evidence import TextEvidence, Undefined
from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.changed_share import changed_share
from functions.score.statistics.texts.debiased import debiased_score
from functions.score.statistics.texts.detectable_share import detectable_share
from functions.score.statistics.texts.reference import Reference, sample
from functions.score.statistics.texts.score_interval import score_interval
from functions.score.statistics.texts.significance import permutation_test, pool

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """A drift file's embeddings: float32, shape (m, d), m >= 2, rows L2-normalised; and their moments."""

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
    alpha : significance level of the decision, in (0, 1).
    comparisons : what is tested together, this one included, >= 1; others may weigh less than 1.
    minimum_share : share of rows below which a change does not count, in [0, 1].
    rng : draws the rows that are tested, their order and the relabellings.
    """
    positions, tested_drift = sample(drift.rows, rng)
    pooled = pool(baseline.tested, tested_drift, rng, baseline.neighbours)
    found = permutation_test(pooled, alpha=alpha, comparisons=comparisons, rng=rng)
    debiased = debiased_score(baseline.moments, drift.moments)
    return TextEvidence(
        tests=found.tests,
        p_value=found.p_value,
        permutations=found.permutations,
        rows_tested=(len(baseline.tested), len(tested_drift)),
        debiased_score=debiased,
        score_interval=(
            debiased
            if isinstance(debiased, Undefined)
            else score_interval(baseline.moments, drift.moments, debiased)
        ),
        changed_share=changed_share(
            baseline.folds, tested_drift, found.nearness, found.drift_shares, found.p_value, rng
        ),
        detectable_share=detectable_share(
            baseline.sensitivity,
            len(tested_drift),
            alpha=alpha,
            comparisons=comparisons,
            minimum=minimum_share,
        ),
        novelty=tuple(zip(positions.tolist(), found.novelty_p_values.tolist(), strict=True)),
    )
