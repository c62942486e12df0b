"""Checks on a terminal, one below the other, or as JSON; and the exit code that they mean."""

from collections.abc import Sequence

import typer
from rich.console import Console
from rich.text import Text

from common.checks import Check, State, worst
from common.printable import printable, printable_json
from functions.operations.times import count

# Exit codes of `status` and `doctor`.
EXIT_CODES = {State.OK: 0, State.PROBLEM: 1, State.UNKNOWN: 2}
STYLES = {State.OK: "green", State.PROBLEM: "bold red", State.UNKNOWN: "yellow"}
STATE_WIDTH = max(map(len, State)) + 2
FIX = "to do: "


def finish(checks: Sequence[Check], *, as_json: bool, advice: str | None = None) -> None:
    """Print checks, then what to do, and exit: 0 all is well, 1 a person is needed, 2 that is not known.

    Without `advice`, the last line sums the checks up.
    """
    if as_json:
        typer.echo(printable_json(_document(checks, advice), indent=2))
    else:
        _print(checks, summary(checks) if advice is None else f"To do: {advice}")
    raise typer.Exit(EXIT_CODES[worst(checks)])


def summary(checks: Sequence[Check]) -> str:
    """Return in one line how many parts need a person."""
    states = [check.state for check in checks]
    problems, unknown = states.count(State.PROBLEM), states.count(State.UNKNOWN)
    parts = count(len(checks), "part")
    if problems:
        more = f"; {unknown} could not be checked" if unknown else ""
        verb = "is" if problems == 1 else "are"
        return f"A person is needed: {problems} of {parts} {verb} not in order{more}."
    if unknown:
        return f"{unknown} of {parts} could not be checked; the others are in order."
    return f"All is well: {parts} in order."


def _print(checks: Sequence[Check], last: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    width = max((len(check.name) for check in checks), default=0) + 2
    for check in checks:
        state = Text(f"{check.state:<{STATE_WIDTH}}", style=STYLES[check.state])
        console.print(state + Text(f"{check.name:<{width}}{printable(check.detail)}"))
        if check.fix and check.state is not State.OK:
            console.print(Text(" " * (STATE_WIDTH + width) + FIX + printable(check.fix)))
    console.print(Text(f"\n{printable(last)}"))


def _document(checks: Sequence[Check], advice: str | None) -> dict[str, object]:
    document: dict[str, object] = {
        "state": worst(checks),
        "checks": [
            {
                "name": check.name,
                "state": check.state,
                "detail": check.detail,
                "fix": check.fix or None,
                "values": dict(check.values),
            }
            for check in checks
        ],
    }
    return document if advice is None else {**document, "advice": advice}
