"""Traits of texts that an embedding shows badly or not at all: letter case, length, language and others."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

from functions.score.encoder import Unread
from functions.score.texts.languages import language

if TYPE_CHECKING:
    from functions.score.statistics.texts.shares import ValueCounts

# The last character of a finished text, in most scripts; also what may follow a full stop.
FINAL = tuple(".!?\u2026\u3002\uff01\uff1f\u0964\u061f\u06d4\u0df4\"'\u201d\u2019\u00bb)]")
# Characters that a program wrote as codes or could not write: "caf&eacute;", "caf\\u00e9", "na?ve".
ESCAPED = re.compile(
    r"&(?:[a-z]{2,8}|#x?[0-9a-f]{2,6});|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\ufffd|(?<!\S)[^\W\d_]+\?[^\W\d_]+(?!\S)",
    re.IGNORECASE,
)

# In title case short words are written as usual: "The Lord of the Rings".
LONG_WORD, LEAST_LONG = re.compile(r"[^\W\d_]{4,}"), 2
MARKS = ("Mn", "Me", "Cf")  # Unicode categories


@dataclass(frozen=True, eq=False)
class Traits:
    """Traits of each text of a column, all of length n, and counts that are made once.

    Attributes
    ----------
    texts : as written.
    cases : "lower case" or "upper case" if all letters have it; "title case" if all long words begin with a
        capital, and there are several; otherwise "".
    unfinished : whether there is no full stop, or the like, at the end.
    broken : the first characters that come from a wrong decoding or are written as codes; "" if none.
    lengths : number of characters.
    languages : see `languages.language`.
    unread : what the model cannot read.
    """

    texts: Sequence[str]
    cases: list[str]
    unfinished: list[bool]
    broken: list[str]
    lengths: list[int]
    languages: list[str]
    unread: list[Unread]

    @classmethod
    def of(cls, texts: Sequence[str], unread: list[Unread]) -> "Traits":
        """Return the traits of texts as written."""
        return cls(
            texts=texts,
            cases=[_case(text) for text in texts],
            unfinished=[not text.rstrip().endswith(FINAL) for text in texts],
            broken=[_broken(text) for text in texts],
            lengths=[len(text) for text in texts],
            languages=[language(text) for text in texts],
            unread=unread,
        )

    @cached_property
    def case_counts(self) -> "ValueCounts":
        """Texts in each letter case."""
        return _counted(self.cases)

    @cached_property
    def language_counts(self) -> "ValueCounts":
        """Texts in each language."""
        return _counted(self.languages)

    @cached_property
    def text_counts(self) -> "ValueCounts":
        """How often each text occurs."""
        return _counted(self.texts)

    @cached_property
    def unknown_counts(self) -> "ValueCounts":
        """Texts with each character of words that the model does not know; "" means any of these words."""
        from functions.score.statistics.texts.shares import ValueCounts

        return ValueCounts.of([_characters(part.unknown) for part in self.unread])

    def part(self, places: Sequence[int]) -> "Traits":
        """Return the traits of the texts at these places, in this order."""
        return Traits(*([getattr(self, each.name)[place] for place in places] for each in fields(self)))


def _counted(values: Sequence[str]) -> "ValueCounts":
    from functions.score.statistics.texts.shares import ValueCounts

    return ValueCounts.of_single(values)


def _characters(unknown: str) -> set[str]:
    """Return the characters of unknown words, without marks that modify others; "" means any word."""
    shown = {character for character in unknown if unicodedata.category(character) not in MARKS}
    return shown | {""} if unknown else set()


def _case(text: str) -> str:
    if text.islower() or text.isupper():
        return "lower case" if text.islower() else "upper case"
    long = LONG_WORD.findall(text)
    title = len(long) >= LEAST_LONG and all(word[0].isupper() for word in long)
    return "title case" if title else ""


def _broken(text: str) -> str:
    """Return the first broken characters of a text, such as "Ã©" for "é"; "" if there are none."""
    match = ESCAPED.search(text)
    if match is None and not text.isascii():
        from ftfy.badness import BADNESS_RE

        match = BADNESS_RE.search(text)
    return match[0] if match else ""
