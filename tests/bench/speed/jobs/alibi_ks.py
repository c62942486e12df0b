"""alibi-detect's KSDrift with its defaults, a whole process. Argument: the kept embeddings."""

import json
import sys

import numpy as np
from alibi_detect.cd import KSDrift

with np.load(sys.argv[1]) as kept:
    found = KSDrift(kept["baseline"]).predict(kept["drift"])["data"]
print(json.dumps({"drift": bool(found["is_drift"])}))
