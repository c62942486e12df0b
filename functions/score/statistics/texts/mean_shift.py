"""The mean statistic: the distance between the two files' mean embeddings."""

import numpy as np
from numpy.typing import NDArray

EXACT_INTEGER = 2**24  # float32 represents all whole numbers up to here, so sums below it are exact


def centred_fixed_point(rows: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """Centre the pooled rows and round them to multiples of one step, so that sums of them are exact.

    Floating-point sums depend on their order. If many relabellings have the same statistic, as with duplicate
    texts, rounding alone would rank them, and could rank the real labelling apart from the others.

    Parameters
    ----------
    rows : float32 array, shape (rows, d), rows >= 1

    Returns
    -------
    whole : float32 array, shape (rows, d)
        Whole numbers; in each column their absolute values sum to at most 2^24.
    step : float
        > 0; `whole * step` is the centred value up to half a step. With 2,000 embeddings a step is about a
        ten-thousandth of a coordinate's standard deviation.

    Examples
    --------
    >>> whole, step = centred_fixed_point(np.array([[1.0], [3.0]], dtype=np.float32))
    >>> (whole * step).round(4).tolist()
    [[-1.0], [1.0]]
    """
    centred = rows - rows.mean(axis=0, dtype=np.float64).astype(np.float32)
    largest = float(np.abs(centred).sum(axis=0, dtype=np.float64).max())
    # Rounding adds up to half a step per row, and rounded quotients one or two steps; these must fit too.
    step = largest / (EXACT_INTEGER - 2 * len(rows)) if largest > 0 else 1.0
    return np.rint(centred / np.float32(step)), step


def mean_shift(whole: NDArray[np.float32], labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the squared distance of the files' means under each labelling.

    Parameters
    ----------
    whole : float32 array, shape (rows, d)
        From `centred_fixed_point`.
    labels : uint8 array, shape (rows, labellings)
        1 for baseline, 0 for drift; each column has the same number n of ones, 1 <= n < rows.

    Returns
    -------
    float64 array, shape (labellings,)
        |mean of the ones - mean of the zeros|^2 in squared steps, >= 0.

    Examples
    --------
    >>> labels = np.array([[1, 1], [1, 0], [0, 1], [0, 0]], dtype=np.uint8)
    >>> mean_shift(np.array([[0], [0], [4], [4]], dtype=np.float32), labels).tolist()
    [16.0, 0.0]
    """
    rows = len(labels)
    baseline_rows = int(labels[:, 0].sum())
    drift_rows = rows - baseline_rows
    sums = (whole.T @ labels.astype(np.float32)).astype(np.float64)
    total = whole.sum(axis=0, dtype=np.float64)[:, np.newaxis]
    difference = sums / baseline_rows - (total - sums) / drift_rows
    return np.asarray((np.ascontiguousarray(difference.T) ** 2).sum(axis=1))
