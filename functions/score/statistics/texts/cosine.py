"""The documented drift score."""

import numpy as np
from numpy.typing import NDArray


def drift_score(baseline_mean: NDArray[np.float64], drift_mean: NDArray[np.float64]) -> float:
    """Return `1 - cosine_similarity(mean baseline embedding, mean drift embedding)`.

    Parameters
    ----------
    baseline_mean, drift_mean : float64 array, shape (d,)
        Mean embeddings, see `Moments.mean`.

    Returns
    -------
    float
        In [0, 2]: 0 if both means have the same direction, 1 if they are orthogonal, or one of them is the
        zero vector and so has no direction, as that of opposite vectors.

    Raises
    ------
    ValueError
        If the lengths differ.

    Examples
    --------
    >>> drift_score(np.array([1.0, 0.0]), np.array([0.0, 2.0]))
    1.0
    """
    if baseline_mean.shape != drift_mean.shape:
        raise ValueError(f"means of {baseline_mean.shape} and {drift_mean.shape} cannot be compared")
    norms = float(np.linalg.norm(baseline_mean) * np.linalg.norm(drift_mean))
    if norms == 0.0:
        return 1.0
    cosine = float(baseline_mean @ drift_mean) / norms
    return min(max(1.0 - cosine, 0.0), 2.0)  # rounding may exceed either limit by 1e-16
