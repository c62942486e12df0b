"""Spellings of a category that look alike, or differ only in letter case or leading zeros."""

import re
import unicodedata

# Zero-width space and word joiner, byte order mark, soft hyphen, marks of direction. The joiners of emoji and
# of Arabic and Indic scripts (U+200C, U+200D) are left out, because they change what is seen.
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
WHITE_SPACE = "white space"
CHARACTERS = "invisible characters"
NORMAL_FORM = "the Unicode normal form"
LETTER_CASE = "letter case"
LEADING_ZEROS = "leading zeros"
OF_MEANING = frozenset({LETTER_CASE, LEADING_ZEROS})  # words that differ in these may be two things


def canonical(word: str) -> str:
    r"""Return the one spelling of all that look like a word: trimmed, single spaces, in NFC.

    >>> canonical(" New\u00a0 York "), canonical("Zu\u0308rich\u200b")
    ('New York', 'Zürich')
    """
    if not word.isascii():
        word = unicodedata.normalize("NFC", INVISIBLE.sub("", word))
    return " ".join(word.split()) if not word.isalnum() else word


def folded(word: str) -> str:
    """Return a word without letter case and, if it is a number, without leading zeros.

    >>> folded("CH"), folded("01067"), folded("000"), folded("0x1F")
    ('ch', '1067', '0', '0x1f')
    """
    return word.casefold() if not word.isdecimal() else word.lstrip("0") or "0"


def difference(word: str, other: str) -> str:
    r"""Return in what two words differ that have the same canonical spelling.

    >>> difference("Bern ", "Bern"), difference("Zu\u0308rich", "Zürich"), difference("a\ufeff", "a")
    ('white space', 'the Unicode normal form', 'invisible characters')
    """
    if INVISIBLE.sub("", word) == INVISIBLE.sub("", other):
        return CHARACTERS
    composed, other_composed = (unicodedata.normalize("NFC", INVISIBLE.sub("", one)) for one in (word, other))
    return NORMAL_FORM if composed == other_composed else WHITE_SPACE


def visible(word: str) -> str:
    r"""Return a word with unusual spaces, invisible characters and decomposed accents as escapes.

    >>> print(visible("New\u00a0York"), visible("Zu\u0308rich"), visible("a b"))
    New\u00a0York Zu\u0308rich a b
    """
    decomposed = unicodedata.normalize("NFC", word) != word
    return "".join(_escaped(character, decomposed=decomposed) for character in word)


def _escaped(character: str, *, decomposed: bool) -> str:
    category = unicodedata.category(character)
    hidden = character != " " and (character.isspace() or category[0] == "C")
    return f"\\u{ord(character):04x}" if hidden or (decomposed and category == "Mn") else character
