"""Measure how fast Driftline is and write docs/benchmarks.md: `python tests/bench/benchmarks.py`.

Driftline, the documented way and two rivals take turns on the same files in one run. Then come the encoder,
cold starts, real MinIO and RabbitMQ, many small files and large files. Takes less than 15 minutes on two
cores, after the first run's downloads (real texts, environments of several gigabytes). `--full` adds 100,000
rows and more and larger files, and takes about half an hour.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from calibration import corpora
from speed import page, parts
from speed.alone import command_line
from speed.plan import BENCH, FULL, QUICK

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Measure, write the page and the raw numbers."""
    parser = command_line(__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--full", dest="plan", action="store_const", const=FULL, default=BENCH)
    size.add_argument(
        "--quick",
        dest="plan",
        action="store_const",
        const=QUICK,
        help="a little of everything: check that it runs",
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help="write the page there (default: docs; with --quick the cache)",
    )
    options = parser.parse_args()
    cache = corpora.cache_folder(options.cache)
    with tempfile.TemporaryDirectory() as folder:
        results = parts.measure(Path(folder), cache, options.plan)
    page.write(results, options.into or (cache / "quick" if options.plan is QUICK else DOCS))
    print(f"{sum(results['minutes'].values()):.1f} minutes")


if __name__ == "__main__":
    main()
