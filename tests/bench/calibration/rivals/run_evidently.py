"""Evidently's drift methods with their defaults, as its documentation calls them."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from evidently import DataDefinition, Dataset, Report
from evidently.legacy.metrics.data_drift.embedding_drift_methods import distance, mmd, model, ratio
from evidently.presets import DataDriftPreset
from jobs import Answer, Sample, embedding_frames, serve, text_frames


def embedding(method: Any) -> Any:
    """Return a function that calls one of the methods for embeddings."""

    def call(sample: Sample) -> Answer:
        reference, current = embedding_frames(sample)
        score, drift, _ = method(current, reference)
        return Answer(drift, score)

    return call


def _metrics(reference: Any, current: Any, definition: DataDefinition) -> list[dict[str, Any]]:
    snapshot = Report([DataDriftPreset()]).run(
        Dataset.from_pandas(current, definition), Dataset.from_pandas(reference, definition)
    )
    metrics: list[dict[str, Any]] = snapshot.dict()["metrics"]
    return metrics


def text(sample: Sample) -> Answer:
    """Run the default test of a text column: a classifier on TF-IDF."""
    reference, current = text_frames(sample)
    counted, column = _metrics(reference, current, DataDefinition(text_columns=["text"]))
    return Answer(counted["value"]["count"] > 0, column["value"])


@functools.lru_cache(maxsize=1)
def _table_metrics(sample: Sample) -> list[dict[str, Any]]:
    """Run the preset on a table with declared columns; it does not test dates."""
    numbers = list(sample.baseline.select_dtypes("number").columns)
    dates = list(sample.baseline.select_dtypes("datetime").columns)
    others = [name for name in sample.baseline.columns if name not in {*numbers, *dates}]
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=others, datetime_columns=dates)
    return _metrics(sample.baseline, sample.drift, definition)


def table_any(sample: Sample) -> Answer:
    """Report drift if any column has drifted."""
    counted = _table_metrics(sample)[0]
    return Answer(counted["value"]["count"] > 0, counted["value"]["share"])


def table_half(sample: Sample) -> Answer:
    """Report drift if half of the columns have drifted, as the preset does for the dataset."""
    counted = _table_metrics(sample)[0]
    return Answer(counted["value"]["share"] >= counted["config"]["drift_share"], counted["value"]["share"])


METHODS = {
    "Evidently text default": text,
    "Evidently MMD": embedding(mmd()),
    "Evidently MMD bootstrap": embedding(mmd(bootstrap=True)),
    "Evidently ratio": embedding(ratio()),
    "Evidently distance": embedding(distance()),
    "Evidently model": embedding(model()),
    "Evidently model bootstrap": embedding(model(bootstrap=True)),
    "Evidently preset, any column": table_any,
    "Evidently preset, half of the columns": table_half,
}

if __name__ == "__main__":
    serve(METHODS, np.random.seed)
