"""Driftline's own version."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def own_version() -> str:
    """Return the version of Driftline, looked up on disk only once: that takes longer than scoring."""
    try:
        return version("driftline")
    except PackageNotFoundError:  # a source tree that was never installed
        return "unknown"
