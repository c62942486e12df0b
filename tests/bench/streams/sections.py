"""The streams page's sections, rendered from the measured alarms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from calibration.markdown import table
from calibration.method_results import bits
from calibration.wilson import Share
from field.sections import folded, rate

from streams import prose
from streams.catalogue import FRESH, SOURCES
from streams.evidently import FAILED, RIVAL
from streams.planted import ALARM, NAMED, NONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from streams.catalogue import Source
    from streams.plan import Plan

    Results = Mapping[str, Mapping[str, Any]]

SHUFFLED, ROLLING, EVIDENTLY = ", shuffled", ", rolling", f", {RIVAL}"


def share(calls: Iterable[str]) -> str:
    """Return how many batches alarmed, with the interval; a dash for no batches.

    >>> share(["0110", "00"]), share([])
    ('2/6 = .33 [.10, .70]', '-')
    """
    digits = "".join(calls)
    if not digits:
        return "-"
    counted = Share(digits.count("1"), len(digits))
    return f"{counted.hits}/{counted.trials} = {rate(counted)}"


def sources(chosen: Plan) -> str:
    """Render where the streams come from."""
    return prose.SOURCES + _origins(SOURCES, chosen.streams)


def _origins(listed: Mapping[str, Source], names: Sequence[str]) -> str:
    rows = [(name, one.batch, one.origin, one.licence) for name, one in listed.items() if name in names]
    return table(["stream", "batch", "from", "licence"], rows)


def fresh(chosen: Plan, results: Results) -> str:
    """Render the alarms on streams that nobody looked at before."""
    own = replace(chosen, streams=chosen.fresh)
    return (
        prose.FRESH.format(blocks=chosen.blocks)
        + _origins(FRESH, own.streams)
        + "**First files**\n\n"
        + alarms_on_first_files(own, results["first"])
        + alarms_with_history(own, results["history"])
    )


def first_files(chosen: Plan, results: Results) -> str:
    """Render the alarms on first files."""
    return prose.FIRST.format(blocks=chosen.blocks) + alarms_on_first_files(chosen, results)


def alarms_on_first_files(chosen: Plan, results: Results) -> str:
    """Render the table of the alarms on first files."""
    names = [name for name in chosen.streams if name in results]
    figures = {
        name: [results[name]["before"], results[name]["calls"], results[name + SHUFFLED]["calls"]]
        for name in names
    }
    rows = [(name, *(share([calls]) for calls in figures[name])) for name in names]
    together = zip(*figures.values(), strict=True)
    rows.append(("**all**", *(share(calls) for calls in together)))
    header = ["stream", "significance and size alone", "Driftline", "Driftline, the same rows shuffled"]
    return table(header, rows)


def history(chosen: Plan, results: Results) -> str:
    """Render each judge's alarms for each length of history, over all streams and by stream."""
    return prose.HISTORY.format(blocks=chosen.blocks) + alarms_with_history(chosen, results)


def alarms_with_history(chosen: Plan, results: Results) -> str:
    """Render the tables of each judge's alarms for each length of history."""
    text = ""
    for title, suffix in (("Fixed baseline", ""), ("Rolling baseline", ROLLING)):
        chosen_results = {
            name: results[name + suffix]["calls"] for name in chosen.streams if name + suffix in results
        }
        if not chosen_results:
            continue
        names = list(next(iter(chosen_results.values())))
        header = ["method", *(f"K = {earlier}" for earlier in chosen.histories)]
        by_judge = [
            [judge, *(share(_digits(chosen_results, judge, earlier)) for earlier in chosen.histories)]
            for judge in names
        ]
        text += f"**{title}**\n\n" + table(header, by_judge)
        for earlier in chosen.histories:
            rows = [
                [stream, *(share([calls[judge][str(earlier)]]) for judge in names)]
                for stream, calls in chosen_results.items()
                if calls[names[0]][str(earlier)]
            ]
            if rows:
                text += folded(f"{title}, K = {earlier}, by stream", table(["stream", *names], rows))
    return text


def _digits(results: Mapping[str, Any], judge: str, earlier: int) -> list[str]:
    return [calls[judge][str(earlier)] for calls in results.values()]


def faults(chosen: Plan, results: Results) -> str:
    """Render each judge's power by fault, over all streams that have such a column."""
    by_fault: dict[str, dict[str, list[str]]] = {NONE: {}}
    for one in results.values():
        for judge, own in one["calls"].items():
            for fault, calls in own.items():
                by_fault.setdefault(fault, {}).setdefault(judge, []).append(calls.replace(FAILED, ""))
    judges = list(dict.fromkeys(judge for own in by_fault.values() for judge in own))
    text = prose.PLANTED.format(most=chosen.planted, earlier=chosen.history, evidently=chosen.evidently)
    for title, hits in (("Alarms", (ALARM, NAMED)), ("Alarms that name the faulty column", (NAMED,))):
        rows = [
            [fault, *(share(_hits(own.get(judge, ()), hits)) for judge in judges)]
            for fault, own in by_fault.items()
        ]
        text += f"**{title}**\n\n" + table(["fault", *judges], rows)
    if chosen.evidently and (without := [name for name in chosen.streams if name + EVIDENTLY not in results]):
        text += f"This run was cut short: Evidently has no figures for {', '.join(without)}.\n\n"
    errors = sorted({error for one in results.values() for error in one.get("errors", ())})
    return text + "".join(f"- Evidently failed: {error}\n" for error in errors) + ("\n" if errors else "")


def _hits(calls: Iterable[str], hits: tuple[str, ...]) -> list[str]:
    return [bits(digit in hits for digit in "".join(calls))]


def years(chosen: Plan, results: Results) -> str:
    """Render each judge's alarms in the simulated years: before, during and after the change."""
    judges = list(next(iter(results.values()))["calls"])
    rows = []
    for name, one in results.items():
        parts = _parts(one["changed"])
        rows += [
            [f"{name.partition(',')[0]}: {when}", *(share([one["calls"][judge][days]]) for judge in judges)]
            for when, days in parts.items()
        ]
    return prose.YEAR.format(days=chosen.days) + table(["dataset", *judges], rows)


def _parts(changed: str) -> dict[str, slice]:
    if "1" not in changed:
        return {"all": slice(None)}
    start, end = changed.index("1"), changed.rindex("1") + 1
    return {"before": slice(start), "during": slice(start, end), "after": slice(end, None)}
