"""Reads a baseline and embeds its text columns."""

from typing import TYPE_CHECKING

from common import keys
from common.errors import BatchError
from common.verdict.document import BaselineFile
from functions.score import batch
from functions.score.baseline.block_store import BlockFiles
from functions.score.baseline.profile import Profile
from functions.score.baseline.profile_store import ProfileFile, StoredColumn
from functions.score.baseline.settings import DatasetSettings, check_columns, check_row_order
from functions.score.batch.wording import listed
from functions.score.runtime.single_thread import use_one_thread
from functions.score.texts.embedded import embedded_vectors
from functions.score.texts.embedder import Embedder
from functions.score.texts.masking import Mask
from functions.score.texts.sampling import MOST_COLUMNS, Sampling, drawing_order, drawn, generator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np


def read_baseline(
    opened: batch.Opened | batch.Batch,
    dataset: DatasetSettings,
    limits: batch.Limits,
    text_columns: "Sequence[str]",
    embedder: Embedder,
    stored: ProfileFile | None = None,
) -> Profile:
    """Read a baseline, unless it is a batch already, and embed its text columns.

    Parameters
    ----------
    dataset : the owner's settings.
    text_columns : the text columns, if a setting names them; if empty, they are detected.
    stored : the file with stored embeddings. Missing embeddings are computed and saved to it.

    Raises BatchError, with the key of the file at fault.
    """
    with embedder.stopwatch.measuring("read"):
        if isinstance(opened, batch.Batch):
            baseline, etag = opened, None
        else:
            baseline = batch.read_opened(opened, limits, lambda: dataset.encoding)
            etag = opened.info.etag
        settings_key = keys.dataset_settings(baseline.key)
        check_columns(dataset, settings_key, baseline.columns, list(baseline.ignored))
        ignored = batch.with_keys(dataset.ignored, baseline.columns)
        decided = batch.decided_kinds(baseline, text_columns, dataset.kinds, ignored)
        kinds = {name: column.kind for name, column in decided.items()}
        because = {name: column.because for name, column in decided.items()}
        if dataset.row_order in baseline.columns:
            # The column may be one that is not compared.
            ordering = kinds.get(dataset.row_order) or batch.kind_of(baseline.frame[dataset.row_order])
            check_row_order(dataset, settings_key, kinds | {dataset.row_order: ordering})
        compared = _texts_to_compare(baseline, kinds)
        _check_text_columns(list(compared), baseline.key, embedder.sampling)
        chosen = {
            name: _sample(texts, generator(baseline.digest(), name), embedder.sampling.shared(len(compared)))
            for name, texts in compared.items()
        }
        masks = {name: Mask.of(texts.texts) for name, texts in chosen.items()}
    file = BaselineFile(
        key=baseline.key,
        etag=etag,
        rows=baseline.total_rows,
        rows_compared=baseline.rows if baseline.sample else None,
    )
    loaded = _load(chosen, masks, embedder, stored)
    texts = {
        column: embedder.embed(
            f"baseline {column}",
            texts,
            [loaded[column].texts] if column in loaded else [],
            masks[column],
        )
        for column, texts in chosen.items()
    }
    sensitivities = {column: part.sensitivity for column, part in loaded.items()}
    vectors = {
        name: column
        for name, kind in kinds.items()
        if kind == "embedding" and len((column := embedded_vectors(baseline, name)).rows) >= batch.MIN_ROWS
    }
    block_files = BlockFiles(stored.store, stored.baseline) if stored else None
    profile = Profile(file, baseline, dataset, kinds, because, texts, vectors, sensitivities, block_files)
    if stored and len(loaded) < len(texts):
        _save(profile, stored, embedder)
    return profile


def _texts_to_compare(baseline: batch.Batch, kinds: "Mapping[str, batch.Kind]") -> dict[str, batch.Texts]:
    """Return the texts of each text column that has enough; raise BatchError if nothing can be compared."""
    texts = {name: batch.texts(baseline, name) for name, kind in kinds.items() if kind == "text"}
    enough = {name: column for name, column in texts.items() if column.enough}
    comparable = {name for name, kind in kinds.items() if kind in batch.COMPARED_KINDS}
    if texts and comparable == texts.keys() and not enough:
        name, column = next(iter(texts.items()))
        raise batch.too_few_texts(baseline, name, len(column.texts))
    return enough


def _check_text_columns(columns: "Sequence[str]", key: str, sampling: Sampling) -> None:
    """Raise BatchError if a baseline has more text columns than can be embedded."""
    if len(columns) > MOST_COLUMNS and sampling.full_rows is not None:
        message = (
            f"the baseline has {len(columns)} text columns ({listed(columns)}); at most {MOST_COLUMNS} are "
            "compared: name some of them in the setting DRIFTLINE_TEXT_COLUMNS, or leave others out with the "
            "setting ignored"
        )
        raise BatchError("too_many_columns", message, key=key)


def _sample(whole: batch.Texts, rng: "np.random.Generator", sampling: Sampling) -> batch.Texts:
    count = sampling.of_baseline(len(whole.texts))
    if count == len(whole.texts):
        return whole
    return drawn(whole, drawing_order(len(whole.texts), rng), count)


def _load(
    chosen: "Mapping[str, batch.Texts]",
    masks: "Mapping[str, Mask]",
    embedder: Embedder,
    stored: ProfileFile | None,
) -> dict[str, StoredColumn]:
    if stored is None or not chosen:
        return {}
    encoder = embedder.encoder
    with embedder.stopwatch.measuring("read"):
        read = {column: list(map(masks[column], texts.texts)) for column, texts in chosen.items()}
        return stored.load(read, encoder)


def _save(profile: Profile, stored: ProfileFile, embedder: Embedder) -> None:
    with embedder.stopwatch.measuring("compare"):
        use_one_thread()
        for column in profile.texts:
            profile.reference(column)
    stored.save(profile, embedder.encoder.model)
