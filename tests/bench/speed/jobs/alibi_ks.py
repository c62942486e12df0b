"""alibi-detect's KSDrift with its defaults, as a whole process. Argument: the file of embeddings."""

import json
import sys

import numpy as np
from alibi_detect.cd import KSDrift

with np.load(sys.argv[1]) as embeddings:
    prediction = KSDrift(embeddings["baseline"]).predict(embeddings["drift"])["data"]
print(json.dumps({"drift": bool(prediction["is_drift"])}))
