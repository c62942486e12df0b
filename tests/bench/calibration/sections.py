"""The card's sections: the question, the answer in one sentence, the table."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from calibration import false_alarms, prose
from calibration.detectable import POWER
from calibration.markdown import image, percent, rate, short, table
from calibration.method_results import ALPHA, OUR_TEST, OURS, RULE, MethodResult, ahead_of_us, leads_of
from calibration.sizes import SLACK, Stated
from calibration.wilson import Share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calibration.changes import Change

CLOSE = 0.1  # largest distance of the mean changed share from the truth
RARELY = 0.05  # share of files whose changed share may exceed the truth by more than the slack


def alarms(results: list[dict[str, Any]]) -> str:
    """Render the false alarms on files without drift."""
    parts = [prose.ALARMS]
    for kind, alpha in [(kind, alpha) for kind in ("test", "decision") for alpha in false_alarms.ALPHAS]:
        bad = false_alarms.too_many(results, kind, alpha)
        hits, trials = (
            sum(one[kind][str(alpha)] for one in results),
            sum(one["repetitions"] for one in results),
        )
        names = "; ".join(f"{one['corpus']} {one['sizes'][0]} x {one['sizes'][1]}" for one in bad)
        parts.append(
            f"- {kind.capitalize()} at alpha {short(alpha)}: {hits:,} alarms in {trials:,} files "
            f"({short(hits / trials, 4)}); the 95% Wilson interval is above alpha in {len(bad)} of "
            f"{len(results)} cells{f' ({names})' if names else ''}.\n"
        )
    parts.append("\nRate of `p <= .05 / p <= .01`; in brackets the rate of the decision `drifted`.\n\n")
    for corpus, group in groupby(results, key=lambda one: one["corpus"]):
        cells = {tuple(one["sizes"]): one for one in group}
        drifts = sorted({m for _, m in cells})
        rows = [
            [f"**{n}**", *(_alarm(cells.get((n, m))) for m in drifts)] for n in sorted({n for n, _ in cells})
        ]
        parts += [f"{corpus}, {next(iter(cells.values()))['repetitions']} repetitions\n\n"]
        parts.append(table(["baseline \\ drift rows", *drifts], rows))
    return "".join(parts) + image("False alarms of every cell with Wilson intervals", "false-alarms.svg")


def _alarm(one: dict[str, Any] | None) -> str:
    if one is None:
        return ""
    test, decision = (
        " / ".join(short(one[kind][str(alpha)] / one["repetitions"], 3) for alpha in false_alarms.ALPHAS)
        for kind in ("test", "decision")
    )
    return f"{test} ({decision})"


def power(changes: Sequence[Change], methods: Mapping[str, dict[str, MethodResult]]) -> str:
    """Render how often each method detects each change."""
    parts = [prose.POWER, _leads(changes, methods)]
    for change in changes:
        by_method = methods[change.name]
        shares = by_method[OURS].shares
        rows = [
            [_name(method, one), *(rate(one.rate(share)) for share in shares), _files(one), _ms(one)]
            for method, one in sorted(by_method.items(), key=lambda pair: _order(*pair))
        ]
        parts += [f"### {change.name}\n\n{change.description}.\n\n"]
        parts.append(table(["method", *map(percent, shares), "files", "ms"], rows))
        parts.append(_behind(by_method, shares))
        parts += [
            f"{method} failed on some files: `{one.error}`\n\n"
            for method, one in by_method.items()
            if one.error
        ]
    return "".join(parts) + image("Power by share of changed rows", "power.svg")


def _leads(changes: Sequence[Change], methods: Mapping[str, dict[str, MethodResult]]) -> str:
    """Render how often Driftline is ahead of the rivals within bounds, and how often it is behind."""
    leads = [
        pair
        for change in changes
        for share in methods[change.name][OURS].shares
        if share > 0
        for pair in leads_of(methods[change.name], share).values()
    ]
    if not leads:
        return ""
    ahead, after = (sum(side * difference > error for difference, error in leads) for side in (1, -1))
    return (
        f"Compared with rivals within bounds, Driftline is ahead by more than a standard error in {ahead} of "
        f"{len(leads)} comparisons\nand behind by more than one in {after}. Of two equal methods, chance "
        "puts each ahead by that much in a sixth of the comparisons.\n\n"
    )


def _order(method: str, one: MethodResult) -> tuple[int, str]:
    first = [OURS, OUR_TEST, RULE]
    return (first.index(method) if method in first else 3 if one.in_bounds else 4, method)


def _name(method: str, one: MethodResult) -> str:
    return method if one.in_bounds else f"~~{method}~~"


def _files(one: MethodResult) -> str:
    calm, changed = one.files
    return f"{calm}, {changed}" if changed else str(calm)


def _ms(one: MethodResult) -> str:
    return "" if one.ms is None else f"{one.ms:.0f}"


def _behind(by_method: dict[str, MethodResult], shares: Sequence[float]) -> str:
    ahead = [
        f"{method} at {percent(share)} (by {short(-difference)} ± {short(error)})"
        for share in shares
        if share > 0
        for method, difference, error in ahead_of_us(by_method, share)
    ]
    if len(by_method) == len((OURS, OUR_TEST, RULE)):
        return ""
    names = "; ".join(ahead) or "none"
    return f"Within bounds and ahead of Driftline by more than a standard error: {names}.\n\n"


def shares_stated(planted: Mapping[str, list[Stated]], simulated: Mapping[str, list[Stated]]) -> str:
    """Render the changed shares in verdicts."""
    parts = [prose.SIZES]
    header = ["truth", "mean", "sd", f"above truth + {short(SLACK)}", "width", "covered", "undefined"]
    for name, rows in planted.items():
        parts += [f"{name}\n\n", table(header, [_stated(one) for one in rows]), _bounds(rows)]
    parts.append(prose.SIMULATED)
    for name, rows in simulated.items():
        parts += [f"{name}\n\n", table(header, [_stated(one) for one in rows])]
        short_of = [
            one
            for one in rows
            if one.confidence and one.intervals and one.covered.falls_short(one.confidence)
        ]
        stated = next((one.confidence for one in rows if one.confidence), None)
        parts.append(
            f"Nominal confidence {stated}; coverage below it (95% Wilson) at "
            f"{', '.join(short(one.truth) for one in short_of) or 'none'}.\n\n"
        )
    return "".join(parts) + image("Changed share against the truth", "changed-share.svg")


def _bounds(rows: list[Stated]) -> str:
    """Render whether the changed shares keep their bounds."""
    defined = [one for one in rows if one.intervals]
    far = [short(one.truth) for one in defined if abs(one.mean - one.truth) > CLOSE]
    high = [short(one.truth) for one in defined if one.too_high.rate > RARELY]
    return (
        f"Mean further than {short(CLOSE)} from the truth at {', '.join(far) or 'none'}; above truth + "
        f"{short(SLACK)} in more than {percent(RARELY)} of the files at {', '.join(high) or 'none'}.\n\n"
    )


def _stated(one: Stated) -> list[str]:
    if not one.intervals:
        return [short(one.truth), *[""] * 5, str(one.undefined)]
    return [
        short(one.truth),
        short(one.mean, 3),
        short(one.deviation, 3),
        rate(one.too_high),
        short(one.width, 3),
        rate(one.covered),
        str(one.undefined),
    ]


def detectable(results: list[dict[str, Any]]) -> str:
    """Render the power at the detectable share of verdicts without drift."""
    stated = [one for one in results if one["stated"]]
    rarely_rejected, rarely_drifted = (
        sum(Share(one[kind], one["stated"]).rate < POWER for one in stated) for kind in ("found", "drifted")
    )
    rows = [
        [
            one["change"],
            f"{one['sizes'][0]}/{one['sizes'][1]}",
            "" if one["median_share"] is None else percent(round(one["median_share"], 3)),
            rate(Share(one["found"], one["stated"])) if one["stated"] else "",
            rate(Share(one["drifted"], one["stated"])) if one["stated"] else "",
            one["stated"],
            one["undefined"],
            one["too_few_other_rows"],
        ]
        for one in results
    ]
    header = ["change", "rows", "median share", "p <= .05", "drifted", "files", "undefined", "not drawn"]
    return (
        f"{prose.DETECTABLE}The test detects it less often than promised in {rarely_rejected} of "
        f"{len(stated)} rows, the decision in {rarely_drifted}.\n\n"
        + table(header, rows)
        + image("Power at the detectable share", "detectable-share.svg")
    )


def mixed(methods: Mapping[str, MethodResult], columns: dict[str, Any]) -> str:
    """Render how often a column is flagged in a table without drift."""
    rows = [[_name(method, one), rate(one.rate(0.0)), _ms(one)] for method, one in methods.items()]
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(columns["kinds"].values()).most_common())
    flagged = ", ".join(f"{name} {count}" for name, count in sorted(columns["flagged"].items())) or "none"
    own = methods[OURS].rate(0.0)
    if own is None:
        raise RuntimeError("Driftline scored no table without drift")
    bound = ALPHA + 2 * own.standard_error
    return (
        f"{prose.MIXED}Kinds that Driftline inferred: {kinds}.\n\n"
        + table(["method", "tables with a flagged column", "ms"], rows)
        + f"Driftline: {short(own.rate, 3)}, {'within' if own.rate <= bound else 'ABOVE'} alpha + 2 SE = "
        f"{short(bound, 3)}. Flagged: {flagged}.\n\n"
        + image("Tables with a flagged column", "mixed-table.svg")
    )
