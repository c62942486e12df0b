"""Whether the openvino engine decides as onnx does: `python tests/bench/engine_agreement.py`.

Both engines embed the corpora of the calibration card. The first draws of every cell of its power table are
then scored with either's vectors: the same decision, and how far the documented score differs.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from calibration import corpora
from calibration.cells import ONE_THREAD, WORKERS
from calibration.changes import SMALL_FILE
from calibration.engine import Engine
from calibration.markdown import table
from calibration.method_results import ALPHA
from calibration.plan import Plan
from calibration.power import shares_of
from speed.alone import command_line
from speed.parts import heading

from common import settings
from functions.score.encoder import processor
from functions.score.encoder.opening import open_encoder
from functions.score.texts.masking import EVERYWHERE

if TYPE_CHECKING:
    from pathlib import Path

    from calibration.changes import Change
    from calibration.corpora import Corpus

SCORES_APART = 1e-4  # the most by which the documented score may differ


def in_bfloat16(corpus: Corpus, cache: Path) -> Corpus:
    """Return a corpus with the vectors of the openvino engine, which are cached; slow on some processors."""
    processor.is_quick_with_bfloat16 = lambda: True
    configured = settings.load()
    encoder = open_encoder(configured.model, engine="openvino", cache_dir=configured.cache_dir)
    path = cache / "corpora" / f"{corpus.name}-{encoder.model.fingerprint[-12:]}.npy"
    if not path.exists():
        np.save(path, encoder.encode([EVERYWHERE(text) for text in corpus.texts]))
    return corpus._replace(embeddings=np.load(path))


def compare(change: Change, draws: int, cache: Path) -> tuple[int, int, float]:
    """Return the files of a change, how many got the same decision, and the largest difference of scores."""
    corpus = corpora.load(change.corpus, cache)
    engines = Engine(corpus, ALPHA), Engine(in_bfloat16(corpus, cache), ALPHA)
    drawn = [
        change.draw(corpus, share, repetition)
        for share in shares_of(change, Plan())
        for repetition in range(draws)
    ]
    pairs = [[engine.examine(draw) for engine in engines] for draw in drawn]
    same = sum(one.drifted == other.drifted for one, other in pairs)
    return len(pairs), same, max(abs(one.score - other.score) for one, other in pairs)


def main() -> None:
    """Compare the engines on every change and print a table."""
    parser = command_line(__doc__ or "")
    parser.add_argument("--draws", type=int, default=20, help="files of each cell")
    options = parser.parse_args()
    cache = corpora.cache_folder(options.cache)
    changes, rows = Plan().power_changes, []
    for name in dict.fromkeys(change.corpus for change in changes):
        in_bfloat16(corpora.load(name, cache), cache)
    os.environ.update(ONE_THREAD)  # spawned processes inherit it
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        compared = list(pool.map(partial(compare, draws=options.draws, cache=cache), changes))
    for change, (files, same, apart) in zip(changes, compared, strict=True):
        bound = "" if apart <= SCORES_APART else f" (more than {SCORES_APART:g})"
        name = f"{change.name} (20 rows)" if change == SMALL_FILE else change.name
        rows.append([name, str(files), str(same), f"{apart:.1e}{bound}"])
    print("{date}, {machine}, commit {commit}\n".format(**heading()))
    print(table(["change", "files", "the same decision", "score, largest difference"], rows))


if __name__ == "__main__":
    main()
