"""Limits the linear algebra of the statistics to one thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_lock = threading.Lock()
_limits: list[Any] = []  # of threads, set by the first open block: once for each block that is open


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


@contextmanager
def one_thread() -> Iterator[None]:
    """Use one thread while the block runs, for a process that is not ours; blocks may overlap.

    The last block to end restores the number of threads from before the first.
    """
    import scipy.linalg  # has a linear algebra library of its own, which must be loaded first  # noqa: F401
    from threadpoolctl import threadpool_limits

    with _lock:
        _limits.append(_limits[0] if _limits else threadpool_limits(limits=1, user_api="blas"))
    try:
        yield
    finally:
        with _lock:
            limits = _limits.pop()
            if not _limits:
                limits.restore_original_limits()
