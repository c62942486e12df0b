"""Runs a command to its end and writes its seconds, peak memory in bytes and exit code to a file, as JSON.

Arguments: that file, then the command. It stands between the bench and what is measured because the system
counts the memory of whoever starts a process as that process's own, up to the moment when its program begins:
the bench holds hundreds of megabytes, this script ten or so.
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
found = {"seconds": seconds, "memory": used.ru_maxrss * 1024, "code": os.waitstatus_to_exitcode(status)}
Path(sys.argv[1]).write_text(json.dumps(found), encoding="utf-8")
