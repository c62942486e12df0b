"""Error of a sample's documented score against the whole file's, and coverage of its interval.

`python tests/bench/sample_error.py` takes a minute, plus the time to fetch the corpora, which it shares with
the calibration card; `--cache` names their folder. docs/decisions/0021-samples-of-large-files.md quotes its
table.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from calibration import changes, corpora
from calibration.draws import generator
from calibration.engine import loaded
from calibration.markdown import percent, short, table
from calibration.wilson import Share

from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.cosine import drift_score
from functions.score.statistics.texts.whole_files import whole_files_score

if TYPE_CHECKING:
    from calibration.changes import Change
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

SETTINGS = (changes.TOPIC_PARAGRAPHS, changes.STYLE, changes.CONDITION)
SHARES, SAMPLES = (0.0, 0.1, 0.5, 1.0), (500, 1000, 2000)


def files(cache: Path, change: Change, share: float) -> tuple[Rows, Rows]:
    """Return a baseline of half of the usual rows, and a drift file with as many rows as the share allows."""
    corpus = loaded(change.corpus, cache)
    other = np.isin(corpus.labels, change.others[0])
    random = generator("sample_error", change.name, share)
    usual, new = random.permutation(np.flatnonzero(~other)), random.permutation(np.flatnonzero(other))
    half = len(usual) // 2
    rows = half if share == 0.0 else min(half, int(len(new) / share))
    changed = int(share * rows)
    drift = np.concatenate([usual[half : half + rows - changed], new[:changed]])
    return corpus.embeddings[usual[:half]], corpus.embeddings[drift]


def line(cache: Path, change: Change, share: float, repetitions: int) -> list[list[object]]:
    """Return the table's rows for one pair of files: one for each sample size below the file's size."""
    baseline, drift = files(cache, change, share)
    moments = Moments.of(baseline)
    truth = drift_score(moments.mean, Moments.of(drift).mean)
    random = generator("sample_error", change.name, share, "samples")
    lines: list[list[object]] = []
    for size in (size for size in SAMPLES if size < len(drift)):
        scores = [
            whole_files_score(
                moments, Moments.of(drift[random.permutation(len(drift))[:size]]), (len(baseline), len(drift))
            )
            for _ in range(repetitions)
        ]
        errors = [abs(score.estimate - truth) for score in scores]
        covered = Share(sum(score.low <= truth <= score.high for score in scores), repetitions)
        width = float(np.mean([score.high - score.low for score in scores])) / 2
        measured = [short(number, 4) for number in (truth, width, float(np.mean(errors)), max(errors))]
        lines.append(
            [change.about, percent(share), f"{size} of {len(drift)}", *measured, short(covered.rate)]
        )
    return lines


def main() -> None:
    """Measure every setting and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repetitions", type=int, default=200)
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="folder of the corpora")
    options = parser.parse_args()
    cache = corpora.cache_folder(options.cache)
    for change in SETTINGS:
        corpora.load(change.corpus, cache)
    lines = [
        one
        for change in SETTINGS
        for share in SHARES
        for one in line(cache, change, share, options.repetitions)
    ]
    header = ["change", "rows", "embedded", "score", "half the interval", "mean error", "largest", "covered"]
    print(table(header, lines))
    print(f"{options.repetitions} samples each; nominal confidence .95")


if __name__ == "__main__":
    main()
