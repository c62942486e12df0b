"""The number of permutations of a test: few if they settle it, many if the p-value is small."""

import math
from dataclasses import dataclass

EARLY_STAGES = (49, 199)  # permutations that settle most files without drift
FULL_STAGE = 999
MOST_PERMUTATIONS = 9_999  # some seconds of work; the smallest p-value is then 0.0001
HITS_WANTED = 20  # labellings as extreme as the real one; the standard error of p is then about a quarter
HITS_AT_ALPHA = 5  # as many at p = alpha / comparisons in the last stage


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a sequential test.

    Attributes
    ----------
    permutations : int
        Cumulative number of permutations.
    enough_above : float
        The test stops if its p-value is above this one; 0 in the last stage.
    """

    permutations: int
    enough_above: float


def stages(alpha: float, comparisons: float) -> tuple[Stage, ...]:
    """Return the stages of a permutation test; they do not depend on the data.

    Parameters
    ----------
    alpha : float
        Significance level of the decision, in (0, 1).
    comparisons : float
        Number of tests made together, >= 1: the sum of all weights, this column's own being 1.

    Returns
    -------
    tuple of Stage
        See Notes.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Notes
    -----
    49 permutations are enough for p > 0.4 and 199 for p > 0.1, if p > 2 alpha as well. 999 are enough for
    p > 0.02, and always for a single column unless alpha < 0.005. A column tested with others may have to
    reach alpha / comparisons (Benjamini-Hochberg). The last stage is therefore long enough for five
    labellings to be as extreme at that level: 4,999 for 50 columns at alpha = 0.05. It has at most 9,999
    permutations, so p is never below 0.0001. If alpha / comparisons is smaller than that (more than 500
    columns at 0.05), a column can be significant together with others, but not alone.

    The sequential test is valid. It keeps its permutations from stage to stage and reports the first p_i
    above that stage's threshold c_i, or else the last one. Under the hypothesis, each p_i alone satisfies
    P(p_i <= a) <= a. For any a let i be the first stage with c_i <= a, which exists as the last c is 0. If
    the reported p is <= a, it is not from a stage j < i, as such a p_j is above c_j > a. It is p_i, or a
    later one; then p_i was not reported, so p_i <= c_i <= a. In both cases p_i <= a, so
    P(p <= a) <= P(p_i <= a) <= a.

    Examples
    --------
    >>> [(stage.permutations, round(stage.enough_above, 2)) for stage in stages(0.05, 50)]
    [(49, 0.4), (199, 0.1), (999, 0.02), (4999, 0.0)]
    """
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha is {alpha}; it must be between 0 and 1")
    if comparisons < 1:
        raise ValueError(f"comparisons is {comparisons}; it must be at least 1")
    early = [Stage(count, max(2 * alpha, _precise_above(count))) for count in EARLY_STAGES]
    needed = math.ceil(HITS_AT_ALPHA * comparisons / alpha) - 1
    if needed <= FULL_STAGE:
        return *early, Stage(FULL_STAGE, 0.0)
    full = Stage(FULL_STAGE, _precise_above(FULL_STAGE))
    return *early, full, Stage(min(needed, MOST_PERMUTATIONS), 0.0)


def _precise_above(permutations: int) -> float:
    """Return the p-value with HITS_WANTED hits among this many permutations."""
    return HITS_WANTED / (1 + permutations)
