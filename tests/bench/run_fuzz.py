"""Read every file of the structured fuzzer: `make fuzz`.

Ends with 1 if a file raises anything but an error of ours, or takes more than 30 seconds of a processor, or
if the process takes more than a gibibyte. A crash ends the process; its file stays in the temporary folder.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from attack import fuzz
from attack.page import MOST_MEBIBYTES, MOST_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = 2000  # of each grammar
LAST = Path(tempfile.gettempdir(), "driftline-fuzz-last")


def files() -> Iterator[tuple[str, bytes]]:
    """Yield every file with its name."""
    yield from (("a.parquet", content) for content in fuzz.falsified())
    rng = random.Random(1)
    for make in (fuzz.table_text, fuzz.objects_text):
        yield from (make(rng) for _ in range(TEXTS))


def main() -> int:
    """Read the files, or as many as the command line says, and return the exit code."""
    answers: Counter[str] = Counter()
    slowest = 0.0
    for name, content in islice(files(), int(sys.argv[1]) if sys.argv[1:] else None):
        LAST.write_bytes(content)
        begin = time.process_time()
        try:
            answers[fuzz.tried(name, content)] += 1
        except Exception as error:  # noqa: BLE001 - what the run is about
            answers["failed"] += 1
            kept = LAST.with_name(f"{LAST.name}-{answers['failed']}-{name}")
            kept.write_bytes(content)
            print(f"{kept}: {type(error).__name__}: {error}"[:300], flush=True)
        slowest = max(slowest, time.process_time() - begin)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{answers.total()} files, slowest {slowest:.1f} s, peak memory {peak:.0f} MiB: {dict(answers)}")
    return int(bool(answers["failed"]) or slowest > MOST_SECONDS or peak > MOST_MEBIBYTES)


if __name__ == "__main__":
    sys.exit(main())
