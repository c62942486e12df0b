"""Which words and two-word phrases stand in which texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.reading import UNREADABLE, Reading
from functions.score.statistics.explanation.tokens import joined

# A term in fewer rows cannot differ by more than chance explains, whichever file they are in.
MIN_ROWS = 4
# The most frequent ones; more would slow the comparison down and dilute it.
MAX_WORDS = 20_000
MAX_PHRASES = 50_000
NONE = -1  # stands in `stream` for a word that was not kept, and in `parts` where a term has no second word


@dataclass(frozen=True, slots=True)
class Terms:
    """Words and two-word phrases, and the rows that hold them.

    Attributes
    ----------
    words : the words; word i is term i, and the phrases follow.
    parts : int64 array, shape (terms, 2): the words of each term, by number.
    starts : int64 array, shape (terms + 1,): term t stands in the rows `holders[starts[t]:starts[t + 1]]`.
    holders : int64 array: rows, each once for a term however often it stands there, ascending.
    stream, stream_rows : int64 arrays: the words in reading order, by number, and the row of each.
    rows : how many texts there are.
    """

    words: tuple[str, ...]
    parts: NDArray[np.int64]
    starts: NDArray[np.int64]
    holders: NDArray[np.int64]
    stream: NDArray[np.int64]
    stream_rows: NDArray[np.int64]
    rows: int

    def rows_with(self, term: int) -> NDArray[np.int64]:
        """Return the rows that hold a term, ascending."""
        return self.holders[self.starts[term] : self.starts[term + 1]]

    def rows_with_words(self, words: Sequence[int]) -> NDArray[np.int64]:
        """Return the rows in which these words, by number, follow one another; ascending."""
        length = max(len(self.stream) - len(words) + 1, 0)
        found = self.stream_rows[:length] == self.stream_rows[len(words) - 1 :][:length]
        for offset, word in enumerate(words):
            found &= self.stream[offset:][:length] == word
        rows = self.stream_rows[:length][found]
        return np.asarray(rows[np.diff(rows, prepend=NONE) != 0], dtype=np.int64)

    def shown(self, words: Sequence[int]) -> str:
        """Return words, by number, as a reader sets them in a row."""
        return joined([self.words[word] for word in words])

    def counts(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return how many of the chosen rows hold each term: int64, shape (terms,)."""
        running = np.concatenate([[0], np.cumsum(chosen[self.holders])])
        return np.asarray(np.diff(running[self.starts]), dtype=np.int64)


def terms_of(read: Reading) -> Terms:
    """Return the words and two-word phrases of texts.

    Returns
    -------
    Terms : the words that stand in at least 4 rows, the 20,000 most frequent, and the 50,000 most frequent
        pairs of them that follow one another in at least 4 rows. Time and memory O(words read).
    """
    stream, texts = read.stream, read.texts
    stream_rows = np.repeat(np.arange(texts), read.lengths)
    used, starts, holders = _index(stream, stream_rows, stream != UNREADABLE, texts, MAX_WORDS)
    renumbered = np.full(len(read.numbers) + 1, NONE)  # the last for what is unreadable
    renumbered[used] = np.arange(len(used))
    stream = renumbered[stream]
    first, second = stream[:-1], stream[1:]
    adjacent = (first != NONE) & (second != NONE) & (stream_rows[:-1] == stream_rows[1:])
    pairs, pair_starts, pair_holders = _index(
        first * len(used) + second, stream_rows[:-1], adjacent, texts, MAX_PHRASES
    )
    names = tuple(read.numbers)
    return Terms(
        words=tuple(names[word] for word in used),
        parts=np.concatenate(
            [
                np.column_stack([np.arange(len(used)), np.full(len(used), NONE)]),
                np.column_stack(np.divmod(pairs, max(len(used), 1))),
            ]
        ),
        starts=np.concatenate([starts, starts[-1] + pair_starts[1:]]),
        holders=np.concatenate([holders, pair_holders]),
        stream=stream,
        stream_rows=stream_rows,
        rows=texts,
    )


def _index(
    codes: NDArray[np.int64], rows: NDArray[np.int64], wanted: NDArray[np.bool_], total: int, most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the codes that stand in enough rows, ascending, and their rows as `starts` and `holders`."""
    keys = codes[wanted] * total + rows[wanted]
    keys.sort()  # sorted int64 is the fastest way to count a million of them
    keys = keys[np.diff(keys, prepend=NONE) != 0]
    held, holders = np.divmod(keys, max(total, 1))
    first = np.flatnonzero(np.diff(held, prepend=NONE))
    sizes = np.diff(first, append=len(held))
    kept = sizes >= MIN_ROWS
    if np.count_nonzero(kept) > most:
        kept[np.argsort(-sizes, kind="stable")[most:]] = False
    starts = np.concatenate([[0], np.cumsum(sizes[kept])])
    return held[first][kept], starts, holders[np.repeat(kept, sizes)]
