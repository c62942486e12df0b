"""The changes that the methods should detect: rows with labels that the baseline lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calibration.draws import Draw, generator, plant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calibration.corpora import Corpus

TOPICS = ("business", "entertainment", "politics", "sports", "tech")
# The Brown corpus's own two halves: informative prose, and this.
IMAGINATIVE = ("fiction", "mystery", "science_fiction", "adventure", "romance", "humor")


@dataclass(frozen=True, slots=True)
class Change:
    """A kind of change in a corpus at one pair of file sizes.

    Attributes
    ----------
    about, description : short and full.
    corpus : name of the corpus.
    sizes : rows of the baseline and of the drift file.
    others : sets of labels whose rows are the changed ones; repetition r uses set r modulo their number.
    sized : whether the card shows the changed share from the verdicts.
    """

    about: str
    description: str
    corpus: str
    sizes: tuple[int, int]
    others: tuple[tuple[str, ...], ...]
    sized: bool = False

    @property
    def name(self) -> str:
        """A name that no other change has."""
        return f"{self.about}, {self.sizes[0]}/{self.sizes[1]}"

    def draw(self, corpus: Corpus, share: float, repetition: int, *, of: str = "") -> Draw:
        """Return the rows of one repetition; `of` names a table that draws different rows."""
        other = np.isin(corpus.labels, self.others[repetition % len(self.others)])
        random = generator(self.name, of, share, repetition)
        return plant(np.flatnonzero(~other), np.flatnonzero(other), self.sizes, share, random)


def _each(labels: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((label,) for label in labels)


TOPIC_ARTICLES = Change(
    "topic, articles",
    "BBC articles; the baseline lacks one of the five topics, each in turn",
    "bbc_articles",
    (1000, 300),
    _each(TOPICS),
    sized=True,
)
TOPIC_PARAGRAPHS = Change(
    "topic, paragraphs",
    "BBC paragraphs; the baseline lacks one of the five topics, each in turn",
    "bbc_paragraphs",
    (500, 500),
    _each(TOPICS),
    sized=True,
)
STYLE = Change(
    "style, sentences",
    "Brown corpus; the baseline is informative prose, the changed rows are imaginative prose",
    "brown",
    (1000, 300),
    (IMAGINATIVE,),
    sized=True,
)
STYLE_EVEN = Change("style, sentences", STYLE.description, "brown", (500, 500), (IMAGINATIVE,))
CONDITION = Change(
    "condition, reviews",
    "drug reviews; the changed sentences are on birth control, which the baseline lacks",
    "reviews",
    (1000, 300),
    (("Birth Control",),),
    sized=True,
)
SMALL_FILE = Change(
    "topic, articles",
    "BBC articles in files of 20 rows",
    "bbc_articles",
    (1000, 20),
    _each(TOPICS),
)
