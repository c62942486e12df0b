"""Traits of texts that an embedding shows badly or not at all: letter case, length, language and others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from functions.score.encoder import Unread
from functions.score.texts.languages import language

# The last character of a finished text, in most scripts; also what may follow a full stop.
FINAL = tuple(".!?\u2026\u3002\uff01\uff1f\u0964\u061f\u06d4\u0df4\"'\u201d\u2019\u00bb)]")
# Characters that a program wrote as codes or could not write: "caf&eacute;", "caf\\u00e9", "na?ve".
ESCAPED = re.compile(
    r"&(?:[a-z]{2,8}|#x?[0-9a-f]{2,6});|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\ufffd|(?<!\S)[^\W\d_]+\?[^\W\d_]+(?!\S)",
    re.IGNORECASE,
)

# In title case short words are written as usual: "The Lord of the Rings".
LONG_WORD, LEAST_LONG = re.compile(r"[^\W\d_]{4,}"), 2


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """Traits of each text of a column, all of length n.

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

    def part(self, places: Sequence[int]) -> "Traits":
        """Return the traits of the texts at these places, in this order."""
        return Traits(*([getattr(self, each.name)[place] for place in places] for each in fields(self)))


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
