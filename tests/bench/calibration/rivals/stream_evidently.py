"""Evidently's preset with its defaults on a batch of a stream; large baselines get its distances."""

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
    """Return the columns that the preset flags: all of them, and those of its own rule for a table."""
    # The preset refuses a table with an empty column.
    kept = [name for name in before if before[name].notna().any() and after[name].notna().any()]
    before, after = before[kept], after[kept]
    texts = [task["text"]] if job["tests_text"] else []
    numbers = list(before.select_dtypes("number").columns)
    dates = list(before.select_dtypes(["datetime", "datetimetz"]).columns)
    others = [name for name in kept if name not in {*numbers, *dates, *texts}]
    definition = DataDefinition(
        numerical_columns=numbers, categorical_columns=others, datetime_columns=dates, text_columns=texts
    )
    snapshot = Report([DataDriftPreset()]).run(
        Dataset.from_pandas(after, definition), Dataset.from_pandas(before, definition)
    )
    counted, *columns = snapshot.dict()["metrics"]
    flagged = [one["config"]["column"] for one in columns if _is_drift(one)]
    half = flagged if counted["value"]["share"] >= counted["config"]["drift_share"] else []
    return {"any column": flagged, "half of the columns": half}


def _is_drift(metric: dict[str, Any]) -> bool:
    """Tell whether a column's metric is beyond its threshold: a p-value below, a distance or AUC above."""
    config, value = metric["config"], metric["value"]
    below = value < config["threshold"]
    return bool(below if "p_value" in config["method"] else not below)


if __name__ == "__main__":
    serve(examine, np.random.seed)
