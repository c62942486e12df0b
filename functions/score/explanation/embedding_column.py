"""What changed in an embedding column, for people to read: novel rows and groups, by their row numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from common.verdict.column import ChangedCluster, NovelRow, TextExplanation
from functions.score.explanation.text_column import (
    MAX_CLUSTERS,
    MAX_NOVEL_ROWS,
    P_DIGITS,
    SHARE_DIGITS,
    novel_positions,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from functions.score.statistics.explanation.clusters import ClusterChange
    from functions.score.texts.embedded import Embedded


def explain_vectors(
    baseline: Embedded,
    drift: Embedded,
    novelty: Sequence[tuple[int, float]],
    axes: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    rng: np.random.Generator,
) -> TextExplanation:
    """Explain what changed from the baseline's vectors to the drift file's.

    Parameters
    ----------
    baseline, drift : Embedded
        The vectors of one column.
    novelty : sequence of (int, float)
        Positions in `drift` and their conformal p-values.
    axes : tuple of float64 array
        Of both files' vectors, from `principal_axes`.
    rng : numpy.random.Generator
        Draws the rows that are grouped and the starting centres of the clustering.
    """
    from functions.score.statistics.explanation.clusters import cluster_changes

    p_values = dict(novelty)
    before, after = baseline.embeddings[baseline.explained], drift.embeddings[drift.explained]
    groups = cluster_changes(before, after, axes, baseline.landmarks.centres, rng=rng)
    return TextExplanation(
        novel_rows=[
            NovelRow(row=drift.rows[place] + 1, p_value=round(p_values[place], P_DIGITS), text=None)
            for place in novel_positions(novelty)[:MAX_NOVEL_ROWS]
        ],
        came=[],
        went=[],
        clusters=[
            ChangedCluster(
                words=[],
                before=round(group.before, SHARE_DIGITS),
                after=round(group.after, SHARE_DIGITS),
                changed=group.changed,
                typical=_typical_rows(group, (before, after), (baseline, drift)),
            )
            for group in sorted(groups, key=lambda group: not group.changed)[:MAX_CLUSTERS]
        ],
    )


def _typical_rows(
    group: ClusterChange,
    embeddings: tuple[NDArray[np.float32], NDArray[np.float32]],
    files: tuple[Embedded, Embedded],
) -> list[str]:
    """Name the rows near a group's centre, of the file in which it is larger."""
    from functions.score.statistics.explanation.clusters import typical_rows

    name, file = ("drift file", files[1]) if group.grew else ("baseline", files[0])
    return [f"{name}, row {file.rows[file.explained[row]] + 1}" for row in typical_rows(group, *embeddings)]
