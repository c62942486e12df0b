"""Measure alarms on real streams and write docs/streams.md: `python tests/bench/measure_streams.py`.

Takes hours on two cores, after the first run's downloads: packages and files with tables and texts. The
cache keeps every cell's result, so an interrupted run continues where it stopped.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from calibration import corpora
from calibration.cells import Runner
from field.cached import CachedOnly
from streams import card
from streams.catalogue import SOURCES, available
from streams.plan import FULL, QUICK

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="few streams and batches, in minutes")
    parser.add_argument("--streams", metavar="NAME,NAME", help=f"some of {', '.join(SOURCES)}")
    parser.add_argument("--only", choices=card.SECTIONS, help="measure this section and write no other")
    parser.add_argument(
        "--cached", action="store_true", help="write what an interrupted run measured, and measure no more"
    )
    for name in ("blocks", "first_files", "planted", "history", "evidently", "days", "years"):
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
    if unknown := [name for name in names if name not in SOURCES]:
        parser.error(f"no stream is called {unknown[0]!r}; there are {', '.join(SOURCES)}")
    numbers = ("blocks", "first_files", "planted", "history", "evidently", "days", "years")
    changed = {name: getattr(options, name) for name in numbers if getattr(options, name) is not None}
    changed |= {"streams": tuple(names)} if names else {}
    chosen = replace(QUICK if options.quick else FULL, **changed)
    cache = corpora.cache_folder(options.cache)
    partly = options.quick or options.streams
    into = options.into or (cache / "streams" / "partly" if partly else DOCS)
    started = time.perf_counter()
    runner = CachedOnly(cache) if options.cached else Runner(cache)
    if not options.cached:
        chosen = replace(chosen, streams=available(chosen.streams, cache))
    print(card.write(chosen, runner, into, [options.only] if options.only else list(card.SECTIONS)))
    print(f"{time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
