"""From texts to mean embeddings: of a drift file's column, and of a whole baseline."""

from typing import TYPE_CHECKING

from common.verdict import BaselineFile
from functions.score import batch
from functions.score.profile import Profile
from functions.score.stopwatch import Stopwatch
from functions.score.tools import Tools

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from common.store import OpenedObject


def embed_mean(what: str, texts: list[str], tools: Tools, stopwatch: Stopwatch) -> "NDArray[np.float64]":
    """Return the mean embedding of at least one text, float64 (d,); `what` is told to who waits."""
    from functions.score.drift.cosine import mean_embedding

    with stopwatch.measuring("load_model"):
        encoder = tools.encoder()
    with stopwatch.measuring("encode"), tools.progress(what, len(texts)) as advance:
        return mean_embedding(encoder.encode(texts, progress=advance))


def embed_baseline(opened: "OpenedObject", drift: batch.Batch, tools: Tools, stopwatch: Stopwatch) -> Profile:
    """Read and embed a baseline; a column that the drift file lacks is said before anything is embedded.

    Raises BatchError naming the file at fault.
    """
    with stopwatch.measuring("read"):
        baseline = batch.read(opened.info.key, opened.stream, tools.limits)
        text_columns = batch.text_columns_of(baseline, tools.text_columns)
        batch.check_columns_present(drift, text_columns, baseline.columns)
        texts = {column: batch.texts(baseline, column) for column in text_columns}
    file = BaselineFile(key=opened.info.key, etag=opened.info.etag, rows=baseline.rows)
    means = {column: embed_mean(f"baseline {column}", texts[column], tools, stopwatch) for column in texts}
    return Profile(file, tuple(baseline.columns), means)
