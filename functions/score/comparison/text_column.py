"""A text column of two files: a first sample, and a second one if the first leaves the decision open."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from common.verdict.document import SCORE_DIGITS
from functions.score import batch
from functions.score.baseline.profile import Profile
from functions.score.comparison.text_traits import TraitEvidence, compare_traits
from functions.score.policy import Plan, ScoredText
from functions.score.runtime.single_thread import use_one_thread
from functions.score.texts.embedded import Embedded, EmbeddedTexts
from functions.score.texts.embedder import Embedder
from functions.score.texts.sampling import drawing_order, drawn, generator
from functions.score.texts.traits import Traits

if TYPE_CHECKING:
    import numpy as np

    from functions.score.statistics.evidence import ColumnEvidence
    from functions.score.statistics.hypothesis import Hypothesis
    from functions.score.statistics.texts.reference import Reference


@dataclass(frozen=True, slots=True)
class Question:
    """What a column is measured for: the policy's plan, and the number of tests to adjust for."""

    plan: Plan
    comparisons: float


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A text column: the embedded baseline with its reference, the drift file's texts and a first sample.

    Attributes
    ----------
    traits : those of the baseline and of the first sample, compared.
    """

    name: str
    baseline: EmbeddedTexts
    reference: "Reference"
    drift: batch.Texts
    first: EmbeddedTexts
    traits: TraitEvidence


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The embedded texts of a drift file's column, and their measurements.

    Attributes
    ----------
    traits : of the first sample, whether or not there is a second one; so its p-values need no stages.
    """

    texts: EmbeddedTexts
    scored: ScoredText
    traits: TraitEvidence

    def evidence(
        self, name: str, baseline: EmbeddedTexts, missing: "tuple[Hypothesis, ...]", rows: tuple[int, int]
    ) -> "ColumnEvidence":
        """Return the column's evidence: the tests of embeddings, of missing values and of traits."""
        from functions.score.statistics.hypothesis import column_evidence

        shown = self.traits.summaries
        summaries = _summary(baseline, rows[0]) | shown[0], _summary(self.texts, rows[1]) | shown[1]
        hypotheses = (hypothesis(self.scored), *missing, *self.traits.hypotheses)
        return column_evidence(name, "text", hypotheses, summaries, notes=self.traits.notes)


def embed_first_sample(
    name: str, drift: batch.Texts, baseline: EmbeddedTexts, seed: bytes, embedder: Embedder
) -> EmbeddedTexts:
    """Embed a drift file's column; of a large column, embed the first sample.

    `seed` is derived from the contents of both files, so that reruns draw the same texts.
    """
    chosen = _chosen(name, drift, embedder.sampling.first_sample(len(drift.texts)), seed)
    return embedder.embed(f"drift {name}", chosen, [baseline.read], baseline.mask)


def compare_column_traits(
    baseline: Profile, name: str, drift: EmbeddedTexts, embedder: Embedder, *, show_values: bool
) -> TraitEvidence:
    """Compare the simple traits of a column's embedded texts; see `text_traits.compare_traits`."""
    encoder = embedder.encoder
    after = Traits.of(drift.texts, encoder.unread(drift.read.texts))
    before = baseline.traits(name, encoder)
    return compare_traits(before, after, model=encoder.model.name, show_values=show_values)


def measure(column: Column, question: Question, seed: bytes, embedder: Embedder) -> Measured:
    """Measure a column's first sample, and a second one if the first leaves the decision open."""
    whole, comparisons = column.drift, question.comparisons

    def measured(texts: EmbeddedTexts) -> Measured:
        with embedder.stopwatch.measuring("compare"):
            use_one_thread()
            rng = generator(seed, column.name)
            scored = score((column.baseline, texts), column.reference, question, rng)
            return Measured(texts, scored, column.traits)

    first = measured(column.first)
    total, count = len(whole.texts), len(column.first.texts)
    most = embedder.sampling.second_sample(total)
    if count >= most or question.plan.is_decisive(first.scored, comparisons):
        return first
    chosen = _chosen(column.name, whole, most, seed)
    known = [column.baseline.read, column.first.read]
    second = measured(embedder.embed(f"drift {column.name}", chosen, known, column.baseline.mask))
    p_value = question.plan.p_value_of_stages(
        first.scored.evidence.p_value, second.scored.evidence.p_value, comparisons
    )
    evidence = replace(second.scored.evidence, p_value=p_value)
    return replace(second, scored=replace(second.scored, evidence=evidence))


def hypothesis(scored: ScoredText) -> "Hypothesis":
    """Return the hypothesis that the embeddings of a column did not change."""
    from functions.score.statistics.evidence import CHANGED_SHARE, NOVEL, Effect, Interval
    from functions.score.statistics.hypothesis import Hypothesis

    share = scored.evidence.changed_share
    effects: tuple[Effect, ...] = ()
    if isinstance(share, Interval):
        novel = Effect(NOVEL, scored.evidence.novel_share.beyond_chance)
        effects = (Effect(CHANGED_SHARE, share.estimate), novel)
    return Hypothesis(scored.evidence.tests, effects, combined=scored.evidence.p_value)


def score(
    files: tuple[Embedded, Embedded], reference: "Reference", question: Question, rng: "np.random.Generator"
) -> ScoredText:
    """Compare the embeddings of the baseline, with its reference, and of the drift file."""
    from functions.score.statistics.texts.column import Drift, compare_texts
    from functions.score.statistics.texts.whole_files import whole_files_score

    baseline, drift = files
    totals, embedded = (baseline.total, drift.total), (len(baseline.rows), len(drift.rows))
    whole = whole_files_score(baseline.moments, drift.moments, totals)
    evidence = compare_texts(
        reference,
        Drift(drift.embeddings, drift.moments),
        alpha=question.plan.alpha,
        comparisons=question.comparisons,
        minimum_share=question.plan.minimum_share,
        rng=rng,
    )
    return ScoredText(
        round(whole.estimate, SCORE_DIGITS),
        evidence,
        sampled=None if totals == embedded else whole,
        texts=totals,
        embedded=embedded,
    )


def without_texts(
    name: str, counts: tuple[int, int], missing: "tuple[Hypothesis, ...]", rows: tuple[int, int]
) -> "ColumnEvidence":
    """Return the evidence of a column without enough texts in one file: only its missing values.

    Parameters
    ----------
    counts : number of texts in the baseline's and in the drift file's column.
    rows : rows of the baseline and of the drift file.
    """
    from functions.score.statistics.hypothesis import column_evidence

    file, count = ("baseline", counts[0]) if counts[0] < batch.MIN_ROWS else ("drift file", counts[1])
    texts = "no text" if count == 0 else f"{count} text"
    reason = f"the {file} has {texts} in this column; a comparison needs at least {batch.MIN_ROWS}"
    summaries = [
        {"count": texts, "missing": total - texts} for texts, total in zip(counts, rows, strict=True)
    ]
    notes = (f"only missing values were tested: {reason}",) if missing else ()
    return column_evidence(
        name, "text", missing, (summaries[0], summaries[1]), notes=notes, not_tested=reason
    )


def _chosen(name: str, whole: batch.Texts, count: int, seed: bytes) -> batch.Texts:
    total = len(whole.texts)
    if count >= total:
        return whole
    return drawn(whole, drawing_order(total, generator(seed, f"sample {name}")), count)


def _summary(texts: EmbeddedTexts, rows: int) -> dict[str, float]:
    characters = sum(map(len, texts.texts)) / len(texts.texts)
    return {"count": texts.total, "missing": rows - texts.total, "mean_characters": characters}
