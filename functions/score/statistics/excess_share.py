"""The part of a share of rows that chance does not explain, and the share of which it is the part."""


def excess_share(share: float, chance: float) -> float:
    """Return the share of rows with a property among those that do not have it by chance.

    Parameters
    ----------
    share : float
        Of rows with the property, in [0, 1].
    chance : float
        The share that has it by chance, in [0, 1].

    Returns
    -------
    float
        In [0, 1]; 0 if chance explains the share.

    Examples
    --------
    >>> round(excess_share(0.19, 0.1), 12), excess_share(0.05, 0.1), excess_share(1.0, 1.0)
    (0.1, 0.0, 0.0)
    """
    return max(0.0, (share - chance) / (1.0 - chance)) if chance < 1.0 else 0.0


def whole_share(excess: float, chance: float) -> float:
    """Return the share of rows with a property, from the excess that `excess_share` returned.

    Examples
    --------
    >>> round(whole_share(0.1, 0.1), 12)
    0.19
    """
    return excess * (1.0 - chance) + chance


def chance_outside(baseline_values: int, *, ends: int) -> float:
    """Return the share of values that lie beyond one or both ends of the baseline's range by chance.

    Parameters
    ----------
    baseline_values : int
        At least 1.
    ends : int
        1 or 2.

    Examples
    --------
    >>> chance_outside(19, ends=1), chance_outside(19, ends=2)
    (0.05, 0.1)
    """
    return ends / (baseline_values + 1)
