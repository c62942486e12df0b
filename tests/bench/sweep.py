"""Seconds and memory of a sweep over many files: `python tests/bench/sweep.py`, takes some minutes.

Starts its own MinIO and fills a bucket with drift files, verdicts and reports; 100,000 files need 3 GB of
disk. Then sweeps it in processes of their own, without anything to do and with lost events.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from calibration import corpora
from speed import sweeping
from speed.parts import heading

from infra.stack import MissingProgram


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=100_000, metavar="NUMBER", help="drift files")
    parser.add_argument("--lost", type=int, default=100, metavar="NUMBER", help="files without an event")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    options = parser.parse_args()
    cache, origin = corpora.cache_folder(None), heading()
    with tempfile.TemporaryDirectory() as folder:
        figures = sweeping.measure(Path(folder), cache, options.files, options.lost)
    print(f"{origin['date']}, {origin['machine']}, commit {origin['commit']}\n")
    print(sweeping.show(figures), end="")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except MissingProgram as missing:
        print(f"not measured: {missing}")
