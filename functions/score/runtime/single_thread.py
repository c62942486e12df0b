"""One thread for the linear algebra of the statistics."""

from functools import cache


@cache
def use_one_thread() -> None:
    """Let numpy's and scipy's linear algebra run on the calling thread alone, from now on.

    A comparison makes many small products and factorisations. A second thread saves a tenth of its time on an
    idle machine; where other work keeps the cores busy, the threads wait for each other, and 0.4 s were seen
    to become 13. More files at once are the work of more workers.

    Set once for the process: to look for the libraries takes 2 ms, as long as reading a file of 50 rows.
    """
    import scipy.linalg  # brings a library of its own, which has to be there to be told  # noqa: F401
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
