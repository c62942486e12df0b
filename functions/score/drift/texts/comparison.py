"""A text column: whether it changed, how much, and the smallest change that would have been seen."""

import numpy as np
from numpy.typing import NDArray

from functions.score.drift.evidence import TextEvidence, Undefined
from functions.score.drift.texts.changed_share import changed_share
from functions.score.drift.texts.debiased import debiased_score
from functions.score.drift.texts.detectable_share import detectable_share
from functions.score.drift.texts.score_interval import score_interval
from functions.score.drift.texts.sensitivity import sensitivity
from functions.score.drift.texts.significance import pool, significance_of

# Rows of a file that the tests see, the rest being left to the documented score: 5,000 against 5,000
# take seconds, and show a change of one or two rows in a hundred.
MOST_ROWS = 5_000

Rows = NDArray[np.float32]


def compare_texts(
    baseline: Rows,
    drift: Rows,
    *,
    alpha: float,
    comparisons: float,
    minimum_share: float,
    rng: np.random.Generator,
) -> TextEvidence:
    """Measure the change from one set of embeddings to another.

    Parameters
    ----------
    baseline, drift : float32, shapes (n, d) and (m, d), n, m >= 2, rows L2-normalised.
    alpha : significance level of the decision, in (0, 1).
    comparisons : what is tested together, this one included, >= 1; others may weigh less than 1.
    minimum_share : share of rows below which a change does not count, in [0, 1].
    rng : draws the rows that are tested, their order and the relabellings.
    """
    _, tested_baseline = sample(baseline, rng)
    positions, tested_drift = sample(drift, rng)
    found = significance_of(
        pool(tested_baseline, tested_drift, rng), alpha=alpha, comparisons=comparisons, rng=rng
    )
    debiased = debiased_score(baseline, drift)
    return TextEvidence(
        tests=found.tests,
        p_value=found.p_value,
        permutations=found.permutations,
        rows_tested=(len(tested_baseline), len(tested_drift)),
        debiased_score=debiased,
        score_interval=(
            debiased if isinstance(debiased, Undefined) else score_interval(baseline, drift, debiased)
        ),
        changed_share=changed_share(
            tested_baseline, tested_drift, found.nearness, found.drift_shares, found.p_value, rng
        ),
        detectable_share=detectable_share(
            sensitivity(tested_baseline),
            len(tested_drift),
            alpha=alpha,
            comparisons=comparisons,
            minimum=minimum_share,
        ),
        novelty=tuple(zip(positions.tolist(), found.novelty_p_values.tolist(), strict=True)),
    )


def sample(rows: Rows, rng: np.random.Generator) -> tuple[NDArray[np.intp], Rows]:
    """Return up to MOST_ROWS rows, in their order, and their positions."""
    if len(rows) <= MOST_ROWS:
        return np.arange(len(rows)), rows
    positions = np.sort(rng.choice(len(rows), MOST_ROWS, replace=False))
    return positions, rows[positions]
