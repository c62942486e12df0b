"""Which cells run for each section; results are cached until Driftline's or this folder's code changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.cells import Cell
from calibration.fingerprint import of_engine
from field.fingerprint import of_files

from streams import first_files, history, planted, simulated
from streams.year import SHIFTS

if TYPE_CHECKING:
    from calibration.cells import Runner

    from streams.plan import Plan

HERE = Path(__file__).parent


def depends() -> str:
    """Return a hash of Driftline's code and of the measurement's."""
    return of_engine() + of_files(*sorted(f"../{HERE.name}/{path.name}" for path in HERE.glob("*.py")))


def first(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return the alarms on first files by stream, and by "STREAM, shuffled"."""
    return runner.run(
        Cell(
            "streams_first",
            f"{name}, shuffled" if shuffled else name,
            first_files.measure,
            {"name": name, "blocks": chosen.blocks, "most": chosen.first_files, "shuffled": shuffled},
            depends(),
        )
        for name in chosen.streams
        for shuffled in (False, True)
    )


def with_history(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return every judge's alarms by "STREAM" and "STREAM, rolling"."""
    return runner.run(
        Cell(
            "streams_history",
            f"{name}, rolling" if rolling else name,
            history.measure,
            {"name": name, "blocks": chosen.blocks, "histories": chosen.histories, "rolling": rolling},
            depends(),
        )
        for name in chosen.streams
        for rolling in ((False, True) if chosen.rolling else (False,))
    )


def faults(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return every judge's alarms on planted faults, by stream."""
    return runner.run(
        Cell(
            "streams_planted",
            name,
            planted.measure,
            {"name": name, "blocks": chosen.blocks, "earlier": chosen.history, "most": chosen.planted},
            depends(),
        )
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
            depends(),
        )
        for name in SHIFTS
        for repetition in range(chosen.years)
    )
