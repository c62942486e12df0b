"""Texts as sequences of numbered words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.tokens import tokens

# Longer "words" are hashes, encoded data or a script without spaces: nothing that people would read.
MAX_LETTERS = 40
UNREADABLE = -1


@dataclass(frozen=True, slots=True, eq=False)
class WordStream:
    """The words of several texts, in reading order.

    Attributes
    ----------
    vocabulary : dict of str to int
        Every word and its number, from 0 in order of appearance.
    words : int64 array, shape (words,)
        The words of all texts by number; UNREADABLE for one that is too long.
    lengths : int64 array, shape (texts,)
        Words in each text.
    """

    vocabulary: dict[str, int]
    words: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Split texts into words and number them.

        Parameters
        ----------
        texts : sequence of str
            In any language, see `tokens`. The first 1,200 characters of each are used.

        Examples
        --------
        >>> stream = WordStream.of(["red apple", "green apple"])
        >>> stream.vocabulary, stream.words.tolist(), stream.lengths.tolist()
        ({'red': 0, 'apple': 1, 'green': 2}, [0, 1, 2, 1], [2, 2])
        """
        vocabulary: dict[str, int] = {}
        numbers: list[int] = []
        lengths = np.empty(len(texts), dtype=np.int64)
        for place, text in enumerate(texts):
            words = tokens(text)
            lengths[place] = len(words)
            numbers += [
                vocabulary.setdefault(word, len(vocabulary)) if len(word) <= MAX_LETTERS else UNREADABLE
                for word in words
            ]
        return cls(vocabulary, np.array(numbers, dtype=np.int64), lengths)

    @property
    def texts(self) -> int:
        """Number of texts."""
        return len(self.lengths)

    def __add__(self, other: Self) -> Self:
        """Return these texts followed by the others."""
        vocabulary = dict(self.vocabulary)
        renumbered = [vocabulary.setdefault(word, len(vocabulary)) for word in other.vocabulary]
        # UNREADABLE is -1 and so selects the last entry.
        following = np.array([*renumbered, UNREADABLE], dtype=np.int64)[other.words]
        return type(self)(
            vocabulary,
            np.concatenate([self.words, following]),
            np.concatenate([self.lengths, other.lengths]),
        )
