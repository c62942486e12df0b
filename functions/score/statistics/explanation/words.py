"""Words and phrases that became more or less frequent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.frequencies import Frequencies
from functions.score.statistics.explanation.terms import NONE, Terms

# A phrase replaces a word if it occurs in this share of the word's rows...
COVERS = 0.8
# ...and in this share of the rows of its other word, which may be everywhere ("of the", "to be").
BELONGS = 0.1
LONGEST_PHRASE = 8  # words, or Chinese characters
SHARPER = 1.0  # standard errors by which a phrase must exceed both of its words to add information
CONSIDERED = 20  # candidates per listed term, as many of them repeat one another


@dataclass(frozen=True, slots=True)
class WordChange:
    """A word or phrase whose frequency changed.

    Attributes
    ----------
    phrase : str
        In lower case.
    z : float
        Log odds ratio in standard errors: positive if it became more frequent.
    before, after : float
        Share of the rows of each set that contain it, in [0, 1].
    """

    phrase: str
    z: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class WordChanges:
    """Terms that became more frequent (`came`) and less frequent (`went`), the largest |z| first."""

    came: tuple[WordChange, ...]
    went: tuple[WordChange, ...]


def compare_words(
    terms: Terms, before: NDArray[np.bool_], after: NDArray[np.bool_], *, most: int = 10
) -> WordChanges:
    """Return the terms whose frequency differs between two sets of rows.

    A term counts once per row: rows are the independent observations, and a row that repeats a word a
    thousand times is still one row. Frequencies are shares of all (row, word) pairs of a set, so that longer
    texts alone do not make every word more frequent. `Frequencies.z` ranks the terms. An exact test decides
    which of them are listed, at a false discovery rate of 5%.

    Parameters
    ----------
    terms : Terms
        Of all rows.
    before, after : bool array, shape (rows,)
        The two sets; no row is in both.
    most : int
        Largest number of terms in each direction, >= 1.

    Returns
    -------
    WordChanges
        Terms that repeat one another are listed once.

    Examples
    --------
    >>> from functions.score.statistics.explanation.terms import terms_of
    >>> from functions.score.statistics.explanation.word_stream import WordStream
    >>> texts = ["late delivery"] * 30 + ["broken screen"] * 30
    >>> after = np.arange(60) >= 30
    >>> changes = compare_words(terms_of(WordStream.of(texts)), ~after, after)
    >>> [change.phrase for change in changes.came], [change.phrase for change in changes.went]
    (['broken screen'], ['late delivery'])
    """
    changed = _ChangedTerms(terms, before, after)
    return WordChanges(came=changed.listed(1, most), went=changed.listed(-1, most))


def typical_words(
    terms: Terms, others: NDArray[np.bool_], group: NDArray[np.bool_], *, most: int
) -> tuple[str, ...]:
    """Return the words and phrases that are more frequent in a group of rows than in others.

    Parameters
    ----------
    terms : Terms
        Of all rows.
    others, group : bool array, shape (rows,)
        The two sets; no row is in both.
    most : int
        Largest number of terms, >= 1.
    """
    return tuple(change.phrase for change in _ChangedTerms(terms, others, group).listed(1, most))


class _ChangedTerms:
    """The terms that differ between two sets of rows, without those that repeat one another."""

    def __init__(self, terms: Terms, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> None:
        self.terms = terms
        self.frequencies = Frequencies.of(terms, before, after)
        self.total_counts = self.frequencies.counts.sum(axis=1)
        self.z = self.frequencies.z(self.frequencies.counts)
        self.bound = self.frequencies.significance_bound()

    def listed(self, direction: int, most: int) -> tuple[WordChange, ...]:
        """Return the terms that became more (direction 1) or less frequent (-1)."""
        candidates = self._beyond_chance(direction)[: CONSIDERED * most]
        phrases = [term for term in candidates if self.terms.parts[term, 1] != NONE]
        listed: list[tuple[list[int], NDArray[np.int64]]] = []
        for term in candidates:
            words = self._best_wording(term, phrases)
            if words is None:
                continue
            rows = self._rows_with(term, words)
            covered = [other for other_words, other in listed if not set(other_words).isdisjoint(words)]
            new_rows = np.setdiff1d(rows, np.concatenate(covered)) if covered else rows
            if self.frequencies.tail(self.frequencies.count(new_rows), direction) <= self.bound:
                listed.append(self._extended(words, rows, phrases))
            if len(listed) == most:
                break
        changes = [self._change(words, self.frequencies.count(rows)) for words, rows in listed]
        return tuple(sorted(changes, key=lambda change: -abs(change.z)))

    def _beyond_chance(self, direction: int) -> list[int]:
        counts = self.frequencies.counts
        before, after = self.frequencies.shares(counts).T
        moved = np.flatnonzero((direction * self.z > 0) & (direction * (after - before) > 0))
        moved = moved[self.frequencies.tail(counts[moved], direction) <= self.bound]
        ranked: list[int] = moved[np.argsort(-np.abs(self.z[moved]), kind="stable")].tolist()
        return ranked

    def _best_wording(self, term: int, phrases: list[int]) -> list[int] | None:
        """Return the words that best express a term; None for a phrase that adds nothing to its words."""
        first, second = self.terms.parts[term].tolist()
        if second != NONE:
            sharper = abs(self.z[term]) >= max(abs(self.z[first]), abs(self.z[second])) + SHARPER
            wording = [first, second] if sharper or self._replaces(term, first, second) else None
        else:
            wording = [first]
            for phrase in phrases:
                pair = self.terms.parts[phrase].tolist()
                if first in pair and self._replaces(phrase, *pair):
                    wording = pair
                    break
        return wording

    def _replaces(self, phrase: int, first: int, second: int) -> bool:
        """Return whether a phrase covers nearly all rows of one word, and not too few of the other's."""
        shares = self.total_counts[phrase] / self.total_counts[[first, second]]
        return bool(shares.max() >= COVERS and shares.min() >= BELONGS)

    def _extended(
        self, words: list[int], rows: NDArray[np.int64], phrases: list[int]
    ) -> tuple[list[int], NDArray[np.int64]]:
        """Return a phrase with the words that nearly always precede or follow it, and its rows."""
        for phrase in phrases if 1 < len(words) < LONGEST_PHRASE else ():
            first, second = self.terms.parts[phrase].tolist()
            if len(self.terms.rows_with(phrase)) < COVERS * len(rows):
                continue
            longer = [
                (added, sequence)
                for meets, added, sequence in (
                    (words[-1] == first, second, [*words, second]),
                    (words[0] == second, first, [first, *words]),
                )
                if meets
            ]
            for added, sequence in longer:
                extended_rows = self.terms.rows_with_words(sequence)
                required = max(COVERS * len(rows), BELONGS * len(self.terms.rows_with(added)))
                if len(extended_rows) >= required:
                    return self._extended(sequence, extended_rows, phrases)
        return words, rows

    def _rows_with(self, term: int, words: list[int]) -> NDArray[np.int64]:
        parts = self.terms.parts[term].tolist()
        unchanged = words == [part for part in parts if part != NONE]
        return self.terms.rows_with(term) if unchanged else self.terms.rows_with_words(words)

    def _change(self, words: list[int], counts: NDArray[np.int64]) -> WordChange:
        before, after = self.frequencies.shares(counts).tolist()
        return WordChange(self.terms.phrase(words), float(self.frequencies.z(counts)), before, after)
