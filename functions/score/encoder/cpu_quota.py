"""The number of processors that this process may use, by its affinity and its container's quota."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING

from functions.score.runtime.control_groups import MEMBERSHIP, MOUNT, folders, lines

if TYPE_CHECKING:
    from pathlib import Path


def available_cores(mount: Path = MOUNT, membership: Path = MEMBERSHIP) -> int:
    """Return the number of threads that can run at once, at least 1.

    A quota of 1.5 processors counts as 2: two threads use all of it, one thread would leave a third unused.
    """
    quota = cgroup_quota(mount, membership)
    # macOS and Windows have no affinity.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if math.isinf(quota) else max(1, min(cores, math.ceil(quota)))


def cgroup_quota(mount: Path, membership: Path) -> float:
    """Return the smallest processor quota of this process's control groups; infinity if there is none.

    Parameters
    ----------
    mount : mount point of the control groups, version 1 or 2.
    membership : the file that lists this process's groups.
    """
    return min(map(_quota, folders("cpu", mount, membership)), default=math.inf)


def _quota(folder: Path) -> float:
    """Return the number of processors one group may use, from version 2's file or version 1's two files."""
    for line in lines(folder / "cpu.max"):  # "150000 100000" or "max 100000", microseconds
        quota, period = line.split()
        return math.inf if quota == "max" else int(quota) / int(period)
    for quota in lines(folder / "cpu.cfs_quota_us"):  # -1 for no limit
        for period in lines(folder / "cpu.cfs_period_us"):
            return int(quota) / int(period) if int(quota) > 0 else math.inf
    return math.inf
