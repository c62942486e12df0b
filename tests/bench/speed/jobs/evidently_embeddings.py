"""Evidently's default test of embeddings, a classifier, as a whole process. Argument: the embeddings."""

import json
import sys

import numpy as np
import pandas as pd
from evidently.legacy.metrics.data_drift.embedding_drift_methods import model

with np.load(sys.argv[1]) as embeddings:
    reference, current = (pd.DataFrame(embeddings[name]) for name in ("baseline", "drift"))
for frame in (reference, current):
    frame.columns = [f"emb_{column}" for column in frame.columns]
score, drift, _ = model()(current, reference)
print(json.dumps({"drift": bool(drift), "score": float(score)}))
