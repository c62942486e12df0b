"""One part of the benchmarks as a command of its own: measured, printed, and written as JSON if asked to."""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration import corpora

from speed.parts import heading
from speed.plan import BENCH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from speed.plan import Plan

    Measure = Callable[[Path, Path, Plan], Any]


def command_line(about: str) -> argparse.ArgumentParser:
    """Return the options that every bench has."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="of corpora, environments and graph")
    return parser


def run(about: str, measure: Measure, show: Callable[[Any], str], sizes: Sequence[str] = ()) -> None:
    """Measure a part as `make bench` does; `sizes` of the plan can be set on the command line."""
    parser = command_line(about)
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there as well")
    for name in sizes:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(BENCH, name))
    options = parser.parse_args()
    plan = replace(BENCH, **{name: getattr(options, name) for name in sizes})
    where = heading()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), corpora.cache_folder(options.cache), plan)
    print(f"{where['date']}, {where['machine']}, commit {where['commit']}\n\n{show(found)}", end="")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
