"""Driftline as a function over a folder: scores the named drift files, one after the other.

Arguments: the folder, then keys of drift files. Prints for each the seconds from event to verdict written,
the decision, the score and how many texts were embedded.
"""

import json
import sys
import time
from pathlib import Path

from common import settings
from functions.score import wiring
from functions.score.handler import score_object
from functions.score.missed import event_of

configured = settings.load()
store = wiring.folder_store(Path(sys.argv[1]), configured)
tools = wiring.tools(configured, store)
for key in sys.argv[2:]:
    event = event_of(store, store.stat(key))
    started = time.perf_counter()
    verdict = score_object(event, tools).verdict
    seconds = time.perf_counter() - started
    texts = [column.text for column in verdict.columns if column.text]
    print(
        json.dumps(
            {
                "seconds": seconds,
                "drift": verdict.drifted,
                "score": verdict.drift_score,
                "embedded": texts[0].texts_embedded[1] if texts else 0,
                "timing_ms": verdict.timing_ms,
            }
        )
    )
