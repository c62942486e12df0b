"""What changed in a text column, for people to read: novel rows, words, groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from common.verdict.column import ChangedCluster, ChangedWord, NovelRow, TextExplanation
from functions.score.statistics.explanation.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from functions.score.statistics.explanation.clusters import ClusterChange
    from functions.score.statistics.explanation.landmarks import Landmarks
    from functions.score.statistics.explanation.terms import Terms
    from functions.score.statistics.explanation.word_stream import WordStream
    from functions.score.statistics.explanation.words import WordChange

MAX_NOVEL_ROWS = 10
MAX_WORDS = 10  # in each direction
MAX_CLUSTERS = 6
MAX_CLUSTER_WORDS = 4
# False discovery rate of the novel rows. At half of it, few files with a tenth of a new topic in 300 rows
# had any novel row.
FALSE_SHARE = 0.2
# Limits of a quoted text: characters, and bytes of JSON as a character may take several.
MAX_CHARACTERS, MAX_BYTES = 160, 240
MAX_PHRASE_CHARACTERS, MAX_PHRASE_BYTES = 60, 60
# Decimals in the verdict: far fewer than those in which two runs on one machine agree.
P_DIGITS, SHARE_DIGITS, Z_DIGITS = 6, 4, 2


class TextRows(Protocol):
    """The embedded texts of one column of one file."""

    @property
    def texts(self) -> Sequence[str]:
        """All embedded texts."""

    @property
    def rows(self) -> Sequence[int]:
        """The position of each text among the file's rows, from 0."""

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """Shape (len(texts), d)."""

    @property
    def landmarks(self) -> Landmarks:
        """Axes and groups of the embeddings; used of the baseline only."""

    @property
    def explained(self) -> Sequence[int]:
        """Positions among `texts`, ascending, of those whose words are counted and that are grouped."""

    @property
    def word_stream(self) -> WordStream:
        """The words of the texts at these positions."""


def explain_text(
    baseline: TextRows,
    drift: TextRows,
    novelty: Sequence[tuple[int, float]],
    axes: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    rng: np.random.Generator,
    show_rows: bool,
) -> TextExplanation:
    """Explain what changed from the baseline's texts to the drift file's.

    Parameters
    ----------
    baseline, drift : TextRows
        The texts of one column.
    novelty : sequence of (int, float)
        Positions in `drift` and their conformal p-values.
    axes : tuple of float64 array
        Of both files' embeddings, from `principal_axes`.
    rng : numpy.random.Generator
        Draws the rows that are grouped and the starting centres of the clustering.
    show_rows : bool
        Whether texts and words may be shown; otherwise only numbers are.
    """
    import numpy as np

    from functions.score.statistics.explanation.terms import terms_of
    from functions.score.statistics.explanation.words import compare_words

    terms = terms_of(baseline.word_stream + drift.word_stream)
    after = np.repeat([False, True], [len(baseline.explained), len(drift.explained)])
    words = compare_words(terms, ~after, after, most=MAX_WORDS)
    return TextExplanation(
        novel_rows=list(_novel_rows(drift, novelty, show_rows=show_rows)),
        came=[_word(change, show_rows=show_rows) for change in words.came],
        went=[_word(change, show_rows=show_rows) for change in words.went],
        clusters=_clusters(baseline, drift, axes, terms, rng=rng, show_rows=show_rows),
    )


def novel_positions(novelty: Sequence[tuple[int, float]]) -> list[int]:
    """Return the positions of the novel rows, the most novel first.

    On average at most one in five of them is an ordinary row. If no row is novel, the result is empty in at
    least four of five files.

    Parameters
    ----------
    novelty : sequence of (int, float)
        Positions and conformal p-values in (0, 1].

    References
    ----------
    Bates et al., "Testing for outliers with conformal p-values", Annals of Statistics 51 (2023).
    """
    import numpy as np

    from functions.score.statistics.false_discovery import discoveries

    ranked = sorted(novelty, key=lambda row: (row[1], row[0]))
    novel = discoveries(np.array([p for _, p in ranked]), FALSE_SHARE)
    return [position for (position, _), is_novel in zip(ranked, novel, strict=True) if is_novel]


