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


class State(StrEnum):
    """What became of a file."""

    CALM = "no drift"
    DRIFT = "drift"
    ERROR = "error"
    RETRY = "to be tried again"
    WAITING = "waiting for a baseline"


COLOURS = {
    State.CALM: typer.colors.GREEN,
    State.DRIFT: typer.colors.RED,
    State.ERROR: typer.colors.RED,
    State.RETRY: typer.colors.YELLOW,
    State.WAITING: typer.colors.YELLOW,
}


def state_of(settlement: Settlement) -> State | None:
    """Return what became of a file; None if it is gone."""
    verdict = settlement.verdict
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
        if settlement.event and state:
            self._states[settlement.event.key] = state

    @property
    def exit_code(self) -> int:
        """2 if a file could not be scored or has no baseline, otherwise 1 if one drifted, otherwise 0."""
        states = set(self._states.values())
        if states & {State.ERROR, State.RETRY, State.WAITING}:
            return ERROR
        return DRIFT if State.DRIFT in states else NO_DRIFT

    def summary(self) -> str:
        """Return how many files are in which state."""
        counts = Counter(self._states.values())
        scored = counts[State.CALM] + counts[State.DRIFT]
        errors = counts[State.ERROR] + counts[State.RETRY]
        return (
            f"{scored} {'file' if scored == 1 else 'files'} scored, {counts[State.DRIFT]} drifted, "
            f"{errors} {'error' if errors == 1 else 'errors'}, "
            f"{counts[State.WAITING]} waiting for a baseline"
        )


class FileLines:
    """Prints a line per file; an observer.

    Parameters
    ----------
    folder : the watched folder, as its user names it.
    with_report : whether a report lies beside each verdict.
    earlier : also print a line for a file that was scored before.
    traceback : also print the traceback of an internal error.
    """

    def __init__(self, folder: Path, *, with_report: bool, earlier: bool, traceback: bool) -> None:
        self._folder = folder
        self._with_report = with_report
        self._earlier = earlier
        self._traceback = traceback
        self._waiting: set[str] = set()

    def __call__(self, settlement: Settlement) -> None:
        """Print what became of a file, unless that was printed before."""
        state = state_of(settlement)
        if not (settlement.event and state) or self._printed(settlement, state):
            return
        name = printable(keys.path_of(settlement.event.key))
        finding = typer.style(state.value, fg=COLOURS[state])
        parts = [name, finding, *self._details(settlement)]
        typer.echo("  ".join(parts))
        if settlement.error and self._traceback:
            logs.LOGGER.error("internal error", exc_info=settlement.error)

    def _printed(self, settlement: Settlement, state: State) -> bool:
        """Tell whether there is nothing new to print; a file waits through many tries."""
        key = settlement.event.key if settlement.event else ""
        if state is State.WAITING and key in self._waiting:
            return True
        self._waiting.discard(key)
        if state is State.WAITING:
            self._waiting.add(key)
        return bool(settlement.verdict) and not settlement.fresh and not self._earlier

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
    """Return an observer that passes on drift and errors only."""

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
