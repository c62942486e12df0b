"""Whether the openvino engine decides as onnx does: `python tests/bench/engine_agreement.py`.

Both engines embed the corpora of the calibration card. The first draws of every cell of its power table are
then scored with either's vectors: the same decision, and how far the documented score differs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from calibration import corpora
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
    rows = []
    for change in Plan().power_changes:
        files, same, apart = compare(change, options.draws, cache)
        bound = "" if apart <= SCORES_APART else f" (more than {SCORES_APART:g})"
        name = f"{change.name} (20 rows)" if change == SMALL_FILE else change.name
        rows.append([name, str(files), str(same), f"{apart:.1e}{bound}"])
        print(rows[-1], flush=True)
    print("{date}, {machine}, commit {commit}\n".format(**heading()))
    print(table(["change", "files", "the same decision", "score, largest difference"], rows))


if __name__ == "__main__":
    main()
