"""An embedding column of two files: vectors that the files hold themselves, so that no model is needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from functions.score import batch
from functions.score.baseline.profile import Profile
from functions.score.comparison.text_column import Question, hypothesis, score
from functions.score.policy import ScoredText
from functions.score.texts.embedded import Embedded, embedded_vectors
from functions.score.texts.sampling import generator

if TYPE_CHECKING:
    from functions.score.batch.vectors import Vectors
    from functions.score.statistics.columns.missing import Absent
    from functions.score.statistics.evidence import ColumnEvidence
    from functions.score.statistics.hypothesis import Hypothesis

LONGER = 1.1  # ratio of the mean lengths of vectors from which a note names them


@dataclass(frozen=True, slots=True, eq=False)
class VectorColumn:
    """An embedding column that both files have.

    Attributes
    ----------
    drift : the vectors of the drift file; None if every cell is missing.
    absent : the cells without a vector that can be compared.
    summaries : of the baseline's and of the drift file's vectors.
    """

    name: str
    drift: Embedded | None
    absent: "Absent"
    summaries: tuple[Mapping[str, Any], Mapping[str, Any]]

    @classmethod
    def of(cls, name: str, baseline: batch.Batch, drift: batch.Batch) -> "VectorColumn":
        """Return the embedding column of this name."""
        from functions.score.statistics.columns.missing import Absent

        files = baseline.vectors[name], drift.vectors.get(name)
        (missing, unreadable), (now_missing, now_unreadable) = (
            _absent(files[0], 0),
            _absent(files[1], drift.rows),
        )
        rows, both_missing = (baseline.rows, drift.rows), (missing, now_missing)
        absent = Absent(rows, both_missing, (unreadable, now_unreadable), values="vectors")
        summaries = absent.summary(0) | _figures(files[0]), absent.summary(1) | _figures(files[1])
        vectors = embedded_vectors(drift, name) if files[1] else None
        return cls(name, vectors, absent, summaries)

    @property
    def hypotheses(self) -> "tuple[Hypothesis, ...]":
        """As many cells as before are missing, and as many have no vector like the others."""
        return self.absent.hypotheses()

    @property
    def tests(self) -> int:
        """The number of tests of this column."""
        return 1 + len(self.hypotheses)

    @property
    def is_measurable(self) -> bool:
        """Whether the drift file has enough vectors to compare."""
        return self.drift is not None and len(self.drift.rows) >= batch.MIN_ROWS

    def score(self, baseline: Profile, question: Question, seed: bytes) -> ScoredText:
        """Compare the vectors of both files, which must have enough; `seed` draws the same rows in reruns."""
        files = baseline.vectors[self.name], cast("Embedded", self.drift)
        return score(files, baseline.reference(self.name), question, generator(seed, self.name))

    def evidence(self, scored: ScoredText | None) -> "ColumnEvidence":
        """Return the column's evidence: the test of its vectors, if they were scored, and of other cells."""
        from functions.score.statistics.hypothesis import column_evidence

        vectors = [hypothesis(scored)] if scored else []
        reason = f"a file has fewer than {batch.MIN_ROWS} vectors in this column"
        notes = _length_notes(self.summaries) if scored else (f"only other cells were tested: {reason}",)
        return column_evidence(
            self.name,
            "embedding",
            (*vectors, *self.hypotheses),
            self.summaries,
            notes=notes if scored or self.hypotheses else (),
            not_tested=None if scored else reason,
        )


def _absent(vectors: "Vectors | None", rows: int) -> tuple[int, int]:
    """Return how many cells are missing and how many unreadable; without vectors all `rows` are missing."""
    if vectors is None:
        return rows, 0
    return int(vectors.missing.sum()), int(vectors.unreadable.sum())


def _figures(vectors: "Vectors | None") -> dict[str, object]:
    import numpy as np

    if vectors is None or not len(vectors.present):
        return {}
    lengths = np.linalg.norm(vectors.cells[vectors.present].astype(np.float64), axis=1)
    return {"numbers": vectors.numbers, "mean_length": float(f"{lengths.mean():.6g}")}


def _length_notes(summaries: tuple[Mapping[str, Any], Mapping[str, Any]]) -> tuple[str, ...]:
    before, after = (summary["mean_length"] for summary in summaries)
    if max(before, after) < LONGER * min(before, after):
        return ()
    return (f"mean length of the vectors {before:.3g} before, {after:.3g} now; only directions are compared",)
