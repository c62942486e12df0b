"""Measure on real tables and write the field card: `python tests/bench/measure_field.py`.

Takes an hour on two cores, after the first run's downloads: packages with tables and texts, and an
environment for each of two rivals (gigabytes). The cache keeps every cell's result, so an interrupted run
continues where it stopped.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from calibration import corpora
from calibration.cells import Runner
from field import card
from field.cached import CachedOnly
from field.plan import FULL, SHORT

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Measure and write the card."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="few tables and draws: check that it runs")
    parser.add_argument("--only", choices=card.SECTIONS, help="print this section and write no card")
    parser.add_argument(
        "--cached", action="store_true", help="write what an interrupted run measured, and measure no more"
    )
    parser.add_argument("--no-rivals", action="store_true", help="Driftline alone")
    for name in ("repetitions", "draws", "rival_draws", "text_draws"):
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=int, metavar="N", help="instead of the plan's"
        )
    parser.add_argument(
        "--cache", type=Path, metavar="FOLDER", help="keep tables, environments and results there"
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help="write the card there (default: docs; with --short the cache)",
    )
    options = parser.parse_args()
    cache = corpora.cache_folder(options.cache)
    into = options.into or (cache / "field" / "short" if options.short else DOCS)
    names = ("repetitions", "draws", "rival_draws", "text_draws")
    numbers = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    chosen = replace(SHORT if options.short else FULL, rivals=not options.no_rivals, **numbers)
    started = time.perf_counter()
    runner = CachedOnly(cache) if options.cached else Runner(cache)
    if options.only:
        print(card.section(options.only, chosen, runner)[0])
    else:
        print(card.write(chosen, runner, into))
    print(f"{time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
