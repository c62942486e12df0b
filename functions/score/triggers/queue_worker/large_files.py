"""Leaves a large file to the workers of large files, if there are any."""

from collections.abc import Callable
from dataclasses import replace

from common.errors import Outcome
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.scoring_process import Score


def settle_by_size(
    settle: Callable[[Score], Settlement],
    request: Score,
    large_bytes: int | None,
    passed_on: Callable[[], bool],
) -> Settlement:
    """Score an object, unless it is large and `passed_on` returns True: then its settlement says so.

    How large it is shows only when the scoring process opens or reads it. So that process is asked twice
    about a large file that nobody else takes; the first answer comes before the file is read, or after a part
    of it that is as large as a small file.

    Parameters
    ----------
    settle : scores an object.
    large_bytes : files with more bytes are large; None: no file is.
    passed_on : tries to pass a large file on, and tells whether its workers take it.

    Raises what `settle` raises.
    """
    settlement = settle(replace(request, large_bytes=large_bytes))
    if not settlement.large:
        return settlement
    if not passed_on():
        return settle(request)
    reason = f"left to a worker of large files: {settlement.reason}"
    return replace(settlement, outcome=Outcome.ACK, reason=reason)
