"""What `watch` prints on a terminal: one line per file, and a summary at the end."""

from collections import Counter
from enum import StrEnum
from pathlib import Path

import typer

from common import keys, logs
from common.errors import Outcome
from common.printable import printable
from common.verdict.document import Verdict
from functions.cli.endings import DRIFT, ERROR, NO_DRIFT, TRACEBACK_HINT
from functions.score.observer import Observer
from functions.score.settlement import Settlement
from functions.score.verdict.stored import provisional


class State(StrEnum):
    """What became of a file."""

    CALM = "no drift"
    DRIFT = "drift"
    ERROR = "error"
    RETRY = "to be tried again"
    WAITING = "waiting for a baseline"
    EARLIER = "scored before"


COLOURS = {
    State.CALM: typer.colors.GREEN,
    State.DRIFT: typer.colors.RED,
    State.ERROR: typer.colors.RED,
    State.RETRY: typer.colors.YELLOW,
    State.WAITING: typer.colors.YELLOW,
}
# What a file that is met once more keeps, because this run has found it out.
FOUND_NOW = {State.CALM, State.DRIFT, State.ERROR}


def state_of(settlement: Settlement) -> State | None:
    """Return what became of a file; None if it is gone.

    A verdict that was there before is no news, unless it is provisional: then the file was tried again just
    now, in vain.
    """
    verdict = settlement.verdict
    if verdict and not settlement.fresh and not provisional(verdict):
        return State.EARLIER
    if verdict and verdict.status == "ok":
        return State.DRIFT if verdict.drifted else State.CALM
    if settlement.waits_for_baseline or (verdict and verdict.status == "no_baseline"):
        return State.WAITING
    if settlement.outcome is Outcome.RETRY:
        return State.RETRY
    return State.ERROR if verdict or settlement.outcome is Outcome.DEAD_LETTER else None


class Tally:
    """Counts what became of each file; an observer."""

    def __init__(self) -> None:
        self._states: dict[str, State] = {}

    def __call__(self, settlement: Settlement) -> None:
        """Note the state of a file, in place of an earlier one."""
        state = state_of(settlement)
        if not (settlement.event and state):
            return
        key = settlement.event.key
        if state is not State.EARLIER or self._states.get(key) not in FOUND_NOW:
            self._states[key] = state

    @property
    def exit_code(self) -> int:
        """2 if a file could not be scored or has no baseline, otherwise 1 if one drifted, otherwise 0.

        Files that were scored before do not count: a timer wants to know about today's.
        """
        states = set(self._states.values())
        if states & {State.ERROR, State.RETRY, State.WAITING}:
            return ERROR
        return DRIFT if State.DRIFT in states else NO_DRIFT

    def summary(self) -> str:
        """Return how many files this run scored, and what became of the others."""
        counts = Counter(self._states.values())
        scored = counts[State.CALM] + counts[State.DRIFT]
        errors = counts[State.ERROR] + counts[State.RETRY]
        earlier = f"; {counts[State.EARLIER]} had their verdict already" if counts[State.EARLIER] else ""
        return (
            f"{scored} {'file' if scored == 1 else 'files'} scored, {counts[State.DRIFT]} drifted, "
            f"{errors} {'error' if errors == 1 else 'errors'}, "
            f"{counts[State.WAITING]} waiting for a baseline{earlier}"
        )


class FileLines:
    """Prints a line per file; an observer.

    Parameters
    ----------
    folder : the watched folder, as its user names it.
    with_report : whether a report lies beside each verdict.
    traceback : also print the traceback of an internal error.
    """

    def __init__(self, folder: Path, *, with_report: bool, traceback: bool) -> None:
        self._folder = folder
        self._with_report = with_report
        self._traceback = traceback
        self._printed: dict[str, State] = {}

    def __call__(self, settlement: Settlement) -> None:
        """Print what became of a file, unless that is no news."""
        state = state_of(settlement)
        if not (settlement.event and state) or self._is_known(settlement, settlement.event.key, state):
            return
        name = printable(keys.path_of(settlement.event.key))
        finding = typer.style(state.value, fg=COLOURS[state])
        parts = [name, finding, *self._details(settlement)]
        typer.echo("  ".join(parts))
        if settlement.error and self._traceback:
            logs.LOGGER.error("internal error", exc_info=settlement.error)

    def _is_known(self, settlement: Settlement, key: str, state: State) -> bool:
        """Tell whether there is nothing new to print: a file may be tried many times with the same result."""
        again = state is State.WAITING or (settlement.verdict is not None and not settlement.fresh)
        if state is State.EARLIER or (again and self._printed.get(key) is state):
            return True
        self._printed[key] = state
        return False

    def _details(self, settlement: Settlement) -> list[str]:
        """Return the score, the strongest reason and where the report is, as far as there are any."""
        verdict = settlement.verdict
        if verdict is None:
            return [printable(_failure(settlement))]
        score = [] if verdict.drift_score is None else [f"score {verdict.drift_score:.4f}"]
        find = keys.report if self._with_report else keys.verdict
        path = self._folder / find(verdict.drift.key)
        return [*score, printable(_reason(verdict)), printable(str(path))]


def noteworthy(observer: Observer) -> Observer:
    """Return an observer that passes on drift and errors only, those of this run."""

    def observe(settlement: Settlement) -> None:
        if state_of(settlement) in (State.DRIFT, State.ERROR):
            observer(settlement)

    return observe


def _reason(verdict: Verdict) -> str:
    return logs.verdict_lines(verdict) if verdict.status != "ok" else (verdict.reasons or [""])[0]


def _failure(settlement: Settlement) -> str:
    if settlement.error:
        return f"{settlement.reason.partition(';')[0]}; {TRACEBACK_HINT}"
    return settlement.reason
