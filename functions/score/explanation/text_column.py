"""What changed in a text column, told to a person: rows, words, groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from common.verdict.column import ChangedCluster, ChangedWord, NovelRow, TextExplanation
from functions.score.statistics.explanation.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from functions.score.statistics.explanation.clusters import ClusterChange
    from functions.score.statistics.explanation.known import Known
    from functions.score.statistics.explanation.reading import Reading
    from functions.score.statistics.explanation.terms import Terms
    from functions.score.statistics.explanation.words import WordChange

MAX_NOVEL_ROWS = 10
MAX_WORDS = 10  # in each direction
MAX_CLUSTERS = 6
MAX_CLUSTER_WORDS = 4
# Of the rows called novel, the share that chance alone may have brought. At half of it, few files
# with a tenth of a new topic in 300 rows had any.
FALSE_SHARE = 0.2
# A quoted text: so many characters, and so many bytes of JSON where each character takes several.
MAX_CHARACTERS, MAX_BYTES = 160, 240
MAX_PHRASE_CHARACTERS, MAX_PHRASE_BYTES = 60, 60
# Decimals that are written: far fewer than two runs on one machine agree to.
P_DIGITS, SHARE_DIGITS, Z_DIGITS = 6, 4, 2


class TextRows(Protocol):
    """The embedded texts of one column of one file."""

    @property
    def texts(self) -> Sequence[str]:
        """Every text that is embedded."""

    @property
    def rows(self) -> Sequence[int]:
        """For each its position among the file's rows, from 0."""

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """Shape (len(texts), d)."""

    @property
    def known(self) -> Known:
        """Where the embeddings lie; asked of the baseline."""

    @property
    def read(self) -> Sequence[int]:
        """Places, ascending, of the texts whose words are counted and which are grouped."""

    @property
    def reading(self) -> Reading:
        """The words of these."""


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
    baseline, drift : the texts of one column.
    novelty : positions in `drift`, and the conformal p-value of each.
    axes : of both files' embeddings, from `principal_axes`.
    rng : draws the rows that are grouped and the starts of the clustering.
    show_rows : whether texts and words may be shown; otherwise numbers alone are.
    """
    import numpy as np

    from functions.score.statistics.explanation.clusters import cluster_changes, rows_of
    from functions.score.statistics.explanation.terms import terms_of
    from functions.score.statistics.explanation.words import compare_words

    sides = (baseline, drift)
    texts = [side.texts[place] for side in sides for place in side.read]
    terms = terms_of(baseline.reading + drift.reading)
    after = np.repeat([False, True], [len(side.read) for side in sides])
    words = compare_words(terms, ~after, after, most=MAX_WORDS)
    rows = [
        side.embeddings[side.read] if len(side.read) < len(side.texts) else side.embeddings for side in sides
    ]
    groups = cluster_changes(rows[0], rows[1], axes, baseline.known.centres, rng=rng)
    listed = sorted(groups, key=lambda group: not group.changed)[:MAX_CLUSTERS]
    grouped = rows_of(groups, len(baseline.read), len(drift.read))
    return TextExplanation(
        novel_rows=list(_novel_rows(drift, novelty, show_rows=show_rows)),
        came=[_word(change, show_rows=show_rows) for change in words.came],
        went=[_word(change, show_rows=show_rows) for change in words.went],
        clusters=[
            ChangedCluster(
                words=_telling_words(terms, group, grouped, len(baseline.read)) if show_rows else [],
                before=round(group.before, SHARE_DIGITS),
                after=round(group.after, SHARE_DIGITS),
                changed=group.changed,
                typical=_typical_texts(group, rows, texts, len(baseline.read)) if show_rows else [],
            )
            for group in listed
        ],
    )


def novel_positions(novelty: Sequence[tuple[int, float]]) -> list[int]:
    """Return the positions of the rows that are novel, the most novel first.

    On average at most one in five of them is an ordinary row, and mostly there are none where no row is
    novel: Benjamini and Hochberg's procedure on conformal p-values (Bates et al., Annals of Statistics 51
    (2023)).
    """
    import numpy as np

    from functions.score.statistics.false_discovery import discoveries

    ranked = sorted(novelty, key=lambda row: (row[1], row[0]))
    novel = discoveries(np.array([p for _, p in ranked]), FALSE_SHARE)
    return [position for (position, _), is_novel in zip(ranked, novel, strict=True) if is_novel]


def _novel_rows(
    drift: TextRows, novelty: Sequence[tuple[int, float]], *, show_rows: bool
) -> Iterator[NovelRow]:
    """Yield the most novel rows, of equal texts the first one only."""
    p_values = dict(novelty)
    seen: set[str] = set()
    for position in novel_positions(novelty):
        text = drift.texts[position]
        if text not in seen and len(seen) < MAX_NOVEL_ROWS:
            seen.add(text)
            shown = excerpt(text, characters=MAX_CHARACTERS, size=MAX_BYTES) if show_rows else None
            yield NovelRow(
                row=int(drift.rows[position]) + 1, p_value=round(p_values[position], P_DIGITS), text=shown
            )


def _word(change: WordChange, *, show_rows: bool) -> ChangedWord:
    phrase = excerpt(change.phrase, characters=MAX_PHRASE_CHARACTERS, size=MAX_PHRASE_BYTES)
    return ChangedWord(
        phrase=phrase if show_rows else None,
        z=round(change.z, Z_DIGITS),
        before=round(change.before, SHARE_DIGITS),
        after=round(change.after, SHARE_DIGITS),
    )


def _telling_words(
    terms: Terms, group: ClusterChange, grouped: NDArray[np.bool_], baseline_rows: int
) -> list[str]:
    """Return the words that a group has more of than the other groups; `grouped`: the rows of all groups."""
    from functions.score.statistics.explanation.clusters import rows_of
    from functions.score.statistics.explanation.words import typical_words

    inside = rows_of([group], baseline_rows, terms.rows - baseline_rows)
    words = typical_words(terms, grouped & ~inside, inside, most=MAX_CLUSTER_WORDS)
    return [excerpt(word, characters=MAX_PHRASE_CHARACTERS, size=MAX_PHRASE_BYTES) for word in words]


def _typical_texts(
    group: ClusterChange, rows: Sequence[NDArray[np.float32]], texts: Sequence[str], baseline_rows: int
) -> list[str]:
    from functions.score.statistics.explanation.clusters import typical_rows

    first = baseline_rows if group.grew else 0
    typical = [texts[first + row] for row in typical_rows(group, rows[0], rows[1])]
    shown = (excerpt(text, characters=MAX_CHARACTERS, size=MAX_BYTES) for text in typical)
    return list(dict.fromkeys(shown))  # texts that begin alike are one to a reader
