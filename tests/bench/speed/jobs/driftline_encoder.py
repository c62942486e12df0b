"""Driftline's encoder, loaded once.

Arguments: file of texts as JSON, file for the vectors, the model, the engine.

Prints "ready" once it has loaded. Then, for every line of its input, embeds all texts and prints the seconds.
"""

import json
import sys
import time
from pathlib import Path
from typing import cast

import numpy as np

from common import settings
from functions.score.encoder.opening import Engine, open_encoder

WARM_UP = 64  # texts
texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
encoder = open_encoder(sys.argv[3], engine=cast("Engine", sys.argv[4]), cache_dir=settings.load().cache_dir)
encoder.encode(texts[:WARM_UP])
print("ready", flush=True)
vectors = np.zeros((0, 0), dtype=np.float32)
for _ in sys.stdin:
    started = time.perf_counter()
    vectors = encoder.encode(texts)
    print(time.perf_counter() - started, flush=True)
np.save(sys.argv[2], vectors)
