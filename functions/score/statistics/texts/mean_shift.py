"""The mean statistic: how far apart the two files' mean embeddings are."""

import numpy as np
from numpy.typing import NDArray

EXACT_INTEGER = 2**24  # float32 holds every whole number up to here, so sums below it have no rounding


def centred_fixed_point(rows: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """Centre the pooled rows and round them to multiples of one step, so that sums of them are exact.

    Floating-point sums depend on their order. Where many relabellings have the same statistic, as with
    repeated texts, rounding alone would rank them, and could rank the real labelling apart from the others.

    Parameters
    ----------
    rows : float32 array, shape (rows, d), rows >= 1.

    Returns
    -------
    whole numbers as a float32 array, shape (rows, d): in no column do their absolute values sum to more
    than 2^24; and the step, > 0: number * step is the centred value to half a step. At 2,000 embeddings a
    step is about a ten-thousandth of a coordinate's standard deviation.
    """
    centred = rows - rows.mean(axis=0, dtype=np.float64).astype(np.float32)
    largest = float(np.abs(centred).sum(axis=0, dtype=np.float64).max())
    # Rounding adds up to half a step per row, and that of the quotients a step or two, which must fit below
    # the bound as well.
    step = largest / (EXACT_INTEGER - 2 * len(rows)) if largest > 0 else 1.0
    return np.rint(centred / np.float32(step)), step


def mean_shift(whole: NDArray[np.float32], labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the squared distance of the group means under each labelling, in steps.

    Parameters
    ----------
    whole : float32 array, shape (rows, d), from `centred_fixed_point`.
    labels : uint8 array, shape (rows, labellings): 1 for baseline, 0 for drift; each column has the same
        number n of ones, 1 <= n < rows.

    Returns
    -------
    float64 array, shape (labellings,): |mean of the ones - mean of the zeros|^2 in squared steps.
    """
    rows = len(labels)
    baseline_rows = int(labels[:, 0].sum())
    drift_rows = rows - baseline_rows
    sums = (whole.T @ labels.astype(np.float32)).astype(np.float64)
    total = whole.sum(axis=0, dtype=np.float64)[:, np.newaxis]
    difference = sums / baseline_rows - (total - sums) / drift_rows
    return np.asarray((np.ascontiguousarray(difference.T) ** 2).sum(axis=1))
