"""How many permutations a test makes: few where they settle it, many where the p-value is small."""

import math
from dataclasses import dataclass

EARLY_STAGES = (49, 199)  # permutations that settle most files without drift, and most of the others
FULL_STAGE = 999
MOST_PERMUTATIONS = 9_999  # some seconds of work; the smallest p-value is then .0001
HITS_WANTED = 20  # labellings as extreme as the real one that place a p-value to a quarter of itself
HITS_AT_ALPHA = 5  # that a p-value of alpha / comparisons stands for at the last stage


@dataclass(frozen=True, slots=True)
class Stage:
    """Permutations in all, and the p-value above which no more are made."""

    permutations: int
    enough_above: float


def stages(alpha: float, comparisons: float) -> tuple[Stage, ...]:
    """Return the stages of a permutation test; they depend on nothing that is tested.

    49 permutations are enough where p is above .4, 199 where it is above .1, both only above 2 alpha. 999 are
    enough above .02, and for one column always, unless alpha is below .005. A column tested with others may
    have to reach alpha / comparisons (Benjamini-Hochberg), so the last stage is long enough for five
    labellings to be as extreme there: 4,999 for 50 columns at alpha .05. It ends at 9,999, and p never falls
    below .0001. If alpha / comparisons is less than that (beyond 500 at .05), a column can be significant
    with others but not alone.

    A test that goes on from stage to stage, keeping the permutations it made, and reports the first p_i above
    that stage's threshold c_i, or else the last one, is valid. Under the hypothesis each p_i alone is:
    P(p_i <= a) <= a. For any a let i be the first stage with c_i <= a; there is one, the last c is 0. A
    reported p <= a is none of an earlier stage j, for such a p_j is above c_j > a. It is p_i; or it is a
    later one, and then p_i was passed over, so p_i <= c_i <= a. Either way p_i <= a, so
    P(p <= a) <= P(p_i <= a) <= a.

    Parameters
    ----------
    alpha : significance level of the decision, in (0, 1).
    comparisons : what is tested together, >= 1: the sum of the weights beside this column's own 1.

    Raises ValueError if one of them is out of range.
    """
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha is {alpha}; a significance level lies between 0 and 1")
    if comparisons < 1:
        raise ValueError(f"{comparisons} columns tested; there is at least one")
    early = [Stage(count, max(2 * alpha, _placed_from(count))) for count in EARLY_STAGES]
    needed = math.ceil(HITS_AT_ALPHA * comparisons / alpha) - 1
    if needed <= FULL_STAGE:
        return *early, Stage(FULL_STAGE, 0.0)
    full = Stage(FULL_STAGE, _placed_from(FULL_STAGE))
    return *early, full, Stage(min(needed, MOST_PERMUTATIONS), 0.0)


def _placed_from(permutations: int) -> float:
    """Return the p-value that so many permutations place by HITS_WANTED of them."""
    return HITS_WANTED / (1 + permutations)
