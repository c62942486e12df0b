"""Measure alarms on real streams and write docs/streams.md: `python tests/bench/measure_streams.py`.

Takes hours on two cores, after the first run's downloads: packages and files with tables and texts. The
cache keeps every cell's result, so an interrupted run continues where it stopped.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from calibration import corpora, environments
from calibration.cells import Runner
from field.cached import CachedOnly
from streams import card
from streams.catalogue import FRESH, SOURCES, available
from streams.plan import FULL, QUICK

DOCS = Path(__file__).parents[2] / "docs"
# What the command line can set instead of the plan.
NUMBERS = (
    "blocks", "first_files", "planted", "history", "evidently", "days", "years", "draws", "cost_files"
)  # fmt: skip


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="few streams and batches, in minutes")
    known = SOURCES | FRESH
    parser.add_argument("--streams", metavar="NAME,NAME", help=f"some of {', '.join(known)}")
    parser.add_argument(
        "--only", action="append", choices=card.SECTIONS, help="measure this section, and keep the others"
    )
    parser.add_argument(
        "--cached", action="store_true", help="write what an interrupted run measured, and measure no more"
    )
    for name in NUMBERS:
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=int, metavar="N", help="instead of the plan's"
        )
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keep downloads and results there")
    parser.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help="write the page there (default: docs; with --quick or --streams the cache)",
    )
    options = parser.parse_args()
    names = options.streams.split(",") if options.streams else []
    if unknown := [name for name in names if name not in known]:
        parser.error(f"no stream is called {unknown[0]!r}; there are {', '.join(known)}")
    changed = {name: getattr(options, name) for name in NUMBERS if getattr(options, name) is not None}
    if names:
        changed |= {
            "streams": tuple(name for name in names if name in SOURCES),
            "fresh": tuple(name for name in names if name in FRESH),
        }
    chosen = replace(QUICK if options.quick else FULL, **changed)
    cache = corpora.cache_folder(options.cache)
    partly = options.quick or options.streams
    into = options.into or (cache / "streams" / "partly" if partly else DOCS)
    started = time.perf_counter()
    runner = CachedOnly(cache) if options.cached else Runner(cache)
    sections = options.only or list(card.SECTIONS)
    if not options.cached:
        chosen = replace(
            chosen, streams=available(chosen.streams, cache), fresh=available(chosen.fresh, cache)
        )
        for rival in card.rivals(chosen, sections):  # before two cells build the same one
            environments.interpreter(rival, cache)
    print(card.write(chosen, runner, into, sections))
    print(f"{time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
