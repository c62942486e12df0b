"""How often a change is found: Driftline and its rivals on the same rows and repetitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calibration import changes, rival_cells
from calibration.cells import Cell
from calibration.engine import engine, loaded
from calibration.fingerprint import of_corpus, of_engine, of_rivals
from calibration.found import ALPHA, OUR_TEST, OURS, RULE, RULE_THRESHOLD, Found, bits, with_alarms
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
# Where a method takes seconds a file, one share bounds the smaller ones: power grows with the share.
SLOWEST_SHARES = (0.2,)


def shares_of(change: Change, chosen: Plan) -> tuple[float, ...]:
    """Return the changed shares that a change is measured at, none first."""
    return FILE_SHARES if change == changes.SMALL_FILE else chosen.shares


def our_cell(cache: Path, change: Change, share: float, repetitions: int) -> dict[str, Any]:
    """Examine the files of one share: what was called, and the sizes that were stated."""
    judge, corpus = engine(change.corpus, cache, ALPHA), loaded(change.corpus, cache)
    found = [judge.examine(change.draw(corpus, share, repetition)) for repetition in range(repetitions)]
    return {
        OURS: bits(one.drifted for one in found),
        OUR_TEST: bits(one.p_value <= ALPHA for one in found),
        RULE: bits(one.score >= RULE_THRESHOLD for one in found),
        "sizes": [limits(one.evidence.changed_share) for one in found],
    }


def our_cells(chosen: Plan, cache: Path, *, sized: bool = False) -> list[Cell]:
    """Return Driftline's cells, one for each change and share: those of the power, or of the sizes."""
    return [
        Cell(
            TABLE,
            f"{OURS}: {change.name}: {share}",
            our_cell,
            {"change": change, "share": share, "repetitions": chosen.repetitions},
            of_engine() + of_corpus(change.corpus, cache),
        )
        for change in chosen.power_changes
        if change.sized or not sized
        for share in (chosen.size_shares if sized else shares_of(change, chosen))
    ]


def their_cells(
    chosen: Plan, cache: Path, *, changed: bool, wanted: Callable[[Change, str], bool]
) -> list[Cell]:
    """Return a cell for each change and rival, with the methods wanted: without changed rows, or with."""
    repetitions = dict.fromkeys((*rival_cells.SLOWEST, *rival_cells.SLOW), chosen.slow_repetitions)
    repetitions |= dict.fromkeys(rival_cells.FAST, chosen.repetitions)
    groups: dict[tuple[Change, str, bool], dict[str, int]] = {}
    for change in (change for change in chosen.power_changes if chosen.rivals and change.rivals):
        for method, most in repetitions.items():
            slowest = method in rival_cells.SLOWEST
            if wanted(change, method) and (not slowest or (chosen.slowest and change in SLOWEST_CHANGES)):
                groups.setdefault((change, rival_cells.rival_of(method), slowest), {})[method] = most
    cells = []
    for (change, rival, slowest), methods in groups.items():
        above = SLOWEST_SHARES if slowest else shares_of(change, chosen)[1:]
        shares = above if changed else (0.0,)
        arguments = {"change": change, "shares": shares, "repetitions": methods}
        about = f"{rival}'s text test" if slowest else rival
        name = f"{about}: {change.name}{', changed rows' if changed else ''}"
        depends = of_rivals() + of_corpus(change.corpus, cache)
        cells.append(Cell(TABLE, name, rival_cells.answer_texts, arguments, depends))
    return cells


def measure_sizes(chosen: Plan, runner: Runner) -> dict[str, list[Stated]]:
    """Return the changed shares that verdicts on planted files state, by change."""
    cells = our_cells(chosen, runner.cache, sized=True)
    results = runner.run(cells)
    gathered: dict[str, list[Stated]] = {}
    for cell in cells:
        rows = stated(cell.arguments["share"], results[cell.name]["sizes"])
        gathered.setdefault(cell.arguments["change"].name, []).append(rows)
    return gathered


def measure(chosen: Plan, runner: Runner) -> dict[str, dict[str, Found]]:
    """Return what each method called, by change and method.

    A rival's method whose false alarms are out of bounds is not asked about changed files: whatever it
    finds there, it would have called without a change.
    """
    sizes = {change.name: change.sizes for change in chosen.power_changes}
    calm = their_cells(chosen, runner.cache, changed=False, wanted=lambda _change, _method: True)
    methods = with_alarms(_gather(runner, [*calm, *our_cells(chosen, runner.cache)], sizes), sizes)
    changed = their_cells(
        chosen,
        runner.cache,
        changed=True,
        wanted=lambda change, method: (
            method in methods[change.name] and methods[change.name][method].in_bounds
        ),
    )
    for change, by_method in _gather(runner, changed, sizes).items():
        for method, found in by_method.items():
            methods[change][method] = methods[change][method].joined(found)
    return methods


def _gather(
    runner: Runner, cells: list[Cell], sizes: dict[str, tuple[int, int]]
) -> dict[str, dict[str, Found]]:
    """Run cells; return their calls by change and method."""
    results = runner.run(cells)
    methods: dict[str, dict[str, Found]] = {change: {} for change in sizes}
    for cell in cells:
        result, by_method = results[cell.name], methods[cell.arguments["change"].name]
        if "methods" in result:
            for method, answered in result["methods"].items():
                by_method[method] = Found(answered["calls"], answered["ms"], answered["error"])
            continue
        for method in (OURS, OUR_TEST, RULE):
            ms = 1000 * result["seconds"] / cell.arguments["repetitions"] if method == OURS else None
            found = Found({str(cell.arguments["share"]): result[method]}, ms)
            by_method[method] = by_method[method].joined(found) if method in by_method else found
    return methods