def _novel_rows(
    drift: TextRows, novelty: Sequence[tuple[int, float]], *, show_rows: bool
) -> Iterator[NovelRow]:
    """Yield the most novel rows; of equal texts only the first."""
    p_values = dict(novelty)
    shown: set[str] = set()
    for position in novel_positions(novelty):
        text = drift.texts[position]
        if text not in shown and len(shown) < MAX_NOVEL_ROWS:
            shown.add(text)
            yield NovelRow(
                row=int(drift.rows[position]) + 1,
                p_value=round(p_values[position], P_DIGITS),
                text=excerpt(text, characters=MAX_CHARACTERS, size=MAX_BYTES) if show_rows else None,
            )


def _word(change: WordChange, *, show_rows: bool) -> ChangedWord:
    phrase = excerpt(change.phrase, characters=MAX_PHRASE_CHARACTERS, size=MAX_PHRASE_BYTES)
    return ChangedWord(
        phrase=phrase if show_rows else None,
        z=round(change.z, Z_DIGITS),
        before=round(change.before, SHARE_DIGITS),
        after=round(change.after, SHARE_DIGITS),
    )


def _clusters(
    baseline: TextRows,
    drift: TextRows,
    axes: tuple[NDArray[np.float64], NDArray[np.float64]],
    terms: Terms,
    *,
    rng: np.random.Generator,
    show_rows: bool,
) -> list[ChangedCluster]:
    """Return the groups with the largest changes, those beyond chance first."""
    from functions.score.statistics.explanation.clusters import cluster_changes, membership

    before, after = _explained_embeddings(baseline), _explained_embeddings(drift)
    texts = [file.texts[place] for file in (baseline, drift) for place in file.explained]
    groups = cluster_changes(before, after, axes, baseline.landmarks.centres, rng=rng)
    grouped = membership(groups, len(before), len(after))
    return [
        ChangedCluster(
            words=_typical_words(terms, group, grouped, len(before)) if show_rows else [],
            before=round(group.before, SHARE_DIGITS),
            after=round(group.after, SHARE_DIGITS),
            changed=group.changed,
            typical=_typical_texts(group, (before, after), texts) if show_rows else [],
        )
        for group in sorted(groups, key=lambda group: not group.changed)[:MAX_CLUSTERS]
    ]


def _explained_embeddings(file: TextRows) -> NDArray[np.float32]:
    if len(file.explained) == len(file.texts):
        return file.embeddings
    return file.embeddings[file.explained]


def _typical_words(
    terms: Terms, group: ClusterChange, grouped: NDArray[np.bool_], baseline_rows: int
) -> list[str]:
    """Return the words that are more frequent in a group than in the other groups.

    `grouped`: whether each row belongs to any group.
    """
    from functions.score.statistics.explanation.clusters import membership
    from functions.score.statistics.explanation.words import typical_words

    inside = membership([group], baseline_rows, terms.rows - baseline_rows)
    words = typical_words(terms, grouped & ~inside, inside, most=MAX_CLUSTER_WORDS)
    return [excerpt(word, characters=MAX_PHRASE_CHARACTERS, size=MAX_PHRASE_BYTES) for word in words]


def _typical_texts(
    group: ClusterChange, embeddings: tuple[NDArray[np.float32], NDArray[np.float32]], texts: Sequence[str]
) -> list[str]:
    from functions.score.statistics.explanation.clusters import typical_rows

    first = len(embeddings[0]) if group.grew else 0
    typical = [texts[first + row] for row in typical_rows(group, *embeddings)]
    excerpts = (excerpt(text, characters=MAX_CHARACTERS, size=MAX_BYTES) for text in typical)
    return list(dict.fromkeys(excerpts))  # texts with the same beginning look the same to a reader
