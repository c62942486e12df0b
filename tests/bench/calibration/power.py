"""How often a change is detected: Driftline and its rivals on the same rows and repetitions."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Any

from calibration import changes, rival_cells
from calibration.cells import Cell
from calibration.engine import engine, loaded
from calibration.fingerprint import of_corpus, of_engine, of_rival
from calibration.method_results import (
    ALPHA,
    OUR_TEST,
    OURS,
    RULE,
    RULE_THRESHOLD,
    MethodResult,
    ahead_of_us,
    bits,
)
from calibration.sizes import Stated, limits, stated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from calibration.cells import Runner
    from calibration.changes import Change
    from calibration.plan import Plan

TABLE = "power"
FILE_SHARES = (0.0, 0.1, 0.5, 1.0)  # of 20 rows: none, two, ten, all
SLOWEST_CHANGES = (changes.TOPIC_ARTICLES, changes.STYLE)
# A method that takes several seconds per file runs at one share, which bounds the smaller ones: power grows
# with the share. A method that takes about one second runs at the shares at which methods differ.
SLOWEST_SHARES = (0.2,)
SLOW_SHARES = (0.05, 0.1, 0.2, 0.5)


def shares_of(change: Change, chosen: Plan) -> tuple[float, ...]:
    """Return the changed shares at which a change is measured, 0 first."""
    return FILE_SHARES if change == changes.SMALL_FILE else chosen.shares


def our_cell(cache: Path, change: Change, share: float, repetitions: int) -> dict[str, Any]:
    """Examine the files of one share; return the decisions and the changed shares."""
    driftline, corpus = engine(change.corpus, cache, ALPHA), loaded(change.corpus, cache)
    files = [driftline.examine(change.draw(corpus, share, repetition)) for repetition in range(repetitions)]
    return {
        OURS: bits(file.drifted for file in files),
        OUR_TEST: bits(file.p_value <= ALPHA for file in files),
        RULE: bits(file.score >= RULE_THRESHOLD for file in files),
        "sizes": [limits(file.evidence.changed_share) for file in files],
    }


def our_cells(chosen: Plan, cache: Path, *, sized: bool = False) -> list[Cell]:
    """Return Driftline's cells, one for each change and share: for the power table, or for the sizes."""
    return [
        Cell(
            TABLE,
            f"{OURS}: {change.name}: {share}",
            our_cell,
            {
                "change": change,
                "share": share,
                "repetitions": chosen.repetitions if share else chosen.calm_repetitions,
            },
            of_engine() + of_corpus(change.corpus, cache),
        )
        for change in chosen.power_changes
        if change.sized or not sized
        for share in (chosen.size_shares if sized else shares_of(change, chosen))
    ]


def their_cells(
    chosen: Plan, cache: Path, *, changed: bool, wanted: Callable[[Change, str], bool]
) -> list[Cell]:
    """Return a cell for each change and group of a rival's methods that are wanted."""
    if not chosen.rivals:
        return []
    groups = (
        (rival_cells.FAST, chosen.calm_repetitions, chosen.repetitions, chosen.shares),
        (rival_cells.SLOW, chosen.slow_calm_repetitions, chosen.slow_repetitions, SLOW_SHARES),
        (rival_cells.SLOWEST, chosen.slowest_repetitions, chosen.slowest_repetitions, SLOWEST_SHARES),
    )
    cells = []
    for change, (methods, calm, repetitions, shares) in itertools.product(chosen.power_changes, groups):
        if methods == rival_cells.SLOWEST and not (chosen.slowest and change in SLOWEST_CHANGES):
            continue
        above = [share for share in shares_of(change, chosen) if share > 0 and share in shares]
        measured = above if changed else [0.0]
        by_rival = itertools.groupby(filter(functools.partial(wanted, change), methods), rival_cells.rival_of)
        for rival, own in by_rival:
            listed = dict.fromkeys(own, repetitions if changed else calm)
            arguments = {"change": change, "shares": measured, "repetitions": listed}
            name = f"{', '.join(listed)}: {change.name}{', changed rows' if changed else ''}"
            depends = of_rival(rival) + of_corpus(change.corpus, cache)
            cells.append(Cell(TABLE, name, rival_cells.answer_texts, arguments, depends))
    return cells


def measure_sizes(chosen: Plan, runner: Runner) -> dict[str, list[Stated]]:
    """Return the changed shares in the verdicts on planted files, by change."""
    cells = our_cells(chosen, runner.cache, sized=True)
    results = runner.run(cells)
    gathered: dict[str, list[Stated]] = {}
    for cell in cells:
        shares = stated(cell.arguments["share"], results[cell.name]["sizes"])
        gathered.setdefault(cell.arguments["change"].name, []).append(shares)
    return gathered


def measure(chosen: Plan, runner: Runner) -> dict[str, dict[str, MethodResult]]:
    """Return what each method answered, by change and method.

    A rival's method whose false alarms are out of bounds does not run on changed files: it would have
    reported drift without a change too.
    """
    calm = their_cells(chosen, runner.cache, changed=False, wanted=lambda _change, _method: True)
    methods = _gather(runner, [*calm, *our_cells(chosen, runner.cache)])
    changed = their_cells(
        chosen,
        runner.cache,
        changed=True,
        wanted=lambda change, method: (
            method in methods[change.name] and methods[change.name][method].in_bounds
        ),
    )
    _join(methods, _gather(runner, changed))
    _join(methods, _gather(runner, closer_cells(chosen, runner.cache, methods)))
    return methods


def _join(methods: dict[str, dict[str, MethodResult]], others: dict[str, dict[str, MethodResult]]) -> None:
    for change, by_method in others.items():
        for method, result in by_method.items():
            methods[change][method] = methods[change][method].joined(result)


def closer_cells(chosen: Plan, cache: Path, methods: dict[str, dict[str, MethodResult]]) -> list[Cell]:
    """Return cells in which rivals that ran on few files and are ahead at some share run on all files."""
    cells = []
    for change in chosen.power_changes:
        by_method = methods[change.name]
        for share in by_method[OURS].shares:
            for method, _, _ in ahead_of_us(by_method, share) if share > 0 else []:
                if len(by_method[method].calls[str(share)]) >= chosen.repetitions:
                    continue
                arguments = {
                    "change": change,
                    "shares": [share],
                    "repetitions": {method: chosen.repetitions},
                }
                name = f"{method}: {change.name}: {share}, all files"
                depends = of_rival(rival_cells.rival_of(method)) + of_corpus(change.corpus, cache)
                cells.append(Cell(TABLE, name, rival_cells.answer_texts, arguments, depends))
    return cells


def _gather(runner: Runner, cells: list[Cell]) -> dict[str, dict[str, MethodResult]]:
    """Run cells; return the methods' results by change and method."""
    results = runner.run(cells)
    methods: dict[str, dict[str, MethodResult]] = {}
    for cell in cells:
        result, by_method = results[cell.name], methods.setdefault(cell.arguments["change"].name, {})
        if "methods" in result:
            for method, answered in result["methods"].items():
                by_method[method] = MethodResult(answered["calls"], answered["seconds"], answered["error"])
            continue
        for method in (OURS, OUR_TEST, RULE):
            own = MethodResult(
                {str(cell.arguments["share"]): result[method]}, result["seconds"] if method == OURS else None
            )
            by_method[method] = by_method[method].joined(own) if method in by_method else own
    return methods
