"""alibi-detect on a mixed table: TabularDrift on the columns, MMDDrift on the embeddings of the text column.

TabularDrift has no dates and no missing cells: dates are seconds, a missing number is the baseline's median,
a missing category a category of its own. Both detectors get alpha .05; TabularDrift corrects for its columns.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import torch
from alibi_detect.cd import MMDDrift, TabularDrift
from table_jobs import serve

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALPHA = 0.05


@functools.lru_cache(maxsize=1)
def embeddings(path: str) -> dict[str, NDArray[np.float32]]:
    """Return the embedding of each text."""
    with np.load(path) as stored:
        return dict(zip(stored["texts"].tolist(), stored["embeddings"], strict=True))


def tabular(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """Return the columns below the corrected threshold."""
    encoded, categories = [], {}
    for place, name in enumerate(before.columns):
        both = pd.concat([before[name], after[name]])
        if pd.api.types.is_datetime64_any_dtype(both):
            both = (both - both.min()).dt.total_seconds()
        if pd.api.types.is_numeric_dtype(both) and not pd.api.types.is_bool_dtype(both):
            encoded.append(both.fillna(both.iloc[: len(before)].median()).to_numpy(dtype=float))
        else:
            codes, levels = pd.factorize(both.astype(str))
            encoded.append(codes.astype(float))
            categories[place] = list(range(len(levels)))
    rows = np.stack(encoded, axis=1)
    detector = TabularDrift(rows[: len(before)], p_val=ALPHA, categories_per_feature=categories)
    answer = detector.predict(rows[len(before) :], drift_type="batch")["data"]
    return [
        name
        for name, p_value in zip(before.columns, answer["p_val"], strict=True)
        if p_value < answer["threshold"]
    ]


def examine(
    before: pd.DataFrame, after: pd.DataFrame, task: dict[str, Any], job: dict[str, Any]
) -> dict[str, list[str]]:
    """Return the columns that each detector flags."""
    text = task["text"]
    flagged = {"TabularDrift": tabular(before.drop(columns=text), after.drop(columns=text))}
    if job["tests_text"]:
        embedded = embeddings(task["embeddings"])
        first, second = (np.stack([embedded[one] for one in table[text]]) for table in (before, after))
        detector = MMDDrift(first, backend="pytorch", device="cpu", p_val=ALPHA, n_permutations=100)
        flagged["MMDDrift on embeddings"] = [text] if detector.predict(second)["data"]["is_drift"] else []
    return flagged


def _seed(number: int) -> None:
    np.random.seed(number)  # noqa: NPY002 - the library draws from this generator
    torch.manual_seed(number)


if __name__ == "__main__":
    serve(examine, _seed)
