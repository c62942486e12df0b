"""Runs a command to its end and writes its seconds, peak memory in bytes and exit code to a file, as JSON.

Arguments: that file, then the command. The bench does not start the command itself, because the system counts
the memory of the starting process as the new process's own until the new program begins: the bench has
hundreds of megabytes, this script about ten.
"""

import json
import os
import sys
import time
from pathlib import Path

started = time.perf_counter()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(process, 0)
seconds = time.perf_counter() - started
usage = {"seconds": seconds, "memory": used.ru_maxrss * 1024, "code": os.waitstatus_to_exitcode(status)}
Path(sys.argv[1]).write_text(json.dumps(usage), encoding="utf-8")
