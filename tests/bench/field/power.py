"""How often each method finds each change of the mixed table, on the same draws."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.cells import Cell
from calibration.environments import RIVALS, answers
from calibration.fingerprint import of_reviews
from calibration.mixed_table import DATES, IDENTIFIERS
from calibration.remembering import Remembering

from field import texts
from field.changes import BY_NAME, CHANGES, NONE, TEXT, Change
from field.drawing import changed, halves_of
from field.fingerprint import of_files, of_measurement
from field.scored import encoder, score

if TYPE_CHECKING:
    import pandas as pd
    from calibration.cells import Runner

    from field.plan import Plan

BLOCK = 5  # draws per cell
OURS = "Driftline"
RIVAL_NAMES = ("Evidently", "alibi-detect")
DRAWN = ("changes.py", "drawing.py", "texts.py", "../calibration/draws.py", "../calibration/mixed_table.py")

# A method's answers: by change, for each draw the names of the flagged columns, or an error.
Answers = dict[str, list[Any]]


def our_cell(cache: Path, first: int, repetitions: int) -> dict[str, Any]:
    """Return what Driftline flags: by change, for each draw."""
    drawn = texts.load(cache)
    remembering = Remembering(drawn.embeddings, encoder())
    flagged: Answers = {change.name: [] for change in CHANGES}
    for repetition in range(first, first + repetitions):
        before, drift = halves_of(cache, drawn, repetition)
        files = [_csv(changed(change, drift, drawn, repetition)) for change in CHANGES]
        for change, scored in zip(CHANGES, score(_csv(before), files, remembering), strict=True):
            flagged[change.name].append(scored.flagged if scored.drifted else [])
    return {"flagged": {OURS: flagged}}


def _csv(table: pd.DataFrame) -> bytes:
    content: bytes = table.to_csv(index=False).encode()
    return content


def rival_cell(cache: Path, rival: str, names: list[str], first: int, repetitions: int) -> dict[str, Any]:
    """Return what a rival's methods flag after these changes: by method and change, for each draw."""
    drawn, jobs = texts.load(cache), []
    with tempfile.TemporaryDirectory() as folder:
        for repetition in range(first, first + repetitions):
            before, drift = halves_of(cache, drawn, repetition)
            before.to_csv(Path(folder, f"{repetition}.csv"), index=False)
            for change in map(BY_NAME.__getitem__, names):
                file = f"{repetition}-{names.index(change.name)}.csv"
                changed(change, drift, drawn, repetition).to_csv(Path(folder, file), index=False)
                job = {"id": change.name, "baseline": f"{repetition}.csv", "drift": file, "seed": repetition}
                jobs.append(job | {"tests_text": tests_text(change)})
        task = {
            "table": folder,
            "dates": list(DATES),
            "text": TEXT,
            "identifiers": list(IDENTIFIERS),
            "embeddings": str(texts.embeddings_file(cache)),
            "jobs": jobs,
        }
        answered = answers(rival, task, cache, "table")
    methods: dict[str, Answers] = {}
    for one in answered:
        for method, columns in one.get("flagged", {}).items():
            methods.setdefault(f"{rival} {method}", {}).setdefault(one["job"], []).append(columns)
    return {
        "flagged": methods,
        "errors": [one["error"] for one in answered if "error" in one],
        "by_file": sum(one["seconds"] for one in answered) / len(answered),
    }


def tests_text(change: Change) -> bool:
    """Tell whether a change's files need the tests of the text column, which take a rival seconds."""
    return change.of_text or change.name == NONE


def measure(chosen: Plan, runner: Runner) -> dict[str, Answers]:
    """Return what each method flagged, by method and change."""
    table = of_reviews(runner.cache)
    ours = [
        Cell(
            "field_power",
            f"{OURS} from {first}",
            our_cell,
            {"first": first, "repetitions": min(BLOCK, chosen.draws - first)},
            of_measurement(*DRAWN, "power.py", "scored.py") + table,
        )
        for first in range(0, chosen.draws, BLOCK)
    ]
    theirs = [cell for rival in RIVAL_NAMES for cell in _rival_cells(chosen, rival, table)]
    results = runner.run([*(theirs if chosen.rivals else []), *ours])
    gathered: dict[str, Answers] = {}
    for result in results.values():
        for error in result.get("errors", ()):
            print(f"  a rival failed: {error}", flush=True)
        for method, by_change in result["flagged"].items():
            for name, flagged in by_change.items():
                gathered.setdefault(method, {}).setdefault(name, []).extend(flagged)
    return gathered


def _rival_cells(chosen: Plan, rival: str, table: str) -> list[Cell]:
    """Return cells of some draws each; the changes of the text column get fewer draws."""
    module = rival.lower().replace("-", "_")
    scripts = [f"../calibration/rivals/{name}" for name in (f"table_{module}.py", "table_jobs.py")]
    pins = (RIVALS / f"{module}.txt").read_text(encoding="utf-8")
    depends = of_files(*DRAWN, *scripts) + pins + table
    cells = []
    for texts_too, draws in ((False, chosen.rival_draws), (True, chosen.text_draws)):
        names = [change.name for change in CHANGES if tests_text(change) == texts_too]
        for first in range(0, draws, BLOCK):
            arguments = {
                "rival": rival,
                "names": names,
                "first": first,
                "repetitions": min(BLOCK, draws - first),
            }
            name = f"{rival}: {'texts' if texts_too else 'columns'} from {first}"
            cells.append(Cell("field_power", name, rival_cell, arguments, depends))
    return cells
