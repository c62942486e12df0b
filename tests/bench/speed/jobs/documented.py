"""The documented way, as a whole process: embed both files, print 1 - cosine of the means.

Arguments: baseline, drift file, the model's folder, and optionally a file for the embeddings, which rivals
read.
"""

import json
import sys

import numpy as np
import pandas as pd
from sentence_transformers import SentenceTransformer

model = SentenceTransformer(sys.argv[3], device="cpu")
embeddings = [model.encode(pd.read_csv(path)["text"].tolist()) for path in sys.argv[1:3]]
if len(sys.argv) > 4:
    np.savez(sys.argv[4], baseline=embeddings[0], drift=embeddings[1])
means = [rows.mean(axis=0) for rows in embeddings]
score = 1 - means[0] @ means[1] / np.linalg.norm(means[0]) / np.linalg.norm(means[1])
print(json.dumps({"score": float(score)}))
