"""Driftline, the documented way and the rivals take turns on the same files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speed.contestants import DOCUMENTED, EARLY, FULL, KNOWN, NEW, RIVALS, RUNNING, SERVERS, Contestants
from speed.pair import Pair, answer, write_pair
from speed.process import FailedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from speed.plan import Plan
    from speed.process import Ran
    from speed.real_servers import RealServers

KINDS = {"calm": 0.0, "drifting": 0.5}  # share of the drift file's rows from another topic
SAME = (DOCUMENTED, *RIVALS, NEW, KNOWN, RUNNING, SERVERS, EARLY)
LARGE = (DOCUMENTED, *RIVALS, FULL, KNOWN, RUNNING)


def measure(folder: Path, cache: Path, plan: Plan, servers: RealServers | None) -> dict[str, Any]:
    """Run all contestants; return the figures of every job, and of the curve by rows."""
    contestants = Contestants(cache, servers)
    results: dict[str, Any] = {"jobs": {}, "curve": {}}
    for kind, new in KINDS.items():
        pair = write_pair(folder / kind, cache, (plan.rows, plan.rows), new=new)
        take_turns(pair, contestants.all_of(pair), SAME, plan.rounds)
        results["jobs"][f"{plan.rows:,} x {plan.rows:,}, {kind}"] = _of(pair, kind)
    if plan.sample:
        for kind, new in KINDS.items():
            pair = write_pair(folder / f"large-{kind}", cache, (plan.rows, plan.sample), new=new)
            names = (*LARGE, NEW) if kind == "calm" else LARGE  # the calm file is a point of the curve
            take_turns(pair, contestants.all_of(pair), names, 1)
            if kind == "calm":
                results["curve"][str(plan.sample)] = pair.figures()
                results["samples"] = _more_files(pair, contestants, cache, plan)
            results["jobs"][f"{plan.rows:,} x {plan.sample:,}, {kind}"] = _of(pair, kind)
    for rows in plan.curve:
        pair = write_pair(folder / f"curve-{rows}", cache, (plan.rows, rows), new=0.0)
        few = (DOCUMENTED, NEW, KNOWN) if rows in plan.documented_curve else (NEW, KNOWN)
        take_turns(pair, contestants.all_of(pair), few, 1)
        results["curve"][str(rows)] = pair.figures()
    return results


def _more_files(pair: Pair, contestants: Contestants, cache: Path, plan: Plan) -> dict[str, Any]:
    """Let Driftline score more calm pairs, because chance decides whether a single pair needs a second stage.

    Each pair has its own baseline: files with the same baseline would not be independent. Their seconds go
    before those of the first pair, whose figures are then the median of all.
    """
    for number in range(1, plan.sample_files):
        folder = pair.folder.with_name(f"{pair.folder.name}-{number}")
        other = write_pair(folder, cache, (plan.rows, plan.sample), number=number)
        take_turns(other, contestants.all_of(other), [KNOWN], 1)
        pair.taken[KNOWN].insert(0, other.taken[KNOWN][0])
    taken = pair.taken[KNOWN]
    return {
        "rows": plan.sample,
        "seconds": [ran.seconds for ran in taken],
        "embedded": [answer(ran.output)["embedded"] for ran in taken],
    }


def take_turns(pair: Pair, runs: dict[str, Callable[[], Ran]], names: Iterable[str], rounds: int) -> None:
    """Run each contestant once per round, so that other load on the machine affects all; rivals may fail."""
    chosen = {name: runs[name] for name in names if name in runs}
    for turn in range(rounds):
        for name, once in chosen.items():
            if name in pair.failed:
                continue
            try:
                ran = once()
            except FailedError as error:
                if name not in RIVALS:
                    raise
                pair.failed[name] = str(error).splitlines()[-1]
                pair.taken.pop(name, None)
                continue
            pair.taken.setdefault(name, []).append(ran)
            print(f"  {pair.folder.name}, {turn + 1} of {rounds}: {name}: {ran.seconds:.2f} s", flush=True)


def _of(pair: Pair, kind: str) -> dict[str, Any]:
    return {"kind": kind, "large": FULL in pair.taken, "figures": pair.figures()}
