"""From a file's texts to embeddings: of a drift file's column, and of a whole baseline."""

from typing import TYPE_CHECKING

from common import keys
from common.verdict.document import BaselineFile
from functions.score import batch
from functions.score.dataset import Dataset, check_columns
from functions.score.profile import EmbeddedTexts, Profile
from functions.score.profile_file import KeptColumn, ProfileFile
from functions.score.runtime.single_thread import use_one_thread
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.sampling import drawing_order, drawn, generator
from functions.score.tools import Tools

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from common.stores.store import OpenedObject


def embed_texts(
    what: str,
    chosen: batch.Texts,
    tools: Tools,
    stopwatch: Stopwatch,
    known: "Sequence[EmbeddedTexts]" = (),
) -> EmbeddedTexts:
    """Embed each distinct one of the chosen texts once, and none that is `known`.

    `what` they are is told to who waits.
    """
    import numpy as np

    texts = chosen.texts
    place = {text: row for row, text in enumerate(text for part in known for text in part.texts)}
    new = [text for text in dict.fromkeys(texts) if text not in place]
    with stopwatch.measuring("load_model"):
        encoder = tools.encoder()
    if new:
        tools.while_embedding()
    with stopwatch.measuring("encode"), tools.progress(what, len(new)) as advance:
        embedded = encoder.encode(new, progress=advance)
    if len(new) == len(texts):
        return EmbeddedTexts(texts, chosen.rows, embedded, chosen.total)
    found = np.concatenate([*(part.embeddings for part in known), embedded])
    place |= {text: row for row, text in enumerate(new, start=len(found) - len(new))}
    return EmbeddedTexts(texts, chosen.rows, found[[place[text] for text in texts]], chosen.total)


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
        check_columns(dataset, keys.dataset_settings(opened.info.key), baseline.columns)
        kinds = batch.kinds_of(baseline, tools.text_columns, dataset.kinds, dataset.ignored)
        text_columns = [name for name, kind in kinds.items() if kind == "text"]
        batch.check_columns_present(drift, text_columns, baseline.columns)
        for column in text_columns:
            batch.texts(drift, column)
    file = BaselineFile(
        key=opened.info.key,
        etag=opened.info.etag,
        rows=baseline.total_rows,
        rows_compared=baseline.rows if baseline.sample else None,
    )
    chosen = {column: _sample(baseline, column, tools) for column in text_columns}
    known = _known(chosen, tools, stopwatch, kept)
    texts = {
        column: embed_texts(
            f"baseline {column}",
            chosen[column],
            tools,
            stopwatch,
            [known[column].texts] if column in known else [],
        )
        for column in text_columns
    }
    sensitivities = {column: part.sensitivity for column, part in known.items()}
    profile = Profile(file, baseline, dataset, kinds, texts, sensitivities)
    if kept and len(known) < len(texts):
        with stopwatch.measuring("compare"):
            use_one_thread()
            for column in text_columns:
                profile.reference(column)
        kept.keep(profile, tools.encoder().model)
    return profile


def _sample(baseline: batch.Batch, column: str, tools: Tools) -> batch.Texts:
    whole = batch.texts(baseline, column)
    count = tools.sampling.of_baseline(len(whole.texts))
    if count == len(whole.texts):
        return whole
    return drawn(whole, drawing_order(len(whole.texts), generator(baseline.digest(), column)), count)


def _known(
    chosen: "Mapping[str, batch.Texts]", tools: Tools, stopwatch: Stopwatch, kept: ProfileFile | None
) -> dict[str, KeptColumn]:
    if kept is None or not chosen:
        return {}
    with stopwatch.measuring("load_model"):
        encoder = tools.encoder()
    with stopwatch.measuring("read"):
        return kept.find({column: texts.texts for column, texts in chosen.items()}, encoder)
