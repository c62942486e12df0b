"""One thread for the linear algebra of the statistics."""

from contextlib import AbstractContextManager


def single_threaded() -> AbstractContextManager[object]:
    """Return a context in which numpy's and scipy's linear algebra runs on the calling thread alone.

    A comparison makes many small products and factorisations. A second thread saves a tenth of its time on an
    idle machine; where other work keeps the cores busy, the threads wait for each other, and 0.4 s were seen
    to become 13. More files at once are the work of more workers.
    """
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="blas")
    return limits
