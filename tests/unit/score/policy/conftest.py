"""Two tables decided on as a user's are, without a file, a store or texts."""

import numpy as np
import pandas as pd
import pytest

from functions.score.batch import Batch
from functions.score.comparison.table import compare_columns
from functions.score.policy import CalibratedPolicy, FileEvidence


@pytest.fixture
def decide_tables():
    """Return a function that decides on all columns and the duplicate rows of two tables."""

    def decide(before, after, kinds=None, variation=None, **policy):
        before, after = pd.DataFrame(before), pd.DataFrame(after)
        compared = compare_columns(
            Batch(before, "b.csv"), Batch(after, "d.csv"),
            kinds=kinds or dict.fromkeys(before, "numeric"), rng=np.random.default_rng(0),
        )  # fmt: skip
        rows = len(before), len(after)
        return CalibratedPolicy(**policy).decide(
            FileEvidence(compared.columns, whole_rows=compared.whole_rows, rows=rows, variation=variation)
        )

    return decide
