"""A limit on the memory of this process: a file that needs more fails with an error, not with the process."""

from __future__ import annotations

import math
import os
from contextlib import suppress
from pathlib import Path

from functions.score.runtime.control_groups import MEMBERSHIP, MOUNT, folders, lines

SHARE = 0.9  # of the available memory: the system's cache of files needs some too
# What the parent process of a worker needs.
PARENT_BYTES = 128 * 2**20
# The memory of a function of AWS Lambda, in MB, which nothing else shows there.
OF_LAMBDA = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"
# Less than this is not enough for the smallest file.
LEAST_BYTES = 512 * 2**20
# What a file may take beyond what the process has: twice what the widest ordinary tables take.
FILE_BYTES = 2**30
KIBIBYTE = 2**10
# What the errors of C++ libraries, ONNX Runtime, OpenVINO and Python's threads say.
EXHAUSTED = (
    "bad_alloc",
    "Cannot allocate memory",
    "Failed to allocate",
    "can't alloc",
    "can't start new thread",
)
# If memory runs out all the same, the kernel ends the process with the highest value.
FIRST_TO_END = "1000"
# Arrow's allocator reserves memory a gibibyte at a time. Without this variable, the kernel counts all of it.
ALLOCATOR = ("MIMALLOC_ARENA_EAGER_COMMIT", "0")


def default_limit(mount: Path = MOUNT, membership: Path = MEMBERSHIP) -> int:
    """Return how many bytes a process that scores may use: of the machine, its control groups, or Lambda."""
    limits = (_limit(folder) for folder in folders("memory", mount, membership))
    available = min(limits, default=math.inf)
    if (function := os.environ.get(OF_LAMBDA, "")).isdecimal():
        available = min(available, int(function) * 2**20)
    if hasattr(os, "sysconf"):
        available = min(available, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    return max(LEAST_BYTES, int(SHARE * available) - PARENT_BYTES)


def prepare() -> None:
    """Make the kernel count used memory only, and end this process first; call it before importing Arrow."""
    os.environ.setdefault(*ALLOCATOR)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_END, encoding="ascii")


def limit_memory(limit: int) -> None:
    """From now on, make requests for memory fail if this process uses more than `limit` bytes.

    The kernel limits what a process could write to (RLIMIT_DATA). That includes what it has reserved and not
    used, such as the stacks of threads, hundreds of megabytes in all. So call this again before every file.
    Does nothing on systems other than Linux.
    """
    status = dict(line.split(":", 1) for line in lines(Path("/proc/self/status")))
    if "RssAnon" not in status:
        return
    import resource

    unused = _bytes(status["VmData"]) - _bytes(status["RssAnon"])
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = limit + max(0, unused)
    resource.setrlimit(resource.RLIMIT_DATA, (soft if hard < 0 else min(soft, hard), hard))


def limit_file(limit: int) -> None:
    """From now on, make requests for memory fail beyond FILE_BYTES more than now, or beyond `limit` in all.

    Does nothing on systems other than Linux.
    """
    status = dict(line.split(":", 1) for line in lines(Path("/proc/self/status")))
    if "RssAnon" in status:
        limit_memory(min(limit, _bytes(status["RssAnon"]) + FILE_BYTES))


def is_exhausted(error: BaseException | None) -> bool:
    """Return whether an error says that there is no memory left; not all libraries raise MemoryError."""
    return isinstance(error, MemoryError) or any(text in str(error) for text in EXHAUSTED)


def _bytes(value: str) -> int:
    """Return the bytes of a value such as "  2048 kB"."""
    return int(value.split(maxsplit=1)[0]) * KIBIBYTE


def _limit(folder: Path) -> float:
    """Return the bytes that one group may use, by its file of version 2 or 1; infinity for no limit."""
    for name in ("memory.max", "memory.limit_in_bytes"):
        for line in lines(folder / name):  # version 1 writes a number near 2**63 for no limit
            return math.inf if line == "max" else int(line)
    return math.inf
