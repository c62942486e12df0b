"""The target of functions-framework; the trigger itself is in `triggers.http`."""

from functions.score.triggers.http import score

__all__ = ["score"]
