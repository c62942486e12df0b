import numpy as np
from threadpoolctl import threadpool_info

from functions.score.single_thread import single_threaded


def threads():
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_linear_algebra_runs_on_one_thread_inside_and_as_before_outside():
    np.eye(2) @ np.eye(2)
    before = threads()
    assert before, "numpy brings a library for linear algebra"
    with single_threaded():
        assert set(threads()) == {1}
    assert threads() == before
