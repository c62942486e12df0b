"""Evidently's preset on a mixed table with declared columns, with its defaults; it does not test dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset
from table_jobs import serve

if TYPE_CHECKING:
    import pandas as pd


def examine(
    before: pd.DataFrame, after: pd.DataFrame, task: dict[str, Any], job: dict[str, Any]
) -> dict[str, list[str]]:
    """Return the columns that the preset flags: as it is, and with Bonferroni's correction."""
    texts = [task["text"]] if job["tests_text"] else []
    before, after = (table if texts else table.drop(columns=task["text"]) for table in (before, after))
    numbers = list(before.select_dtypes("number").columns)
    dates = list(before.select_dtypes("datetime").columns)
    others = [name for name in before.columns if name not in {*numbers, *dates, *texts}]
    definition = DataDefinition(
        numerical_columns=numbers, categorical_columns=others, datetime_columns=dates, text_columns=texts
    )
    snapshot = Report([DataDriftPreset()]).run(
        Dataset.from_pandas(after, definition), Dataset.from_pandas(before, definition)
    )
    counted, *columns = snapshot.dict()["metrics"]
    tested = {one["config"]["column"]: one for one in columns}
    p_values = {
        name: (one["value"], one["config"]["threshold"]) for name, one in tested.items() if name not in texts
    }
    flagged = [name for name, (p_value, threshold) in p_values.items() if p_value < threshold]
    corrected = [name for name, (p_value, threshold) in p_values.items() if p_value < threshold / len(tested)]
    # The score of a text is no p-value; whether the preset flags it follows from the count.
    if texts and counted["value"]["count"] > len(flagged):
        flagged += texts
        corrected += texts
    half = flagged if counted["value"]["share"] >= counted["config"]["drift_share"] else []
    return {"any column": flagged, "half of the columns": half, "any column, corrected": corrected}


if __name__ == "__main__":
    serve(examine, np.random.seed)
