"""P-values as floats: bounds that rounding cannot leave."""

import math

SMALLEST_P = 1e-300  # replaces p-values that a float cannot distinguish from zero


def bounded(p_value: float) -> float:
    """Return a p-value in (0, 1].

    Parameters
    ----------
    p_value : float
        Any number. Rounding may have moved it outside [0, 1].

    Returns
    -------
    float
        In [SMALLEST_P, 1]; 1 if `p_value` is NaN or infinite, as such a test gives no evidence.

    Examples
    --------
    >>> bounded(1.0000000000000002), bounded(0.0), bounded(float("nan"))
    (1.0, 1e-300, 1.0)
    """
    return min(1.0, max(p_value, SMALLEST_P)) if math.isfinite(p_value) else 1.0
