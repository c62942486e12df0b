"""Compares two tables with Driftline and prints the CPU seconds. Arguments: both Parquet files."""

import json
import sys
import time

from pyarrow import parquet

import driftline

baseline, drift = map(parquet.read_table, sys.argv[1:3])
driftline.compare(baseline.slice(0, 20), drift.slice(0, 20))  # imports everything
began = time.process_time()
driftline.compare(baseline, drift)
print(json.dumps({"seconds": time.process_time() - began}))
