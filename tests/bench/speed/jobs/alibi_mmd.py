"""alibi-detect's MMDDrift with its defaults, as a whole process. Argument: the file of embeddings."""

import json
import sys

import numpy as np
from alibi_detect.cd import MMDDrift

with np.load(sys.argv[1]) as embeddings:
    detector = MMDDrift(embeddings["baseline"], backend="pytorch", device="cpu")
    prediction = detector.predict(embeddings["drift"])["data"]
print(json.dumps({"drift": bool(prediction["is_drift"]), "p_value": float(prediction["p_val"])}))
