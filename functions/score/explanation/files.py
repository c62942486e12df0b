"""The explanations of a file: of each text or embedding column, in words, rows and as a map."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.verdict.column import TextExplanation
from functions.score.baseline.profile import Profile
from functions.score.comparison.files import Comparison
from functions.score.explanation.embedding_column import explain_vectors
from functions.score.explanation.text_column import explain_text, novel_positions
from functions.score.report import Map
from functions.score.runtime.single_thread import use_one_thread
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.texts.embedded import Embedded, EmbeddedTexts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from functions.score.statistics.evidence import TextEvidence
    from functions.score.statistics.explanation.projection import Projection

# Novel drift rows that a map always shows and marks.
MOST_NOVEL = 50


@dataclass(frozen=True, slots=True)
class Explained:
    """Explanations and maps, by text or embedding column."""

    columns: Mapping[str, TextExplanation]
    maps: Mapping[str, Map]


def explain(
    comparison: Comparison, baseline: Profile, stopwatch: Stopwatch, *, show_rows: bool, maps: bool
) -> Explained:
    """Explain every text column and every embedding column.

    Parameters
    ----------
    comparison : Comparison
        The measurements of the drift file.
    baseline : Profile
        The baseline that it was compared with.
    stopwatch : Stopwatch
        Measures this step as "explain".
    show_rows : bool
        Whether texts may be quoted.
    maps : bool
        Whether to compute the report's maps. The explanations are the same without them.
    """
    from functions.score.statistics.explanation.principal_axes import principal_axes

    explanations, projections = {}, {}
    with stopwatch.measuring("explain"):
        use_one_thread()
        for name, scored in comparison.evidence.texts.items():
            rng = comparison.rng(f"explain {name}")
            before, after = baseline.embedded[name], comparison.embedded[name]
            axes = principal_axes(before.moments, after.moments, before.landmarks.axes)
            novelty = scored.evidence.novelty
            if isinstance(before, EmbeddedTexts) and isinstance(after, EmbeddedTexts):
                explanations[name] = explain_text(before, after, novelty, axes, rng=rng, show_rows=show_rows)
            else:
                explanations[name] = explain_vectors(before, after, novelty, axes, rng=rng)
            if maps:  # last, so that no other draw depends on it
                projections[name] = _map((before, after), axes[0], scored.evidence, rng)
    return Explained(explanations, projections)


def _axes(projection: "Projection") -> str:
    horizontal, vertical = (
        f"{axis} ({share:.0%} of the variance)"
        for axis, share in zip(projection.axes, projection.explained, strict=True)
    )
    return f"Horizontal: {horizontal}. Vertical: {vertical}."


def _map(
    files: tuple[Embedded, Embedded],
    axes: "NDArray[np.float64]",
    evidence: "TextEvidence",
    rng: "np.random.Generator",
) -> Map:
    from functions.score.statistics.explanation.projection import project

    before, after = files
    most_novel = novel_positions(evidence.novelty)[:MOST_NOVEL]
    projection = project(
        (before.embeddings, after.embeddings),
        (before.moments, after.moments),
        axes,
        rng=rng,
        always=most_novel,
    )
    return Map(
        baseline=[(x, y) for x, y in projection.baseline.tolist()],
        drift=[(x, y) for x, y in projection.drift.tolist()],
        novel=[row in most_novel for row in projection.drift_rows.tolist()],
        explained=_axes(projection),
    )
