"""Where functions-framework looks for its target; the trigger itself is in `triggers.http`."""

from functions.score.triggers.http import score

__all__ = ["score"]
