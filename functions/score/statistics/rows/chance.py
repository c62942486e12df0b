"""What the largest of many changes shows by chance."""

import math


def beyond_chance(difference: float, change: float, tests: int) -> float:
    """Return the part of a difference that the largest of so many changes does not have by chance.

    A difference and chance add as squares do. The largest of k squared standard normal values is on average
    close to 1 + 2 ln k.

    Parameters
    ----------
    difference : float
        At least 0, in any unit.
    change : float
        The same difference in units of its standard error.
    tests : int
        The number of differences of which this one is the largest, at least 1.

    Returns
    -------
    float
        In [0, difference].

    Examples
    --------
    >>> round(beyond_chance(0.5, 10.0, 100), 2), beyond_chance(0.5, 3.0, 100)
    (0.47, 0.0)
    """
    chance = 1.0 + 2.0 * math.log(tests)
    return difference * math.sqrt(max(0.0, 1.0 - chance / change**2)) if change else 0.0
