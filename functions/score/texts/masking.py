"""Masks what differs in every text and means nothing: running numbers, dates and times, hashes."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

MASKED = "0"  # replaces each number; the words around it stay

MONTHS = (
    # English, German, French, Spanish, Italian, Portuguese, Dutch; with the usual abbreviations
    r"jan(?:uary|uar|uari)?|feb(?:ruary|ruar|ruari)?|mar(?:ch|zo|s|ço)?|m[äa]r?z|maart|apr(?:il|ile)?|may|mai|mei"
    r"|june?|juni|july?|juli|aug(?:ust|ustus)?|sep(?:t|tember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
    r"|janvier|f[ée]vrier|avril|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"
    r"|enero|febrero|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|gennaio|febbraio|maggio|giugno|luglio|settembre|ottobre|dicembre"
    r"|janeiro|fevereiro|maio|junho|julho|setembro|outubro|novembro|dezembro"
)
CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]\.?m\b\.?)?"
ZONE = r"(?: ?Z\b| ?[+-]\d{2}:?\d{2}\b)?"
DAY = r"\d{1,2}(?:st|nd|rd|th|\.|er)?"
OF = r"(?: of| de)?"
DATES = (
    rf"\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:[T ]{CLOCK}{ZONE})?",
    rf"\b\d{{1,2}}(?P<mark>[-/.])\d{{1,2}}(?P=mark)(?:\d{{4}}|\d{{2}})\b(?:,? {CLOCK}{ZONE})?",
    rf"\b\d{{1,2}}/[A-Z][a-z]{{2}}/\d{{4}}(?::{CLOCK}{ZONE})?",  # web servers' logs
    rf"\b{DAY}{OF} (?:{MONTHS})\b\.?(?:{OF},? \d{{4}})?",
    rf"\b(?:{MONTHS})\b\.?(?:{OF} \d{{4}}\b| +{DAY}(?!\d)(?:,? \d{{4}}\b)?(?:,? {CLOCK}{ZONE})?)",
    r"\b\d{4}-?(?:W\d{1,2}|Q[1-4])(?:-\d)?\b|\bQ[1-4][ /-]?\d{4}\b",  # weeks and quarters
    r"\b\d{4}[-/]\d{1,2}\b|\b\d{1,2}/\d{4}\b",  # months
    r"\b\d{1,2}\.[01]?\d\.(?!\d)",  # 31.1., as German has it
    rf"\b{CLOCK}",
)
CODES = (
    r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b",  # UUID
    r"\b(?:0x)?(?=[0-9a-f]*[a-f])(?=(?:[a-f]*\d){3})[0-9a-f]{7,}\b",  # hash
    r"\b(?=[a-z]*\d)(?=(?:[a-z]*\d){3})(?=\d*[a-z])[a-z0-9]{10,}\b",  # token, serial number
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b",  # network address
)
# Numbers from 1,000 on, which are mostly numbers of orders, years and amounts. Smaller ones often have a
# meaning ("error 404", "5 stars") and are masked only after a sign or a word that announces a number.
NUMBERS = (
    r"\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+(?![\d])(?:[.,]\d+)?",
    r"\d{4,}(?:[.,]\d+)?|\d+[.,]\d{4,}",
)
ANNOUNCED = (
    r"(?P<sign>(?:[#№]|n[°º]|\bv(?=\d)|\b(?:no|nr|num|id|ver|rev"
    r"|version|release|build|revision|chapter|section|page|episode|volume|issue|kapitel|seite|folge|chapitre"
    r"|cap[ií]tulo|p[áa]gina|capitolo)\b[.:=#]?) ?)v?\d+(?:\.\d+)*"
)
VERSION = r"\b\d{1,4}(?:\.\d{1,4}){2,}\b"  # sought after dates: 31.12.2026
# A short number behind capitals and a dash is the number of a ticket: "ABC-17".
TICKET = r"(?P<key>\b[A-Z][A-Z0-9]+[-_/])\d+\b"

_ALWAYS = re.compile("|".join([*CODES, *DATES, VERSION, ANNOUNCED, *NUMBERS]), re.IGNORECASE)
_TICKET = re.compile(TICKET)
# A number and the word before it, which may be missing at the beginning of a text.
_AFTER_WORD = re.compile(
    r"(?:(?<![^\W\d_])(?P<word>[^\W\d_]++)|^)(?P<between>[^\w]{0,3})(?P<number>\d++)(?![.,:/-]?\d)"
)

# A number after a word is a running number if, in the baseline, the word has at least as many numbers, and
# this share of them is distinct. One in ten may repeat, as some texts do.
LEAST_NUMBERS, DISTINCT = 20, 0.9


@dataclass(frozen=True, slots=True)
class Mask:
    """What is masked in the texts of a column; the baseline decides, for both files.

    Attributes
    ----------
    announcing : words in lower case that running numbers follow in the baseline, such as "order" of
        "Order 7"; "" for the beginning of a text.
    """

    announcing: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Mask":
        """Return the mask for the texts of a baseline."""
        numbers: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            if _has_digit(text):
                for match in _AFTER_WORD.finditer(text):
                    numbers[_word(match)][match["number"]] += 1
        return cls(
            frozenset(
                word
                for word, counted in numbers.items()
                if (total := counted.total()) >= LEAST_NUMBERS and len(counted) >= DISTINCT * total
            )
        )

    def __call__(self, text: str) -> str:
        """Return the text as the model reads it.

        >>> Mask()("Order #10150 of 2026-01-31 12:30: error 404 in 3 of 5 parcels")
        'Order #0 of 0: error 404 in 3 of 5 parcels'
        >>> Mask()("Chapter 12: since v1.2.3 the app needs 30 seconds")
        'Chapter 0: since v0 the app needs 30 seconds'
        >>> Mask(frozenset({"order"}))("Order 17: 2 parcels")
        'Order 0: 2 parcels'
        """
        if not _has_digit(text):
            return text
        if self.announcing:
            text = _AFTER_WORD.sub(self._running, text)
        return _near_digits(text, _masked)

    def _running(self, match: re.Match[str]) -> str:
        if _word(match) not in self.announcing:
            return match[0]
        return f"{match['word'] or ''}{match['between']}{MASKED}"


EVERYWHERE = Mask()  # what is masked in every column


def _word(match: re.Match[str]) -> str:
    return (match["word"] or "").lower()


def _replaced(match: re.Match[str]) -> str:
    return f"{match['sign'] or ''}{MASKED}"


def _masked(text: str) -> str:
    return _TICKET.sub(rf"\g<key>{MASKED}", _ALWAYS.sub(_replaced, text))


def _near_digits(text: str, change: Callable[[str], str]) -> str:
    """Change what is near a digit: all patterns need one, and trying them at each character takes long."""
    parts = _SPACES.split(text)
    near: set[int] = set()
    for place, part in enumerate(parts):
        if _has_digit(part):
            near.update(range(place - REACH, place + REACH + 1))
    changed = []
    for is_near, places in groupby(range(len(parts)), near.__contains__):
        piece = "".join([parts[place] for place in places])
        changed.append(change(piece) if is_near else piece)
    return "".join(changed)


_SPACES = re.compile(r"(\s+)")
# How many parts, words and the spaces between them, may be masked with a digit: "5 of May of, 2026" has three
# words between two.
REACH = 6
_DIGIT = re.compile(r"\d")


def _has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None
