"""The limit on memory, by control groups and in a process of its own."""

import os
import subprocess
import sys

import pytest

from functions.score.runtime.memory_limit import LEAST_BYTES, default_limit, is_exhausted

MIB = 2**20
MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@pytest.mark.parametrize(
    ("membership", "files"),
    [
        ("0::/\n", {"memory.max": f"{2048 * MIB}\n"}),
        ("0::/a/b\n", {"a/b/memory.max": "max\n", "a/memory.max": f"{2048 * MIB}\n"}),
        ("4:memory:/a\n0::/\n", {"memory/a/memory.limit_in_bytes": f"{2048 * MIB}\n"}),
    ],
)
def test_the_smallest_limit_of_the_control_groups_counts(make_cgroups, membership, files):
    assert default_limit(*make_cgroups(membership, files)) == int(0.9 * 2048 * MIB) - 128 * MIB


@pytest.mark.parametrize(
    ("membership", "files"),
    [
        ("", {}),
        ("0::/\n", {"memory.max": "max\n"}),
        ("4:memory:/\n", {"memory/memory.limit_in_bytes": "9223372036854771712\n"}),
    ],
)
def test_without_a_limit_the_machine_s_memory_counts(make_cgroups, membership, files):
    assert default_limit(*make_cgroups(membership, files)) == max(LEAST_BYTES, int(0.9 * MACHINE) - 128 * MIB)


def test_in_lambda_the_memory_of_the_function_counts(make_cgroups, monkeypatch):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "2048")
    assert default_limit(*make_cgroups("", {})) == int(0.9 * 2048 * MIB) - 128 * MIB
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "much")
    assert default_limit(*make_cgroups("", {})) == max(LEAST_BYTES, int(0.9 * MACHINE) - 128 * MIB)


def test_the_limit_is_never_too_small_for_any_file(make_cgroups):
    assert default_limit(*make_cgroups("0::/\n", {"memory.max": f"{64 * MIB}\n"})) == LEAST_BYTES


# What is reserved and not used does not count: 512 MiB here.
PROGRAM = """
import mmap
from functions.score.runtime.memory_limit import limit_memory

MIB = 2**20
reserved = mmap.mmap(-1, 512 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
limit_memory(256 * MIB)
bytearray(128 * MIB)
try:
    bytearray(384 * MIB)
except MemoryError:
    print("no memory")
limit_memory(1024 * MIB)
bytearray(384 * MIB)
print("more memory")
"""


def test_requests_beyond_the_limit_fail_until_it_is_raised():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["no memory", "more memory"]


@pytest.mark.parametrize(
    ("error", "exhausted"),
    [
        (MemoryError(), True),
        (RuntimeError("can't start new thread"), True),
        (RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc"), True),
        (RuntimeError("Fail: bfc_arena.cc:360 Failed to allocate memory for requested buffer"), True),
        (RuntimeError("[CPU] MVN node with name 'MVN_154' Failed to allocate 393216 bytes of memory"), True),
        (RuntimeError("[CPU] Subgraph node with name 'encoder.layer.0.mixed' can't alloc"), True),
        (OSError(12, "Cannot allocate memory"), True),
        (KeyError("share"), False),
        (None, False),
    ],
)
def test_libraries_say_in_different_ways_that_there_is_no_memory(error, exhausted):
    assert is_exhausted(error) is exhausted
