"""Driftline as a function: scores the named drift files, one after the other.

Arguments: a folder to use as the bucket, or `-` for the bucket from the environment; then keys of drift
files. Prints for each the seconds from event to verdict written, the decision, the score, the number of
embedded texts and the milliseconds of each step.
"""

import json
import sys
import time
from pathlib import Path

from common import settings
from common.events import ObjectCreated
from functions.score import wiring
from functions.score.handler import score_object

configured = settings.load()
where, *keys = sys.argv[1:]
store = wiring.bucket_store(configured) if where == "-" else wiring.folder_store(Path(where), configured)
tools = wiring.tools(configured, store)
for key in keys:
    event = ObjectCreated(store.bucket, key)
    started = time.perf_counter()
    verdict = score_object(event, tools).verdict
    seconds = time.perf_counter() - started
    embedded = [column.text.texts_embedded for column in verdict.columns if column.text]
    print(
        json.dumps(
            {
                "seconds": seconds,
                "drift": verdict.drifted,
                "score": verdict.drift_score,
                "embedded": embedded[0][1] if embedded and embedded[0] else 0,
                "timing_ms": verdict.timing_ms,
            }
        )
    )
