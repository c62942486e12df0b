"""Scores objects in the scoring process, and reports a file that ends it as too costly."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from common import logs
from common.errors import Outcome, SetupError
from functions.score.observer import log_settlement
from functions.score.runtime.limit_advice import LESS_MEMORY, LESS_TIME
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.scoring_process import (
    ReportFault,
    Score,
    ScoringEnded,
)

# The process may end for another reason than the file that it scores, so each file gets a second one.
MOST_DEATHS = 2


class Scorer(Protocol):
    """Scores objects; a scoring process."""

    def settle(self, request: Score | ReportFault, /) -> Settlement:
        """Return what became of a request; raises ScoringEnded and SetupError."""
        ...


def _directly(score: Callable[[], Settlement]) -> Settlement:
    """Call a function that scores."""
    return score()


class FileGuard:
    """Scores objects; a file ends at most two scoring processes, then it is at fault.

    Parameters
    ----------
    process : scores.
    patiently : calls a function that scores, for as long as the environment is at fault; see `Environment`.
        By default the function is called directly.
    suspect : the files may have ended a whole worker before, so each of them ends at most one process.
    """

    def __init__(
        self,
        process: Scorer,
        patiently: Callable[[Callable[[], Settlement]], Settlement] = _directly,
        *,
        suspect: bool = False,
    ) -> None:
        self._process = process
        self._patiently = patiently
        self._most_deaths = MOST_DEATHS - suspect

    def settle(self, request: Score) -> Settlement:
        """Score one object; if it is too costly, write an error verdict that says so.

        Raises what `patiently` raises.
        """
        deaths: Counter[object] = Counter()
        while True:
            try:
                return self._patiently(lambda: self._process.settle(request))
            except ScoringEnded as error:
                ended = error
            logs.LOGGER.warning("%s: the scoring process has ended: %s", request.event.key, ended)
            deaths[ended.version] += 1
            if ended.timed_out or deaths[ended.version] >= self._most_deaths:
                fault = self._reported(request, ended)
                if fault.verdict:
                    return self._with_other_key(fault, request, ended)
                if fault.outcome is not Outcome.ACK:
                    return fault  # otherwise the object was overwritten: score what is there now

    def settle_or_retry(self, request: Score) -> Settlement:
        """Score one object; if the system cannot start another process now, it is to be tried later."""
        try:
            return self.settle(request)
        except SetupError as error:
            return Settlement(Outcome.RETRY, str(error), event=request.event)

    def _reported(self, request: Score, ended: ScoringEnded) -> Settlement:
        """Write the error verdict; without one, the message is for a person to examine."""
        report = ReportFault(request, _advice(ended), ended.put)
        try:
            return self._patiently(lambda: self._process.settle(report))
        except ScoringEnded as error:
            reason = f"too costly to score ({ended}), and so was writing that down ({error})"
            settlement = Settlement(Outcome.DEAD_LETTER, reason, request.record, request.event)
            if not request.unlogged:
                log_settlement(settlement)
            return settlement

    def _with_other_key(self, fault: Settlement, request: Score, ended: ScoringEnded) -> Settlement:
        """Score the object under the event's other key too, if it may have one and there is one."""
        for key in request.event.keys:
            if ended.put and key != ended.put.key:
                other = replace(request, event=replace(request.event, key=key, raw_key=None))
                settlement = self.settle(other)
                if settlement.verdict or settlement.outcome is not Outcome.ACK:
                    return settlement
        return fault


def _advice(ended: ScoringEnded) -> str:
    if ended.timed_out:
        return f"scoring takes too long ({ended}); {LESS_TIME}"
    return (
        f"scoring ended its process ({ended}): the file probably needs more memory than scoring may use; "
        f"{LESS_MEMORY}"
    )
