"""A text column of two files: a first look at a sample, a second one where that leaves it open."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from common.verdict.document import SCORE_DIGITS
from functions.score import batch
from functions.score.embedding import embed_texts
from functions.score.policy import Policy, ScoredText
from functions.score.profile import EmbeddedTexts
from functions.score.runtime.single_thread import use_one_thread
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.sampling import drawing_order, drawn, generator
from functions.score.tools import Tools

if TYPE_CHECKING:
    import numpy as np

    from functions.score.statistics.evidence import ColumnEvidence
    from functions.score.statistics.hypothesis import Hypothesis
    from functions.score.statistics.texts.reference import Reference


@dataclass(frozen=True, slots=True)
class Question:
    """For whose decision a column is measured, and how much is tested together with it (1: it alone)."""

    policy: Policy
    comparisons: float


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A text column: the baseline's part, embedded and measured; the drift file's, with its first look."""

    name: str
    baseline: EmbeddedTexts
    reference: "Reference"
    drift: batch.Texts
    first: EmbeddedTexts


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What was embedded of a drift file's column, and what was found there."""

    texts: EmbeddedTexts
    scored: ScoredText

    def evidence(
        self, name: str, baseline: EmbeddedTexts, missing: "tuple[Hypothesis, ...]", rows: tuple[int, int]
    ) -> "ColumnEvidence":
        """Return it in the form of every other column: its texts' test, and that of its missing cells."""
        from functions.score.statistics.evidence import CHANGED_SHARE, Effect, Interval
        from functions.score.statistics.hypothesis import Hypothesis, column_evidence

        found = self.scored.evidence
        share = found.changed_share
        effects = (Effect(CHANGED_SHARE, share.estimate),) if isinstance(share, Interval) else ()
        texts = Hypothesis(found.tests, effects, combined=found.p_value)
        summaries = _summary(baseline, rows[0]), _summary(self.texts, rows[1])
        return column_evidence(name, "text", (texts, *missing), summaries)


def embed_first_look(
    name: str, drift: batch.Texts, baseline: EmbeddedTexts, seed: bytes, tools: Tools, stopwatch: Stopwatch
) -> EmbeddedTexts:
    """Embed a drift file's column, or of a large one the first look.

    `seed` is what both files' contents decide: reruns draw the same texts.
    """
    chosen = _chosen(name, drift, tools.sampling.first_look(len(drift.texts)), seed)
    return embed_texts(f"drift {name}", chosen, tools, stopwatch, [baseline])


def look_at(column: Column, question: Question, seed: bytes, tools: Tools, stopwatch: Stopwatch) -> Looked:
    """Measure a column's first look, and a second one, embedded now, where that leaves the decision open."""
    whole, comparisons = column.drift, question.comparisons

    def measured(texts: EmbeddedTexts) -> Looked:
        with stopwatch.measuring("compare"):
            use_one_thread()
            return Looked(texts, _score(column, texts, question, generator(seed, column.name)))

    first = measured(column.first)
    held, count = len(whole.texts), len(column.first.texts)
    if count == held or question.policy.settled(first.scored, comparisons):
        return first
    chosen = _chosen(column.name, whole, tools.sampling.second_look(held), seed)
    known = [column.baseline, column.first]
    second = measured(embed_texts(f"drift {column.name}", chosen, tools, stopwatch, known))
    p_value = question.policy.p_value_of_looks(
        first.scored.evidence.p_value, second.scored.evidence.p_value, comparisons
    )
    evidence = replace(second.scored.evidence, p_value=p_value)
    return replace(second, scored=replace(second.scored, evidence=evidence))


def _chosen(name: str, whole: batch.Texts, count: int, seed: bytes) -> batch.Texts:
    held = len(whole.texts)
    if count >= held:
        return whole
    return drawn(whole, drawing_order(held, generator(seed, f"sample {name}")), count)


def _score(
    column: Column, drift: EmbeddedTexts, question: Question, rng: "np.random.Generator"
) -> ScoredText:
    from functions.score.statistics.texts.column import Drift, compare_texts
    from functions.score.statistics.texts.whole_files import whole_files_score

    baseline = column.baseline
    totals, embedded = (baseline.total, drift.total), (len(baseline.texts), len(drift.texts))
    score = whole_files_score(baseline.moments, drift.moments, totals)
    evidence = compare_texts(
        column.reference,
        Drift(drift.embeddings, drift.moments),
        alpha=question.policy.alpha,
        comparisons=question.comparisons,
        minimum_share=question.policy.used.minimum_share or 0.0,
        rng=rng,
    )
    return ScoredText(
        round(score.estimate, SCORE_DIGITS),
        evidence,
        sampled=None if totals == embedded else score,
        texts=totals,
        embedded=embedded,
    )


def _summary(texts: EmbeddedTexts, rows: int) -> dict[str, float]:
    characters = sum(map(len, texts.texts)) / len(texts.texts)
    return {"count": texts.total, "missing": rows - texts.total, "mean_characters": characters}
