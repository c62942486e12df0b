"""Evidently's default test of texts, a classifier on TF-IDF, as a whole process. Arguments: both files."""

import json
import sys

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

definition = DataDefinition(text_columns=["text"])
reference, current = (Dataset.from_pandas(pd.read_csv(path)[["text"]], definition) for path in sys.argv[1:3])
metrics = Report([DataDriftPreset()]).run(current, reference).dict()["metrics"]
print(json.dumps({"drift": metrics[0]["value"]["count"] > 0}))
