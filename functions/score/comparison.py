"""Everything measured about one drift file, before any decision."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.verdict import SCORE_DIGITS, Model
from functions.score import batch, table
from functions.score.embedding import embed_texts
from functions.score.encoder import ModelIdentity
from functions.score.policy import REPEATED_ROWS_WEIGHT, FileEvidence, Policy, ScoredText
from functions.score.profile import EmbeddedTexts, Profile
from functions.score.single_thread import single_threaded
from functions.score.stopwatch import Stopwatch
from functions.score.tools import Tools

if TYPE_CHECKING:
    import numpy as np

    from functions.score.drift.evidence import ColumnEvidence
    from functions.score.drift.hypothesis import Hypothesis, Summaries


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What was measured, and what an explanation is made of.

    Attributes
    ----------
    evidence : what the policy decides on.
    schema_changes : columns that came, went, moved or hold another type.
    texts : the drift file's text columns, embedded.
    policy : for whose decision it was measured.
    model : what embedded the texts; None where there are none.
    seed : bytes that both files' contents decide: reruns draw the same numbers.
    """

    evidence: FileEvidence
    schema_changes: tuple[table.SchemaChange, ...]
    texts: Mapping[str, EmbeddedTexts]
    policy: Policy
    model: Model | None
    seed: bytes

    def rng(self, purpose: str) -> "np.random.Generator":
        """Return the generator of one purpose, such as a column's name."""
        return _generator(self.seed, purpose)


def compare(
    drift: batch.Batch, baseline: Profile, policy: Policy, tools: Tools, stopwatch: Stopwatch
) -> Comparison:
    """Measure every column of two files; raises BatchError naming the file at fault."""
    batch.check_columns_present(drift, list(baseline.texts), baseline.batch.columns)
    texts = {
        name: embed_texts("drift", drift, name, tools, stopwatch, known)
        for name, known in baseline.texts.items()
    }
    with stopwatch.measuring("compare"), single_threaded():
        seed = baseline.batch.digest() + drift.digest()
        compared = table.compare_columns(
            baseline.batch,
            drift,
            kinds=baseline.kinds,
            rng=_generator(seed, "table"),
            time_moves_on=policy.used.time_moves_on is not False,
            show_values=tools.shows_rows(baseline.dataset),
        )
        others = {column.name: column for column in compared.columns}
        comparisons = len(texts) + sum(column.p_value is not None for column in compared.columns)
        missing = {name: table.missing_cells(baseline.batch.frame[name], drift.frame[name]) for name in texts}
        scored = {
            name: _score(
                baseline.texts[name],
                texts[name],
                policy,
                comparisons * (1 + len(missing[name])) + REPEATED_ROWS_WEIGHT,
                _generator(seed, name),
            )
            for name in texts
        }
    columns = [
        _text_column(name, scored[name], missing[name], _summaries(name, baseline, drift, texts))
        if name in texts
        else others[name]
        for name in baseline.kinds
        if name in texts or name in others
    ]
    evidence = FileEvidence(
        columns=tuple(columns),
        texts=scored,
        duplicates=compared.duplicates,
        broken=tuple(
            change.sentence
            for change in compared.schema_changes
            if change.kind in ("removed", "retyped")
            and baseline.kinds.get(change.column) in batch.COMPARED_KINDS
        ),
        rows=(baseline.batch.rows, drift.rows),
    )
    return Comparison(
        evidence=evidence,
        schema_changes=compared.schema_changes,
        texts=texts,
        policy=policy,
        model=_model(tools.encoder().model) if texts else None,
        seed=seed,
    )


def _score(
    baseline: EmbeddedTexts,
    drift: EmbeddedTexts,
    policy: Policy,
    comparisons: float,
    rng: "np.random.Generator",
) -> ScoredText:
    from functions.score.drift.texts.comparison import compare_texts
    from functions.score.drift.texts.cosine import drift_score, mean_embedding

    score = drift_score(mean_embedding(baseline.embeddings), mean_embedding(drift.embeddings))
    evidence = compare_texts(
        baseline.embeddings,
        drift.embeddings,
        alpha=policy.alpha,
        comparisons=comparisons,
        minimum_share=policy.used.minimum_share or 0.0,
        rng=rng,
    )
    return ScoredText(round(score, SCORE_DIGITS), evidence)


def _text_column(
    name: str, scored: ScoredText, missing: "tuple[Hypothesis, ...]", summaries: "Summaries"
) -> "ColumnEvidence":
    """Return a text column in the form of every other: its texts' test, and that of its missing cells."""
    from functions.score.drift.evidence import CHANGED_SHARE, Effect, Interval
    from functions.score.drift.hypothesis import Hypothesis, column_evidence

    found = scored.evidence
    share = found.changed_share
    effects = (Effect(CHANGED_SHARE, share.estimate),) if isinstance(share, Interval) else ()
    texts = Hypothesis(found.tests, effects, combined=found.p_value)
    return column_evidence(name, "text", (texts, *missing), summaries)


def _summaries(
    name: str, baseline: Profile, drift: batch.Batch, texts: Mapping[str, EmbeddedTexts]
) -> "Summaries":
    return _summary(baseline.texts[name], baseline.batch.rows), _summary(texts[name], drift.rows)


def _summary(texts: EmbeddedTexts, rows: int) -> dict[str, float]:
    characters = sum(map(len, texts.texts)) / len(texts.texts)
    return {"count": len(texts.texts), "missing": rows - len(texts.texts), "mean_characters": characters}


def _model(model: ModelIdentity) -> Model:
    return Model(name=model.name, fingerprint=model.fingerprint, engine=model.engine)


def _generator(seed: bytes, purpose: str) -> "np.random.Generator":
    import numpy as np

    digest = hashlib.sha256(seed + purpose.encode(errors="surrogatepass")).digest()
    return np.random.default_rng(int.from_bytes(digest))
