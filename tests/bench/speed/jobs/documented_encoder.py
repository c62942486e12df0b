"""sentence-transformers as its users call it, loaded once. Arguments and output as in driftline_encoder.py.

The third argument is the model's folder.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

WARM_UP = 64  # texts
texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
model = SentenceTransformer(sys.argv[3], device="cpu")
model.encode(texts[:WARM_UP], show_progress_bar=False)
print("ready", flush=True)
vectors = np.zeros((0, 0))
for _ in sys.stdin:
    started = time.perf_counter()
    vectors = model.encode(texts, show_progress_bar=False)
    print(time.perf_counter() - started, flush=True)
np.save(sys.argv[2], vectors)
