"""Which words and phrases tell two sets of texts apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.terms import NONE, Terms
from functions.score.statistics.false_discovery import discoveries

# The prior weighs as much as this share of the texts themselves: enough to keep a word of two or three rows
# from outranking one of fifty; with more, a word that one side lacks altogether loses its lead.
PRIOR = 0.15
# Of the terms listed, the share that chance alone may have brought; also the chance that two samples of one
# population list any term at all.
FALSE_SHARE = 0.05
# A phrase stands for a word if it holds this share of the word's rows...
COVERS = 0.8
# ...unless its other word is everywhere ("of the", "to be"): the phrase has to hold this share of its rows.
BELONGS = 0.1
LONGEST_PHRASE = 8  # words, or Chinese characters
SHARPER = 1.0  # standard errors by which a phrase has to exceed its words to say more than they do
CONSIDERED = 20  # times as many as asked for, before those are left out that repeat one another


@dataclass(frozen=True, slots=True)
class WordChange:
    """A word or phrase whose frequency changed.

    Attributes
    ----------
    phrase : as it is read, in lower case.
    z : the log-odds ratio in standard errors; positive where it came, negative where it went.
    before, after : the share of the rows that hold it, in [0, 1].
    """

    phrase: str
    z: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class WordChanges:
    """What came and what went, the largest |z| first."""

    came: tuple[WordChange, ...]
    went: tuple[WordChange, ...]


def compare_words(
    terms: Terms, before: NDArray[np.bool_], after: NDArray[np.bool_], *, most: int = 10
) -> WordChanges:
    """Return the terms whose frequency differs between two sets of rows.

    A term counts once for each row that holds it: rows are what is sampled independently, and a row that
    repeats a word a thousand times is still one row. Frequencies are shares of all (row, word) pairs of
    their side, so that texts which merely grew longer do not gain every word.

    z = d / sqrt(1 / (y1 + a) + 1 / (y2 + a)), d the difference of the log odds (y + a) / (n + a0 - y - a),
    with the prior a proportional to the pooled counts (Monroe, Colaresi and Quinn, Political Analysis 16
    (2008)). It ranks the terms. Which of them are listed is decided by the exact
    conditional test, y2 given y1 + y2 being binomial, since the normal approximation of z is poor for words
    that one side lacks: at a false discovery rate of 5 % (Benjamini and Hochberg, 1995) among the terms
    frequent enough to reach significance at all (Tarone, Biometrics 46 (1990)).

    Parameters
    ----------
    terms : of all rows.
    before, after : bool arrays, shape (rows,): the two sets; no row is in both.
    most : how many to return in each direction.
    """
    comparison = _Comparison(terms, before, after)
    return WordChanges(came=comparison.listed(1, most), went=comparison.listed(-1, most))


def typical_words(
    terms: Terms, others: NDArray[np.bool_], group: NDArray[np.bool_], *, most: int
) -> tuple[str, ...]:
    """Return the words and phrases that a group of rows has more of than others; see `compare_words`."""
    return tuple(change.phrase for change in _Comparison(terms, others, group).listed(1, most))


class _Comparison:
    """Two sets of rows, and which terms differ between them."""

    def __init__(self, terms: Terms, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> None:
        self.terms = terms
        self.sides = (before, after)
        self.rows = np.array([np.count_nonzero(side) for side in self.sides])
        self.counts = np.column_stack([terms.counts(side) for side in self.sides])
        self.totals = self.counts[: len(terms.words)].sum(axis=0)
        self.z = self._z(self.counts)
        self.bound = self._significance_bound()

    def listed(self, direction: int, most: int) -> tuple[WordChange, ...]:
        """Return the terms that came (direction 1) or went (-1), none of which repeats another one."""
        candidates = self._beyond_chance(direction)[: CONSIDERED * most]
        phrases = [term for term in candidates if self.terms.parts[term, 1] != NONE]
        found: list[tuple[list[int], NDArray[np.int64]]] = []
        for term in candidates:
            words = self._best_wording(term, phrases)
            if words is None:
                continue
            rows = self._rows_with(term, words)
            said = [other for kin, other in found if not set(kin).isdisjoint(words)]
            news = np.setdiff1d(rows, np.concatenate(said)) if said else rows
            if self._tail(self._counts(news), direction) <= self.bound:
                found.append(self._extended(words, rows, phrases))
            if len(found) == most:
                break
        changes = [self._change(words, self._counts(rows)) for words, rows in found]
        return tuple(sorted(changes, key=lambda change: -abs(change.z)))

    def _beyond_chance(self, direction: int) -> list[int]:
        before, after = (self.counts / np.maximum(self.rows, 1)).T
        moved = np.flatnonzero((direction * self.z > 0) & (direction * (after - before) > 0))
        moved = moved[self._tail(self.counts[moved], direction) <= self.bound]
        ranked: list[int] = moved[np.argsort(-np.abs(self.z[moved]), kind="stable")].tolist()
        return ranked

    def _best_wording(self, term: int, phrases: list[int]) -> list[int] | None:
        """Return the words that say a term in full; None for a phrase that says no more than its words."""
        first, second = self.terms.parts[term].tolist()
        if second != NONE:
            sharper = abs(self.z[term]) >= max(abs(self.z[first]), abs(self.z[second])) + SHARPER
            wording = [first, second] if sharper or self._stands_for(term, first, second) else None
        else:
            wording = [first]
            for phrase in phrases:
                pair = self.terms.parts[phrase].tolist()
                if first in pair and self._stands_for(phrase, *pair):
                    wording = pair
                    break
        return wording

    def _stands_for(self, phrase: int, first: int, second: int) -> bool:
        """Return whether a phrase holds nearly all rows of one word, and not too few of the other's."""
        held = self.counts.sum(axis=1)
        shares = held[phrase] / held[[first, second]]
        return bool(shares.max() >= COVERS and shares.min() >= BELONGS)

    def _extended(
        self, words: list[int], rows: NDArray[np.int64], phrases: list[int]
    ) -> tuple[list[int], NDArray[np.int64]]:
        """Return a phrase with the words that nearly always stand before and after it, and its rows."""
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
                held = self.terms.rows_with_words(sequence)
                if len(held) >= max(COVERS * len(rows), BELONGS * len(self.terms.rows_with(added))):
                    return self._extended(sequence, held, phrases)
        return words, rows

    def _rows_with(self, term: int, words: list[int]) -> NDArray[np.int64]:
        parts = self.terms.parts[term].tolist()
        as_counted = words == [part for part in parts if part != NONE]
        return self.terms.rows_with(term) if as_counted else self.terms.rows_with_words(words)

    def _counts(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.array([np.count_nonzero(side[rows]) for side in self.sides])

    def _z(self, counts: NDArray[np.int64]) -> NDArray[np.float64]:
        pooled = counts.sum(axis=-1, keepdims=True)
        with_prior = np.maximum(counts + PRIOR * pooled, PRIOR)  # a term may be in neither set
        others = self.totals + PRIOR * self.totals.sum() - with_prior
        odds = np.log(with_prior / np.maximum(others, 0.5))
        change = odds[..., 1] - odds[..., 0]
        return np.asarray(change / np.sqrt((1 / with_prior).sum(axis=-1)), dtype=np.float64)

    def _tail(self, counts: NDArray[np.int64], direction: int) -> NDArray[np.float64]:
        """Return the exact chance of at least this much of a term on the side that has more of it."""
        from scipy.special import betainc  # the binomial tail, in closed form

        more, fewer = (1, 0) if direction > 0 else (0, 1)
        share = self.totals[more] / max(self.totals.sum(), 1)
        held = counts[..., more]
        tail = betainc(np.maximum(held, 1), counts[..., fewer] + 1, share)
        return np.where(held > 0, tail, 1.0)

    def _significance_bound(self) -> float:
        """Return the one-sided p-value up to which a term is listed; 0 where none is."""
        held = self.counts.sum(axis=1)
        smaller = self.totals.min() / max(self.totals.sum(), 1)
        as_frequent = len(held) - np.searchsorted(np.sort(held), held)  # how many terms are in as many rows
        testable = smaller**held * 2 * as_frequent <= FALSE_SHARE
        tails = np.minimum(self._tail(self.counts[testable], 1), self._tail(self.counts[testable], -1))
        return float(tails[discoveries(tails, FALSE_SHARE / 2)].max(initial=0.0))

    def _change(self, words: list[int], counts: NDArray[np.int64]) -> WordChange:
        before, after = (counts / np.maximum(self.rows, 1)).tolist()
        return WordChange(self.terms.shown(words), float(self._z(counts)), before, after)
