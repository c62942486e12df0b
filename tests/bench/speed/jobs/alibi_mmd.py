"""alibi-detect's MMDDrift with its defaults, a whole process. Argument: the kept embeddings."""

import json
import sys

import numpy as np
from alibi_detect.cd import MMDDrift

with np.load(sys.argv[1]) as kept:
    found = MMDDrift(kept["baseline"], backend="pytorch", device="cpu").predict(kept["drift"])["data"]
print(json.dumps({"drift": bool(found["is_drift"]), "p_value": float(found["p_val"])}))
