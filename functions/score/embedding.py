"""From a file's texts to embeddings: of a drift file's column, and of a whole baseline."""

from typing import TYPE_CHECKING

from common.verdict import BaselineFile
from functions.score import batch
from functions.score.dataset import Dataset, check_columns
from functions.score.profile import EmbeddedTexts, Profile
from functions.score.profile_file import ProfileFile
from functions.score.stopwatch import Stopwatch
from functions.score.tools import Tools

if TYPE_CHECKING:
    from common.store import OpenedObject


def embed_texts(
    which: str,
    read: batch.Batch,
    column: str,
    tools: Tools,
    stopwatch: Stopwatch,
    known: EmbeddedTexts | None = None,
) -> EmbeddedTexts:
    """Embed each distinct text of a column once, and none that is `known`.

    `which` file it is of is told to who waits. Raises BatchError where the column holds fewer than two texts.
    """
    import numpy as np

    texts, rows = batch.texts(read, column)
    known_row = {text: row for row, text in enumerate(known.texts)} if known else {}
    new = [text for text in dict.fromkeys(texts) if text not in known_row]
    with stopwatch.measuring("load_model"):
        encoder = tools.encoder()
    with (
        stopwatch.measuring("encode"),
        tools.progress(f"{which} {column}", len(new)) as advance,
    ):
        embedded = encoder.encode(new, progress=advance)
    if len(new) == len(texts):
        return EmbeddedTexts(texts, rows, embedded)
    found = np.concatenate([known.embeddings, embedded]) if known else embedded
    first_new = len(found) - len(new)
    place = known_row | {text: row for row, text in enumerate(new, start=first_new)}
    return EmbeddedTexts(texts, rows, found[[place[text] for text in texts]])


def embed_baseline(
    opened: "OpenedObject",
    drift: batch.Batch,
    dataset: Dataset,
    tools: Tools,
    stopwatch: Stopwatch,
    kept: ProfileFile | None = None,
) -> Profile:
    """Read and embed a baseline; a column that the drift file lacks is said before anything is embedded.

    `kept` is where its embeddings may stand already, and are written to where they do not.
    Raises BatchError naming the file at fault.
    """
    with stopwatch.measuring("read"):
        baseline = batch.read(opened.info.key, opened.stream, tools.limits)
        check_columns(dataset, opened.info.key, baseline.columns)
        kinds = batch.kinds_of(baseline, tools.text_columns, dataset.kinds, dataset.ignored)
        text_columns = [name for name, kind in kinds.items() if kind == "text"]
        batch.check_columns_present(drift, text_columns, baseline.columns)
        for column in text_columns:
            batch.texts(drift, column)
    file = BaselineFile(key=opened.info.key, etag=opened.info.etag, rows=baseline.rows)
    known = _known(baseline, text_columns, tools, stopwatch, kept)
    texts = {
        column: embed_texts("baseline", baseline, column, tools, stopwatch, known.get(column))
        for column in text_columns
    }
    if kept and len(known) < len(texts):
        kept.keep(texts, tools.encoder().model)
    return Profile(file, baseline, dataset, kinds, texts)


def _known(
    baseline: batch.Batch,
    text_columns: list[str],
    tools: Tools,
    stopwatch: Stopwatch,
    kept: ProfileFile | None,
) -> dict[str, EmbeddedTexts]:
    if kept is None or not text_columns:
        return {}
    with stopwatch.measuring("load_model"):
        encoder = tools.encoder()
    with stopwatch.measuring("read"):
        return kept.find({column: batch.texts(baseline, column)[0] for column in text_columns}, encoder)
