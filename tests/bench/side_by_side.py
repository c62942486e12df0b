"""Time the same files through Driftline, the documented way and two rivals; write docs/benchmarks.md.

`python tests/bench/side_by_side.py`: under 15 minutes on two cores, besides the first run's downloads (real
texts, environments of gigabytes). `--full` adds what takes the documented way longer: 100,000 rows, and a
curve of Driftline alone up to a million.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from calibration import corpora, machine
from speed import page
from speed.contestants import DOCUMENTED, KNOWN, NEW, Contestants, Pair
from speed.files import write

DOCS = Path(__file__).parents[2] / "docs"
ROWS = 1000
CURVE = (100, 1_000, 10_000)
LONG_CURVE = (100_000, 1_000_000)
LARGE = 100_000


def pair_of(folder: Path, cache: Path, rows: tuple[int, int], *, new: float) -> Pair:
    """Write a baseline and a drift file of so many rows, `new` being the share of another topic."""
    folder.mkdir(parents=True)
    baseline = write(folder / "baseline.csv", rows[0], cache, part=0, new=0.0)
    return Pair(folder, baseline, write(folder / "drift.csv", rows[1], cache, part=3, new=new))


def take_turns(pair: Pair, contestants: dict[str, Any], rounds: int) -> None:
    """Run every contestant once a round, so that what else the machine does meets all of them."""
    for turn in range(rounds):
        for name, once in contestants.items():
            ran = once()
            pair.taken.setdefault(name, []).append(ran)
            print(f"  {pair.folder.name}, {turn + 1} of {rounds}: {name}: {ran.seconds:.2f} s", flush=True)


def figures(pair: Pair) -> dict[str, Any]:
    """Return what a pair's contestants took: seconds of every run, the most memory, the last answer."""
    return {
        name: {
            "seconds": [ran.seconds for ran in taken],
            "memory": max(ran.memory for ran in taken),
            "answer": {
                key: value
                for key, value in pair.answer(name).items()
                if key in ("drift", "score", "embedded", "p_value")
            }
            if name != NEW
            else {key: json.loads(taken[-1].output)[key] for key in ("drifted", "drift_score")},
        }
        for name, taken in pair.taken.items()
    }


def measure(folder: Path, cache: Path, *, rounds: int, full: bool) -> dict[str, Any]:
    """Run everything; return the figures by job."""
    contestants = Contestants(cache)
    contestants.prepare()
    jobs: dict[str, Any] = {}
    for name, new in (("calm", 0.0), ("drifting", 0.5)):
        pair = pair_of(folder / name, cache, (ROWS, ROWS), new=new)
        take_turns(pair, contestants.all_of(pair, rivals=True), rounds)
        jobs[f"{ROWS} x {ROWS}, {name}"] = figures(pair)
    for rows in CURVE + (LONG_CURVE if full else ()):
        pair = pair_of(folder / f"curve-{rows}", cache, (ROWS, rows), new=0.0)
        everyone = contestants.all_of(pair, rivals=False)
        few = {name: everyone[name] for name in (NEW, KNOWN)}
        if rows <= CURVE[-1]:
            few[DOCUMENTED] = everyone[DOCUMENTED]
        take_turns(pair, few, 1)
        jobs[f"curve {rows}"] = figures(pair)
    if full:
        for name, new in (("calm", 0.0), ("drifting", 0.5)):
            pair = pair_of(folder / f"large-{name}", cache, (ROWS, LARGE), new=new)
            everyone = contestants.all_of(pair, rivals=False)
            take_turns(pair, {one: everyone[one] for one in (DOCUMENTED, KNOWN)}, 1)
            jobs[f"{ROWS} x {LARGE}, {name}"] = figures(pair)
    return jobs


def main() -> None:
    """Measure, write the page and the raw numbers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="of corpora and environments")
    parser.add_argument("--into", type=Path, metavar="FOLDER", default=DOCS)
    options = parser.parse_args()
    cache = corpora.cache_folder(options.cache)
    for name in ("brown", "bbc_paragraphs"):
        corpora.load(name, cache)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        jobs = measure(Path(folder), cache, rounds=options.rounds, full=options.full)
    found = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine.in_words(),
        "commit": machine.commit(),
        "versions": machine.versions(),
        "rounds": options.rounds,
        "minutes": round((time.perf_counter() - started) / 60, 1),
        "jobs": jobs,
    }
    (options.into / "benchmarks.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    page.write(found, options.into)
    print(f"{found['minutes']} minutes")


if __name__ == "__main__":
    main()
