"""alibi-detect's detectors of any difference between two tables: MMDDrift, and ClassifierDrift with a forest.

Numbers are in standard deviations of the baseline, a missing one is the baseline's median; each category has
a column. The forest is trained on four fifths of the rows, five times; a Kolmogorov-Smirnov test compares its
probabilities of the left-out rows of both files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import torch
from alibi_detect.cd import ClassifierDrift, MMDDrift
from sklearn.ensemble import RandomForestClassifier
from table_jobs import serve

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALPHA = 0.05
FOLDS = 5
WHOLE = "the table"  # neither detector names a column


def encoded(before: pd.DataFrame, after: pd.DataFrame) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the rows of both tables as numbers."""
    rows = pd.get_dummies(pd.concat([before, after]), dtype=float)
    reference = rows.iloc[: len(before)]
    rows = (rows.fillna(reference.median()) - reference.mean()) / reference.std().replace(0.0, 1.0)
    numbers = rows.to_numpy(dtype=np.float32)
    return numbers[: len(before)], numbers[len(before) :]


def examine(
    before: pd.DataFrame, after: pd.DataFrame, task: dict[str, Any], job: dict[str, Any]
) -> dict[str, list[str]]:
    """Return what each detector flags: the table or nothing."""
    reference, rows = encoded(before, after)
    forest = RandomForestClassifier(random_state=job["seed"])
    detectors = {
        "MMD": MMDDrift(reference, backend="pytorch", device="cpu", p_val=ALPHA, n_permutations=100),
        "random forest": ClassifierDrift(
            reference,
            forest,
            backend="sklearn",
            p_val=ALPHA,
            preds_type="probs",
            binarize_preds=False,
            train_size=None,
            n_folds=FOLDS,
            seed=job["seed"],
        ),
    }
    return {
        name: [WHOLE] if detector.predict(rows)["data"]["is_drift"] else []
        for name, detector in detectors.items()
    }


def _seed(number: int) -> None:
    np.random.seed(number)  # noqa: NPY002 - the library draws from this generator
    torch.manual_seed(number)


if __name__ == "__main__":
    serve(examine, _seed)
