"""One sweep of the bucket from the environment, as `driftline reconcile` does it.

Arguments: a prefix, and `verify` to open every verdict. Loads no model before a file needs it. Prints the
seconds of the sweep, the resident memory in bytes before it, and its counts.
"""

import json
import sys
import time
from functools import partial
from pathlib import Path

from common import settings
from functions.score import wiring
from functions.score.triggers import sweep
from functions.score.triggers.settling import settle_event

RESIDENT = "VmRSS:"


def resident_bytes() -> int:
    """Return how much memory this process has now."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith(RESIDENT))


configured = settings.load()
tools = wiring.tools(configured, wiring.bucket_store(configured))
settle = partial(settle_event, tools=tools, last_attempt=False)
options, tally = sweep.Options(sys.argv[1], verify="verify" in sys.argv), sweep.Tally()
before = resident_bytes()
started = time.perf_counter()
sweep.reconcile(tools.store, settle, options, tally)
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "memory_before": before, **tally.fields()}))
