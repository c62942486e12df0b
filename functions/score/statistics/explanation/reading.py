"""Texts as a reader goes through them: word after word, each word a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.tokens import tokens

# Longer "words" are hashes, encoded data or a script that sets no spaces: nothing that a person would read.
MAX_LETTERS = 40
UNREADABLE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The words of some texts.

    Attributes
    ----------
    numbers : every word of them, and its number: 0 and on, in order of appearance.
    stream : int64 array: the words in reading order, by number; UNREADABLE where one is too long.
    lengths : int64 array: how many words each text has.
    """

    numbers: dict[str, int]
    stream: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Read texts in any language; see `tokens`. The first 1,200 characters of each are read."""
        numbers: dict[str, int] = {}
        stream: list[int] = []
        lengths = np.empty(len(texts), dtype=np.int64)
        for place, text in enumerate(texts):
            words = tokens(text)
            lengths[place] = len(words)
            stream += [
                numbers.setdefault(word, len(numbers)) if len(word) <= MAX_LETTERS else UNREADABLE
                for word in words
            ]
        return cls(numbers, np.array(stream, dtype=np.int64), lengths)

    @property
    def texts(self) -> int:
        """How many texts there are."""
        return len(self.lengths)

    def __add__(self, other: Self) -> Self:
        """Return these texts followed by others."""
        numbers = dict(self.numbers)
        renumbered = [numbers.setdefault(word, len(numbers)) for word in other.numbers]
        following = np.array([*renumbered, UNREADABLE], dtype=np.int64)[other.stream]  # -1 is the last
        return type(self)(
            numbers,
            np.concatenate([self.stream, following]),
            np.concatenate([self.lengths, other.lengths]),
        )
