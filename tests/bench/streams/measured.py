"""Which cells run for each section; results are cached until Driftline's or this folder's code changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.cells import Cell
from calibration.fingerprint import of_engine, of_rival
from field.fingerprint import of_files

from streams import evidently, first_files, history, planted, simulated
from streams.year import SHIFTS

if TYPE_CHECKING:
    from calibration.cells import Runner

    from streams.plan import Plan

HERE = Path(__file__).parent
STREAMS = (
    "bucket_judge.py",
    "catalogue.py",
    "driftline_judge.py",
    "kept_embeddings.py",
    "outcome.py",
    "stream.py",
    "tables.py",
    "texts.py",
)
JUDGES = ("history.py", "limits.py", "ratio.py", "summaries.py")
FAULTS = ("faults.py", "planted.py")


def depends(*names: str) -> str:
    """Return a hash of Driftline's code and of the measurement's: the streams', and these files."""
    return of_engine() + of_files(*(f"../{HERE.name}/{name}" for name in (*STREAMS, *names)))


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


def faults(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return every judge's alarms on planted faults, by stream, and Evidently's by "STREAM, Evidently"."""
    plans = [("", planted.measure, chosen.planted, (*JUDGES, *FAULTS), "")]
    if chosen.evidently:
        files, rival = (
            (*FAULTS, "evidently.py", "../calibration/rivals/stream_evidently.py"),
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
