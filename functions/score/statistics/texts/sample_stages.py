"""Whether a sample of a file's texts has answered, or more of them have to be embedded."""

from functions.score.statistics.evidence import Interval, Undefined

UNREMARKABLE = 0.2  # p-value above which a first look ends: one file in five without drift is looked at again
# Part of alpha that drift found at the first look may spend; however many columns are tested together, the
# permutations that `stages` plans can reach it.
EARLY = 0.2


def settled(
    p_value: float, changed_share: Interval | Undefined, *, alpha: float, comparisons: float, minimum: float
) -> bool:
    """Tell whether a larger sample would hardly decide otherwise: nothing stands out, or drift is plain.

    Parameters
    ----------
    p_value, changed_share : of the first look.
    alpha : significance level of the decision, in (0, 1).
    comparisons : what is tested together, >= 1.
    minimum : share of rows from which on a change counts, in [0, 1].
    """
    if p_value > UNREMARKABLE:
        return True
    large = isinstance(changed_share, Interval) and changed_share.low >= minimum
    return large and p_value <= early_level(alpha, comparisons)


def p_value_of_stages(second: float, *, alpha: float, comparisons: float) -> float:
    """Return the p-value to report where the first look did not settle it, from that of the second look.

    It is valid: let p1 and p2 be valid p-values of the first and of the second sample (P(p <= a) <= a without
    drift), e the early level, c = UNREMARKABLE > e. Reported is p1 where p1 <= e or p1 > c, else p2 + e. For
    a <= e only p1 can be reported up to a: P <= a. For e < a <= c a reported p up to a means p1 <= e or
    p2 <= a - e: P <= e + (a - e) = a. No level above c decides anything.

    Parameters as in `settled`.
    """
    return min(1.0, second + early_level(alpha, comparisons))


def early_level(alpha: float, comparisons: float) -> float:
    """Return the p-value up to which drift is plain at the first look."""
    return EARLY * alpha / comparisons
