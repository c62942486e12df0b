"""Words and two-word phrases, and the texts that contain them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.tokens import joined
from functions.score.statistics.explanation.word_stream import UNREADABLE, WordStream

# A term in fewer rows cannot differ by more than chance, whichever file they belong to.
MIN_ROWS = 4
# Most frequent terms to keep; more would slow the comparison down and weaken its tests.
MAX_WORDS = 20_000
MAX_PHRASES = 50_000
NONE = -1  # in `stream` a word that was not kept, in `parts` the missing second word of a single word


@dataclass(frozen=True, slots=True)
class Terms:
    """Words and two-word phrases, and the rows that contain them.

    Attributes
    ----------
    words : tuple of str
        Word i is term i; the phrases follow the words.
    parts : int64 array, shape (terms, 2)
        The words of each term by number; NONE for a missing second word.
    starts : int64 array, shape (terms + 1,)
        Term t occurs in the rows `term_rows[starts[t]:starts[t + 1]]`.
    term_rows : int64 array
        Rows of each term, ascending, each once however often the term occurs there.
    stream, stream_rows : int64 array, shape (words in all texts,)
        The words in reading order by number, and the row of each.
    rows : int
        Number of texts.
    """

    words: tuple[str, ...]
    parts: NDArray[np.int64]
    starts: NDArray[np.int64]
    term_rows: NDArray[np.int64]
    stream: NDArray[np.int64]
    stream_rows: NDArray[np.int64]
    rows: int

    def rows_with(self, term: int) -> NDArray[np.int64]:
        """Return the rows that contain a term, ascending."""
        return self.term_rows[self.starts[term] : self.starts[term + 1]]

    def rows_with_words(self, words: Sequence[int]) -> NDArray[np.int64]:
        """Return the rows that contain these words, by number, one after another; ascending."""
        length = max(len(self.stream) - len(words) + 1, 0)
        matches = self.stream_rows[:length] == self.stream_rows[len(words) - 1 :][:length]
        for offset, word in enumerate(words):
            matches &= self.stream[offset:][:length] == word
        rows = self.stream_rows[:length][matches]
        return np.asarray(rows[np.diff(rows, prepend=NONE) != 0], dtype=np.int64)

    def phrase(self, words: Sequence[int]) -> str:
        """Return words, by number, as running text."""
        return joined([self.words[word] for word in words])

    def counts(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return how many of the chosen rows contain each term, shape (terms,)."""
        running = np.concatenate([[0], np.cumsum(chosen[self.term_rows])])
        return np.asarray(np.diff(running[self.starts]), dtype=np.int64)


def terms_of(stream: WordStream) -> Terms:
    """Return the frequent words and two-word phrases of texts.

    Parameters
    ----------
    stream : WordStream
        The words of the texts.

    Returns
    -------
    Terms
        The 20,000 most frequent words that occur in at least 4 rows, and the 50,000 most frequent pairs of
        these that follow one another in at least 4 rows. Time and memory are O(words in all texts).

    Examples
    --------
    >>> terms = terms_of(WordStream.of(["Not good!", "not good", "not good at all", "so not good"]))
    >>> terms.words, terms.rows_with(2).tolist(), terms.phrase([0, 1])
    (('not', 'good'), [0, 1, 2, 3], 'not good')
    """
    texts = stream.texts
    stream_rows = np.repeat(np.arange(texts), stream.lengths)
    used, starts, term_rows = _index(stream.words, stream_rows, stream.words != UNREADABLE, texts, MAX_WORDS)
    renumbered = np.full(len(stream.vocabulary) + 1, NONE)  # UNREADABLE, -1, selects the last entry
    renumbered[used] = np.arange(len(used))
    words = renumbered[stream.words]
    first, second = words[:-1], words[1:]
    adjacent = (first != NONE) & (second != NONE) & (stream_rows[:-1] == stream_rows[1:])
    pairs, pair_starts, pair_rows = _index(
        first * len(used) + second, stream_rows[:-1], adjacent, texts, MAX_PHRASES
    )
    names = tuple(stream.vocabulary)
    return Terms(
        words=tuple(names[word] for word in used),
        parts=np.concatenate(
            [
                np.column_stack([np.arange(len(used)), np.full(len(used), NONE)]),
                np.column_stack(np.divmod(pairs, max(len(used), 1))),
            ]
        ),
        starts=np.concatenate([starts, starts[-1] + pair_starts[1:]]),
        term_rows=np.concatenate([term_rows, pair_rows]),
        stream=words,
        stream_rows=stream_rows,
        rows=texts,
    )


def _index(
    codes: NDArray[np.int64], rows: NDArray[np.int64], valid: NDArray[np.bool_], total: int, most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the codes that occur in enough rows, ascending, and their rows as `starts` and `term_rows`."""
    keys = codes[valid] * total + rows[valid]
    keys.sort()  # sorting int64 is the fastest way to count a million keys
    keys = keys[np.diff(keys, prepend=NONE) != 0]
    key_codes, key_rows = np.divmod(keys, max(total, 1))
    first = np.flatnonzero(np.diff(key_codes, prepend=NONE))
    sizes = np.diff(first, append=len(key_codes))
    kept = sizes >= MIN_ROWS
    if np.count_nonzero(kept) > most:
        kept[np.argsort(-sizes, kind="stable")[most:]] = False
    starts = np.concatenate([[0], np.cumsum(sizes[kept])])
    return key_codes[first][kept], starts, key_rows[np.repeat(kept, sizes)]
