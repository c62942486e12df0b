"""The number of processors by control groups and affinity."""

import math
import os

import pytest

from functions.score.encoder.cpu_quota import available_cores, cgroup_quota


@pytest.mark.parametrize(
    ("membership", "files", "quota"),
    [
        ("0::/\n", {"cpu.max": "150000 100000\n"}, 1.5),
        ("0::/\n", {"cpu.max": "max 100000\n"}, math.inf),
        ("0::/a/b\n", {"a/b/cpu.max": "max 100000\n", "a/cpu.max": "50000 100000\n"}, 0.5),
        ("0::/seen/from/outside\n", {"cpu.max": "300000 100000\n"}, 3),
        (
            "3:cpu,cpuacct:/a\n0::/\n",
            {"cpu,cpuacct/a/cpu.cfs_quota_us": "200000\n", "cpu,cpuacct/a/cpu.cfs_period_us": "100000\n"},
            2,
        ),
        (
            "2:memory:/\n1:cpu:/\n",
            {"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"},
            math.inf,
        ),
        ("", {}, math.inf),
    ],
)
def test_quota(make_cgroups, membership, files, quota):
    assert cgroup_quota(*make_cgroups(membership, files)) == quota


@pytest.mark.parametrize(("microseconds", "cores"), [("100", 1), ("100000", 1), ("100001", 2)])
def test_a_quota_is_rounded_up(make_cgroups, microseconds, cores):
    available = available_cores(*make_cgroups("0::/\n", {"cpu.max": f"{microseconds} 100000\n"}))
    assert available == min(cores, len(os.sched_getaffinity(0)))


def test_without_a_quota_the_affinity_counts(make_cgroups):
    assert available_cores(*make_cgroups("", {})) == len(os.sched_getaffinity(0))
