"""Limits the linear algebra of the statistics to one thread."""

from functools import cache


@cache
def use_one_thread() -> None:
    """From now on, run numpy's and scipy's linear algebra on the calling thread only.

    A comparison computes many small products and factorisations. On an idle machine a second thread saves a
    tenth of the time. If other work keeps the cores busy, the threads wait for each other: we have seen 0.4 s
    become 13 s. To score more files at once, run more workers.

    The limit is set once per process, because finding the libraries takes 2 ms, as long as reading a file of
    50 rows.
    """
    import scipy.linalg  # loads a BLAS of its own, which must be loaded to be limited  # noqa: F401
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
