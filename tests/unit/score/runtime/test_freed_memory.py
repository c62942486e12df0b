"""Freed memory stays in the process."""

import platform
import subprocess
import sys

import pytest

from functions.score.runtime import freed_memory

PROGRAM = """
import resource
import numpy as np
from functions.score.runtime.freed_memory import keep_freed_memory

def page_faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        arrays = [np.ones(400_000) for _ in range(6)]  # of 3.2 MB each
        del arrays
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

usual = page_faults()
keep_freed_memory()
page_faults()
print(usual, page_faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is configured")
def test_freed_memory_is_reused():
    program = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)
    usual, kept = map(int, program.stdout.split())
    assert usual > 10_000, "120 arrays of 780 pages each"
    assert kept < usual / 10


def test_other_systems_are_not_changed(monkeypatch):
    monkeypatch.setattr(freed_memory.sys, "platform", "darwin")
    monkeypatch.setitem(sys.modules, "ctypes", None)  # importing it would raise
    freed_memory.keep_freed_memory()
