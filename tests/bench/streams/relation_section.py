"""The section on columns that go together and on segments, rendered from the measured answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calibration.markdown import table
from calibration.method_results import bits

from streams import prose
from streams.planted import ALARM, NAMED
from streams.related_columns import BASELINE_ROWS, COLUMNS, RELATIONS, ROWS
from streams.relations import FAILED, RIVAL, RIVAL_METHODS
from streams.sections import share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streams.plan import Plan

    Results = Mapping[str, Mapping[str, Any]]

OURS = ["names it", "dependence or segment", "the file"]


def relations(chosen: Plan, results: Results) -> str:
    """Render how often each method alarms, where a relation changed and where none did."""
    text = prose.RELATIONS.format(draws=chosen.draws, baseline=BASELINE_ROWS, rows=ROWS, columns=COLUMNS)
    header = [*(f"Driftline: {name}" for name in OURS), *RIVAL_METHODS]
    measured = [relation for relation in RELATIONS if relation.name in results]
    changed = [[one.name, *_row(one.name, results)] for one in measured if one.culprits]
    calm = [[one.name, *_row(one.name, results)[1:]] for one in measured if not one.culprits]
    text += table(["changed relation", *header], changed) + table(["no changed relation", *header[1:]], calm)
    errors = sorted({error for one in results.values() for error in one.get("errors", ())})
    text += "".join(f"- {RIVAL} failed: {error}\n\n" for error in errors)
    if "cpu" not in results:
        return text
    seconds = ", ".join(f"{1000 * one:.0f} ms for {count}" for count, one in results["cpu"]["cpu"].items())
    return f"{text}CPU time of the test of dependence, by columns of 1,000 rows in each file: {seconds}.\n\n"


def _row(name: str, results: Results) -> list[str]:
    own = results[name]
    calls = [
        bits(digit == NAMED for digit in own["relation"]),
        bits(digit in (ALARM, NAMED) for digit in own["relation"]),
        own["file"],
    ]
    rival = results.get(f"{name}, {RIVAL}", {"calls": {}})["calls"]
    calls += [rival.get(method, "").replace(FAILED, "") for method in RIVAL_METHODS]
    return [share([one]) for one in calls]
