"""How much is measured: `make bench`, `make bench-full`, and a little of everything to check that it runs."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 10**6


@dataclass(frozen=True)
class Plan:
    """Sizes of everything.

    Attributes
    ----------
    command : the command that the page names.
    rounds : number of rounds; every contestant has a turn in each.
    rows : rows of the baseline, and of the drift file that all contestants get.
    curve : rows of the drift files for Driftline; `documented_curve` those for the documented way.
    sample : rows of a drift file from which Driftline embeds a sample and all others every text; 0: none.
    sample_files : number of calm files with that many rows for Driftline; some need a second stage.
    texts, text_rounds : number of texts that the encoders embed, and how often.
    starts : cold starts of each contestant.
    single_files : files of 100 rows, put one after the other.
    many_files : files of 50 rows, put at once.
    overhead_files : files of 50 rows that a running function scores.
    csv_bytes : sizes of the large CSV files.
    other_bytes : size of the CSV file whose rows are also written as gzip and as Parquet; 0: none.
    permutation_draws : files drawn for the permutation test.
    """

    command: str
    rounds: int
    rows: int
    curve: tuple[int, ...]
    documented_curve: tuple[int, ...]
    sample: int
    sample_files: int
    texts: int
    text_rounds: int
    starts: int
    single_files: int
    many_files: int
    overhead_files: int
    csv_bytes: tuple[int, ...]
    other_bytes: int
    permutation_draws: int


BENCH = Plan(
    command="make bench",
    rounds=3,
    rows=1_000,
    curve=(100, 1_000, 10_000, 100_000, 1_000_000),
    documented_curve=(100, 1_000, 10_000),
    sample=0,
    sample_files=0,
    texts=1_500,
    text_rounds=5,
    starts=5,
    single_files=30,
    many_files=200,
    overhead_files=40,
    csv_bytes=(100 * MEGABYTE, 1_000 * MEGABYTE),
    other_bytes=0,
    permutation_draws=10,
)
FULL = Plan(
    command="make bench-full",
    rounds=3,
    rows=1_000,
    curve=(100, 1_000, 10_000, 1_000_000),
    documented_curve=(100, 1_000, 10_000),
    sample=100_000,
    sample_files=10,
    texts=1_500,
    text_rounds=5,
    starts=5,
    single_files=60,
    many_files=1_000,
    overhead_files=100,
    csv_bytes=(100 * MEGABYTE, 1_000 * MEGABYTE, 4_000 * MEGABYTE),
    other_bytes=1_000 * MEGABYTE,
    permutation_draws=30,
)
QUICK = Plan(
    command="benchmarks.py --quick",
    rounds=1,
    rows=60,
    curve=(100, 3_000),
    documented_curve=(100,),
    sample=2_500,
    sample_files=2,
    texts=200,
    text_rounds=2,
    starts=1,
    single_files=3,
    many_files=8,
    overhead_files=4,
    csv_bytes=(5 * MEGABYTE, 80 * MEGABYTE),
    other_bytes=5 * MEGABYTE,
    permutation_draws=2,
)
