"""The field card's section on power: which files are called drift, and which changed columns are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calibration.markdown import table
from calibration.method_results import ALPHA
from calibration.wilson import Share

from field import prose
from field.changes import CHANGES, NONE
from field.power import OURS
from field.scored import ROWS
from field.sections import rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from field.changes import Change
    from field.power import Answers

    Shares = Mapping[str, Share]

OTHERS = "a column without a change"


def power(flagged: Mapping[str, Answers]) -> str:
    """Render how often each method calls drift after each change, and how often it names what changed."""
    theirs = {method: by_change for method, by_change in flagged.items() if method != OURS}
    methods = {OURS: flagged[OURS], **on_same_draws(flagged[OURS], theirs), **theirs}
    called = {method: called_drift(by_change) for method, by_change in methods.items()}
    named = {method: named_change(by_change) for method, by_change in methods.items()}
    order = list(methods)
    loud = [method for method in order if has_too_many_alarms(called[method])]
    names = {method: f"~~{method}~~" if method in loud else method for method in order}
    text = prose.POWER + "Share of files called drift:\n\n"
    text += _table([NONE, OTHERS, *(change.name for change in CHANGES if change.name != NONE)], called, names)
    text += "Share of files in which all that changed is named:\n\n"
    text += _table([change.name for change in CHANGES if change.name != NONE], named, names)
    counts = "; ".join(f"{method} {_files(called[method])}" for method in order)
    return text + f"A dash: not run, or nothing to test. Files for each change: {counts}.\n\n"


def on_same_draws(ours: Answers, theirs: Mapping[str, Answers]) -> dict[str, Answers]:
    """Return Driftline's answers on the draws that every rival has, if these are fewer than its own."""
    counts = [len(draws) for by_change in theirs.values() for draws in by_change.values()]
    fewest = min(counts, default=0)
    if not counts or fewest == max(map(len, ours.values())):
        return {}
    return {f"{OURS}, first {fewest} draws": {name: draws[:fewest] for name, draws in ours.items()}}


def called_drift(by_change: Answers) -> dict[str, Share]:
    """Return how often a method flags anything, by change, and how often a column that did not change."""
    shares = {name: Share(sum(map(bool, draws)), len(draws)) for name, draws in by_change.items() if draws}
    others = [
        bool({*draw} - {*change.columns})
        for change in CHANGES
        if change.columns
        for draw in by_change.get(change.name, ())
    ]
    return shares | ({OTHERS: Share(sum(others), len(others))} if others else {})


def named_change(by_change: Answers) -> dict[str, Share]:
    """Return how often a method flags all that a change changes, by change."""
    return {
        change.name: Share(sum({*_changed(change)} <= {*draw} for draw in draws), len(draws))
        for change in CHANGES
        if change.name != NONE and (draws := by_change.get(change.name))
    }


def has_too_many_alarms(called: Shares) -> bool:
    """Tell whether more files than alpha allows are flagged without a change, or in another column."""
    return any(name in called and called[name].exceeds(ALPHA) for name in (NONE, OTHERS))


def _changed(change: Change) -> tuple[str, ...]:
    return change.columns or (ROWS,)


def _table(rows: list[str], shares: Mapping[str, Shares], names: Mapping[str, str]) -> str:
    cells = [
        [row, *(rate(shares[method][row]) if row in shares[method] else "–" for method in names)]
        for row in rows
    ]
    return table(["change", *names.values()], cells)


def _files(shares: Shares) -> str:
    counts = sorted({one.trials for name, one in shares.items() if name != OTHERS})
    return " or ".join(map(str, counts))
