"""Measure how often verdicts are wrong and write the calibration card: `python tests/bench/calibrate.py`.

Takes two to three hours on two cores, after the first run's downloads: real texts and streams, and an
environment for each rival (gigabytes). The cache keeps every cell's result, so an interrupted run continues
where it stopped.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from calibration import card, corpora, environments
from calibration.cells import Runner
from calibration.plan import FULL, QUICK
from streams.catalogue import available

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Make the corpora, measure, write the card."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="few files: check that it runs, three minutes")
    parser.add_argument(
        "--only", choices=("corpora", *card.TABLES), help="print this table and write no card"
    )
    parser.add_argument("--no-rivals", action="store_true", help="Driftline alone")
    parser.add_argument(
        "--cache", type=Path, metavar="FOLDER", help="keep corpora, environments and results there"
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help="write the card there (default: docs; with --quick the cache)",
    )
    options = parser.parse_args()
    cache = corpora.cache_folder(options.cache)
    into = options.into or (cache / "quick" if options.quick else DOCS)
    started = time.perf_counter()
    corpora.make_all(cache)
    if options.only == "corpora":
        return
    chosen = replace(QUICK if options.quick else FULL, rivals=not options.no_rivals)
    if chosen.rivals:
        for rival in environments.PACKAGES:
            environments.interpreter(rival, cache)
    if options.only in (None, "ordinary"):
        streams = available(chosen.ordinary.streams, cache)
        chosen = replace(chosen, ordinary=replace(chosen.ordinary, streams=streams))
    runner = Runner(cache)
    if options.only:
        print(card.Card(chosen, runner, into / "calibration").section(options.only)[0])
    else:
        print(card.write(chosen, runner, into))
    print(f"{time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
