"""The documented drift score."""

import numpy as np
from numpy.typing import NDArray


def drift_score(baseline_mean: NDArray[np.float64], drift_mean: NDArray[np.float64]) -> float:
    """Return `1 - cosine_similarity(mean baseline embedding, mean drift embedding)`.

    Parameters
    ----------
    baseline_mean, drift_mean : float64 arrays, shape (d,).

    Returns
    -------
    float in [0, 2]: 0 where both means point the same way, 1 where they are orthogonal.

    Raises ValueError if the lengths differ or a mean is the zero vector, whose direction is undefined.
    """
    if baseline_mean.shape != drift_mean.shape:
        raise ValueError(f"means of {baseline_mean.shape} and {drift_mean.shape} cannot be compared")
    norms = float(np.linalg.norm(baseline_mean) * np.linalg.norm(drift_mean))
    if norms == 0.0:
        raise ValueError("a mean embedding is the zero vector; it has no direction to compare")
    cosine = float(baseline_mean @ drift_mean) / norms
    return min(max(1.0 - cosine, 0.0), 2.0)  # rounding may step over either end by 1e-16
