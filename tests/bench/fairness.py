"""How long small files wait for the large ones of another team: `python tests/bench/fairness.py`.

Takes some minutes, and a gigabyte of disk for each large file and one more. Starts its own MinIO, RabbitMQ
and two workers: first both score everything, then one of them scores the large files alone.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from calibration import corpora
from speed import fairness
from speed.parts import heading

from infra.stack import MissingProgram


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=3, metavar="NUMBER", help="large files")
    parser.add_argument("--bytes", type=int, default=10**9, metavar="NUMBER", help="of each of them")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    options = parser.parse_args()
    cache, origin = corpora.cache_folder(None), heading()
    with tempfile.TemporaryDirectory() as folder:
        figures = fairness.measure(Path(folder), cache, options.files, options.bytes)
    print(f"{origin['date']}, {origin['machine']}, commit {origin['commit']}\n")
    print(fairness.show(figures), end="")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except MissingProgram as missing:
        print(f"not measured: {missing}")
