"""All linear algebra libraries run on one thread."""

import subprocess
import sys

PROGRAM = """
import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits
from functions.score.runtime.single_thread import use_one_thread

def threads():
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}

np.eye(2) @ np.eye(2)
threadpool_limits(limits=3, user_api="blas")
assert threads() == {3}, "numpy loads a library for linear algebra"
use_one_thread()
import scipy.linalg
scipy.linalg.eigh(np.eye(2))
assert threads() == {1}, threads()
"""

BORROWED = """
import numpy as np
import scipy.linalg
from threadpoolctl import threadpool_info, threadpool_limits
from functions.score.runtime.single_thread import one_thread, use_one_thread

def threads():
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}

threadpool_limits(limits=3, user_api="blas")
first, second = one_thread(), one_thread()
first.__enter__()
assert threads() == {1}, threads()
second.__enter__()
use_one_thread()
first.__exit__(None, None, None)
assert threads() == {1}, threads()
second.__exit__(None, None, None)
assert threads() == {3}, threads()
with one_thread():
    assert threads() == {1}, threads()
assert threads() == {3}, threads()
"""


def test_linear_algebra_of_numpy_and_scipy_runs_on_one_thread():
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


def test_blocks_that_overlap_restore_the_number_of_threads():
    subprocess.run([sys.executable, "-c", BORROWED], check=True)
