"""Which cells run for each section; results are cached until Driftline's or this folder's code changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration import machine
from calibration.cells import Cell
from calibration.fingerprint import of_engine, of_rival
from field.fingerprint import of_files

from streams import appending, evidently, first_files, history, planted, simulated
from streams import overhead as measured_overhead
from streams import relations as measured_relations
from streams.related_columns import RELATIONS
from streams.year import SHIFTS

if TYPE_CHECKING:
    from calibration.cells import Runner

    from streams.plan import Plan

HERE = Path(__file__).parent
STREAMS = (
    "bucket_judge.py",
    "catalogue.py",
    "driftline_judge.py",
    "fresh.py",
    "kept_embeddings.py",
    "outcome.py",
    "stream.py",
    "tables.py",
    "texts.py",
)
JUDGES = ("history.py", "limits.py", "ratio.py", "summaries.py")
FAULTS = ("faults.py", "planted.py")
RELATED = ("related_columns.py", "relations.py")
# What of the handler the engine's hash leaves out, which has what two files alone need.
HISTORY = ("effect_names", "histories", "history", "line", "past", "runs", "seasons")
HANDLER = tuple(
    f"../../../functions/score/{name}.py"
    for name in ("handler", "scoring", "variation", *(f"history/{one}" for one in HISTORY))
)
COST = ("appending.py", "counted_store.py", "overhead.py", "related_columns.py")
RIVALS = "../calibration/rivals"
CPU_COLUMNS = (20, 100)


def depends(*names: str) -> str:
    """Return a hash of Driftline's code and of the measurement's: the streams', and these files."""
    return of_engine() + of_files(*HANDLER) + _files(*STREAMS, *names)


def first(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return the alarms on first files by stream, and by "STREAM, shuffled"."""
    return runner.run(
        Cell(
            "streams_first",
            f"{name}, shuffled" if shuffled else name,
            first_files.measure,
            {"name": name, "blocks": chosen.blocks, "most": chosen.first_files, "shuffled": shuffled},
            depends("first_files.py"),
        )
        for shuffled in (False, True)  # by then, the first cell of a stream has kept its embeddings
        for name in chosen.streams
    )


def with_history(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return every judge's alarms by "STREAM" and "STREAM, rolling"."""
    return runner.run(
        Cell(
            "streams_history",
            f"{name}, rolling" if rolling else name,
            history.measure,
            {"name": name, "blocks": chosen.blocks, "histories": chosen.histories, "rolling": rolling},
            depends(*JUDGES),
        )
        for rolling in ((False, True) if chosen.rolling else (False,))
        for name in chosen.streams
    )


def fresh(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return the alarms on the streams that nobody looked at before: "first" and "history"."""
    own = replace(chosen, streams=chosen.fresh)
    return {"first": first(own, runner), "history": with_history(own, runner)}


def faults(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return every judge's alarms on planted faults, by stream, and Evidently's by "STREAM, Evidently"."""
    plans = [("", planted.measure, chosen.planted, (*JUDGES, *FAULTS), "")]
    if chosen.evidently:
        files, rival = (
            (*FAULTS, "evidently.py", f"{RIVALS}/stream_evidently.py"),
            of_rival(evidently.RIVAL),
        )
        plans.append((f", {evidently.RIVAL}", evidently.measure, chosen.evidently, files, rival))
    return runner.run(
        Cell(
            "streams_planted",
            name + suffix,
            measure,
            {"name": name, "blocks": chosen.blocks, "earlier": chosen.history, "most": most},
            depends(*files) + rival,
        )
        for suffix, measure, most, files, rival in plans
        for name in chosen.streams
    )


def years(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return every judge's alarms on the simulated datasets, by dataset and repetition."""
    return runner.run(
        Cell(
            "streams_year",
            f"{name}, {repetition}",
            simulated.measure,
            {"name": name, "repetition": repetition, "days": chosen.days},
            depends(*JUDGES, "simulated.py", "year.py"),
        )
        for name in SHIFTS
        for repetition in range(chosen.years)
    )


def relations(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return the answers on the draws of each change, the rivals' by "CHANGE, alibi-detect"; "cpu": times."""
    own = _files(*RELATED)
    cells = [("", measured_relations.measure, of_engine() + own)]
    if chosen.rivals:
        scripts = (f"{RIVALS}/{name}" for name in ("relations_alibi_detect.py", "table_jobs.py"))
        rival = of_rival(measured_relations.RIVAL) + of_files(*scripts)
        cells.append((f", {measured_relations.RIVAL}", measured_relations.measure_rivals, rival + own))
    cpu = {"columns": CPU_COLUMNS}
    timed = Cell("streams_relations", "cpu", measured_relations.measure_cpu, cpu, _timed(*RELATED))
    return runner.run([timed]) | runner.run(
        Cell(
            "streams_relations",
            relation.name + suffix,
            measure,
            {"name": relation.name, "draws": chosen.draws},
            depends_on,
        )
        for suffix, measure, depends_on in cells
        for relation in RELATIONS
    )


def overhead(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return what a history costs one file, and how threads fare that append to one history."""
    files = {"files": chosen.cost_files}
    return runner.run(
        [Cell("streams_overhead", "one file", measured_overhead.measure, files, _timed(*COST))]
    ) | (runner.run([Cell("streams_overhead", "threads", appending.measure, {}, _timed(*COST))]))


def _files(*names: str) -> str:
    return of_files(*(f"../{HERE.name}/{name}" for name in names))


def _timed(*names: str) -> str:
    """Return what measured times depend on: the machine, too. Such a cell runs alone."""
    return of_engine() + of_files(*HANDLER) + _files(*names) + machine.in_words()
