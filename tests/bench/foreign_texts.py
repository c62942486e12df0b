"""Texts of another source among those of real streams: `python tests/bench/foreign_texts.py`.

Each stream's first 16 batches are the baseline, as one file; the batches after it are the files. Those with
at least 12 files before them are judged as they are, and with some of their texts replaced by texts of
another stream. Whatever a stream's topics do, such a file is wrong. Three rules judge it:

- changed share and novel share: this effect alone, by what is usual among up to 100 files before;
- Driftline: the whole handler, with all effects and the budget of alarms.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from calibration import corpora
from calibration.draws import generator
from calibration.markdown import table
from calibration.method_results import ALPHA, bits
from streams.bucket_judge import BucketJudge
from streams.catalogue import SOURCES, available, load
from streams.history import walk
from streams.kept_embeddings import KeptEmbeddings
from streams.sections import share as with_interval
from streams.stream import TEXT, joined

from functions.score.policy import CalibratedPolicy
from functions.score.statistics.effects import EffectKey, enlarged
from functions.score.statistics.evidence import CHANGED_SHARE, NOVEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from streams.outcome import Outcome, Past
    from streams.stream import Stream

BASELINE, BEFORE = 16, 12
SHARES = (0.0, 0.1, 0.2)
LEAST = CalibratedPolicy().minimum_share
FOREIGN = {"reviews": "mails"}  # where other streams get texts of reviews from
EFFECTS = {"changed share": CHANGED_SHARE, "novel share": NOVEL}
RULES = (*EFFECTS, "Driftline")


def planted(file: pd.DataFrame, foreign: list[str], share: float, place: int) -> pd.DataFrame:
    """Return a file with a share of its texts replaced by consecutive ones of another stream."""
    count = round(share * len(file))
    random = generator("foreign texts", place, count)
    rows = random.choice(len(file), count, replace=False)
    start = int(random.integers(0, len(foreign) - count + 1))
    changed = file.copy()
    changed.loc[changed.index[rows], TEXT] = foreign[start : start + count]
    return changed


def found(past: Past, outcome: Outcome, rule: str) -> bool:
    """Tell whether a rule calls a file unusual."""
    if rule not in EFFECTS:
        return outcome.alarm
    key = EffectKey(TEXT, EFFECTS[rule])
    before = [one.line.sizes.get(key, 0.0) for one in past.outcomes if one.line]
    if outcome.line is None or outcome.line.p_values.get(TEXT, 1.0) > ALPHA:
        return False
    return outcome.line.sizes.get(key, 0.0) > max(LEAST, enlarged(key.name, max(before)))


def judged(stream: Stream, foreign: list[str], cache: Path) -> Iterator[dict[tuple[str, float], bool]]:
    """Yield, of each file, what each rule says of it with each share of foreign texts."""
    with KeptEmbeddings(stream.name, cache) as texts:
        judge = BucketJudge(texts)
        for place, (past, file, ordinary) in enumerate(walk(stream, judge, BASELINE, BEFORE)):
            outcomes = {
                share: judge.score(past, planted(file, foreign, share, place)) if share else ordinary
                for share in SHARES
            }
            yield {
                (rule, share): found(past, outcome, rule)
                for share, outcome in outcomes.items()
                for rule in RULES
            }


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keep streams and embeddings there")
    cache = corpora.cache_folder(parser.parse_args().cache)
    names = available(tuple(name for name, source in SOURCES.items() if source.kind == "texts"), cache)
    lines, everything = [], []
    for name in names:
        foreign = joined(load(FOREIGN.get(name, "reviews"), cache).batches)[TEXT].tolist()
        files = list(judged(load(name, cache), foreign, cache))
        everything += files
        lines += rows(name, files)
    header = ["stream", "rule", *(f"{share:.0%} foreign" if share else "as it is" for share in SHARES)]
    print(table(header, [*lines, *rows("all", everything)]))


def rows(name: str, files: list[dict[tuple[str, float], bool]]) -> list[list[str]]:
    """Return the lines of the table about one stream."""
    return [
        [name, rule, *(with_interval([bits(file[rule, share] for file in files)]) for share in SHARES)]
        for rule in RULES
    ]


if __name__ == "__main__":
    main()
