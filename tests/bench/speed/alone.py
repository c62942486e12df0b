"""One part of the benchmarks as its own command: measured, printed, and written as JSON on request."""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration import corpora

from speed.contestants import documented_environment
from speed.parts import heading
from speed.plan import BENCH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from speed.plan import Plan

    Measure = Callable[[Path, Path, Plan], Any]


def command_line(about: str) -> argparse.ArgumentParser:
    """Return a parser with the options that every bench has."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--cache", type=Path, metavar="FOLDER", help="folder of corpora, environments and graph"
    )
    return parser


def run(
    about: str,
    measure: Measure,
    show: Callable[[Any], str],
    sizes: Sequence[str] = (),
    *,
    rivals: bool = False,
) -> None:
    """Measure a part as `make bench` does.

    Parameters
    ----------
    about : the command's help.
    measure, show : return the figures, and the figures as text.
    sizes : sizes of the plan that the command line can set.
    rivals : whether the command can build the environment of the documented way.
    """
    parser = command_line(about)
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there as well")
    if rivals:
        parser.add_argument(
            "--rivals", action="store_true", help="build the environment of the documented way"
        )
    for name in sizes:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(BENCH, name))
    options = parser.parse_args()
    plan = replace(BENCH, **{name: getattr(options, name) for name in sizes})
    cache, origin = corpora.cache_folder(options.cache), heading()
    if rivals and options.rivals:
        documented_environment(cache)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), cache, plan)
    print(f"{origin['date']}, {origin['machine']}, commit {origin['commit']}\n\n{show(figures)}", end="")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
