"""Two stages of embedding: whether the first sample of a file's texts is enough to decide."""

from functions.score.statistics.evidence import Interval, Undefined

UNREMARKABLE = 0.2  # a larger p-value ends the first stage: one in five files without drift has a second one
# Part of alpha that the first stage may spend. The permutations that `stages` plans can reach it for any
# number of columns.
EARLY = 0.2


def is_decisive(
    p_value: float, changed_share: Interval | Undefined, *, alpha: float, comparisons: float, minimum: float
) -> bool:
    """Return whether the first stage decides: no sign of drift, or clear drift.

    Parameters
    ----------
    p_value : float
        Of the first stage, in (0, 1].
    changed_share : Interval or Undefined
        Of the first stage.
    alpha : float
        Significance level of the decision, in (0, 1).
    comparisons : float
        Number of tests made together, >= 1.
    minimum : float
        The policy's threshold for the share of changed rows, in [0, 1].

    Returns
    -------
    bool

    Examples
    --------
    >>> share = Interval(estimate=0.4, low=0.3, high=0.5, confidence=0.95)
    >>> [is_decisive(p, share, alpha=0.05, comparisons=1.0, minimum=0.02) for p in (0.5, 0.1, 0.001)]
    [True, False, True]
    """
    if p_value > UNREMARKABLE:
        return True
    large = isinstance(changed_share, Interval) and changed_share.low >= minimum
    return large and p_value <= early_level(alpha, comparisons)


def p_value_of_stages(second: float, *, alpha: float, comparisons: float) -> float:
    """Return the p-value to report if the first stage did not decide.

    Parameters
    ----------
    second : float
        p-value of the second stage, in (0, 1].
    alpha, comparisons : float
        As for `is_decisive`.

    Returns
    -------
    float
        In (0, 1].

    Notes
    -----
    It is valid. Let p1 and p2 be valid p-values of both stages (P(p <= a) <= a without drift), e the early
    level and c = UNREMARKABLE > e. The reported value is p1 if p1 <= e or p1 > c, otherwise p2 + e. For
    a <= e only p1 can be reported at or below a: P <= a. For e < a <= c, a reported p <= a means p1 <= e or
    p2 <= a - e: P <= e + (a - e) = a. No level above c decides anything.

    Examples
    --------
    >>> round(p_value_of_stages(0.03, alpha=0.05, comparisons=1.0), 4)
    0.04
    """
    return min(1.0, second + early_level(alpha, comparisons))


def early_level(alpha: float, comparisons: float) -> float:
    """Return the largest p-value of clear drift in the first stage."""
    return EARLY * alpha / comparisons
