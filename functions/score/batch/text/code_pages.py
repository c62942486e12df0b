"""Guesses the encoding of bytes that are not UTF-8.

Each candidate decodes the bytes, and fits if nearly all characters outside ASCII are typical of one of its
languages. In Latin letters these are the accented letters of the language. In Cyrillic and Greek they are its
frequent letters, because the encodings of one alphabet are permutations of each other. In Asian scripts they
are the characters of everyday use, which the national standards list first.

Windows-1252 comes first: a file that says nothing about its encoding most often has that one. Any other
candidate needs at least LEAST_CHARACTERS letters outside ASCII, LEAST_DISTINCT of them distinct.
docs/decisions/0042-formats.md compares these rules with charset-normalizer.
"""

import codecs
import itertools
import re
import string
from collections.abc import Callable, Iterator
from typing import NamedTuple

SAMPLE_BYTES = 64 * 1024  # of the lines with bytes outside ASCII
LEAST_CHARACTERS, LEAST_DISTINCT = 5, 3
# Measured on 10 rows each in 31 languages. Accented letters: 1.0, in a wrong encoding 0.9 at most. Frequent
# letters: 0.64 to 0.85, in a permutation of the alphabet 0.48 at most. Asian: 0.92 to 1, wrong 0.6 at most.
LATIN_FIT, FREQUENT_FIT, ASIAN_FIT = 0.95, 0.55, 0.9
# About one in four characters of Chinese text comes this late in GB 2312, which sorts them by their sound.
# Few Japanese or Korean characters have these bytes.
LATE_HANZI = range(0xD0, 0xD8)
LATE_HANZI_SHARE = 0.05
# In words of western languages, no more than three bytes outside ASCII follow each other.
FOREIGN_RUN = re.compile(rb"[\x80-\xff]{4,}")
MAX_FOREIGN_SHARE = 0.1
# In western languages about one letter in ten is outside ASCII; in Cyrillic, Greek or Asian text in an 8-bit
# encoding nearly all are. The limit is in between, nearer to the western share.
MAX_NON_ASCII_SHARE = 1 / 3
LETTERS, ACCENTED = string.ascii_letters.encode(), bytes(range(0xC0, 0x100))
NON_ASCII = re.compile(r"[^\x00-\x7f]")
NON_ASCII_LETTER = re.compile(r"[^\W\x00-\x7f]")
# A letter of another script beside a Latin one: no word has both.
MIXED = re.compile(r"[A-Za-z][^\W\x00-\x7f]|[^\W\x00-\x7f][A-Za-z]")
TWO_BYTES = re.compile(rb"[\x80-\xff]{2}")
NON_ASCII_LINE = re.compile(rb"^[^\n\x80-\xff]*+[\x80-\xff][^\n]*\n?", re.MULTILINE)


class Candidate(NamedTuple):
    """An encoding, its name, and how well decoded text fits it: at least 1 if it does."""

    encoding: str
    name: str
    fit: Callable[[str], float]


class Guess(NamedTuple):
    """An encoding, its name, and the names of others that so few letters fit as well."""

    encoding: str
    name: str
    rivals: tuple[str, ...] = ()


def _latin(*alphabets: str) -> Callable[[str], float]:
    def fit(text: str) -> float:
        letters = NON_ASCII_LETTER.findall(text.lower())
        return max(_share(letters, alphabet.__contains__) for alphabet in alphabets) / LATIN_FIT

    return fit


def _frequent(*alphabets: str) -> Callable[[str], float]:
    def fit(text: str) -> float:
        characters = NON_ASCII.findall(text.lower())  # in a wrong encoding, symbols are between the letters
        share = max(_share(characters, alphabet.__contains__) for alphabet in alphabets)
        # In a permutation of the alphabet, capitals may be inside words.
        capitals = sum(one.islower() and other.isupper() for one, other in itertools.pairwise(text))
        odd = capitals + len(MIXED.findall(text))
        return max(0.0, 1 - odd / max(1, len(characters))) * share / FREQUENT_FIT

    return fit


def _asian(is_typical: Callable[[str], bool]) -> Callable[[str], float]:
    def fit(text: str) -> float:
        characters = NON_ASCII.findall(text)
        return _share(characters, is_typical) / ASIAN_FIT

    return fit


def _share(characters: list[str], is_typical: Callable[[str], bool]) -> float:
    return sum(map(is_typical, characters)) / max(1, len(characters))


def _first_byte(character: str, encoding: str) -> int:
    """Return the first of a character's two bytes; 0 if it has one byte or is not in the encoding."""
    encoded = character.encode(encoding, "ignore")
    return encoded[0] if len(encoded) == 2 else 0  # noqa: PLR2004 - double-byte


def _is_usual_japanese(character: str) -> bool:
    """Tell whether a character is punctuation, kana or one of the first 2,965 kanji of JIS X 0208."""
    first = _first_byte(character, "shift_jis")
    return 0x81 <= first <= 0x83 or 0x88 <= first <= 0x97  # noqa: PLR2004 - rows of the standard


def _is_usual_chinese(character: str) -> bool:
    """Tell whether a character is punctuation or one of the first 3,755 hanzi of GB 2312."""
    first = _first_byte(character, "gb2312")
    return first in (0xA1, 0xA3) or 0xB0 <= first <= 0xD7  # noqa: PLR2004 - rows of the standard


def _is_usual_korean(character: str) -> bool:
    """Tell whether a character is a syllable or punctuation of KS X 1001."""
    first = _first_byte(character, "euc_kr")
    return first == 0xA1 or 0xB0 <= first <= 0xC8  # noqa: PLR2004 - rows of the standard


def _fits_chinese(text: str) -> float:
    late = _share(NON_ASCII.findall(text), lambda character: _first_byte(character, "gb2312") in LATE_HANZI)
    return _asian(_is_usual_chinese)(text) if late >= LATE_HANZI_SHARE else 0.0


WESTERN = Candidate(
    "cp1252",
    "Windows-1252",
    _latin(
        "äöüß", "éèàçêâîôûùëïœ", "áéíóúñüºª", "áàâãçéêíóôõúºª", "àèéìíòóùú", "åäöé", "æøåé", "ðþæöáéíóúý",
        "ëïéèüöóê", "õäöüšž", "àèéíïòóúüç",
    ),
)  # fmt: skip
ASIAN = (
    Candidate("cp932", "Shift-JIS", _asian(_is_usual_japanese)),
    Candidate("cp949", "EUC-KR", _asian(_is_usual_korean)),  # before GBK, in which Korean text fits, too
    Candidate("gb18030", "GBK", _fits_chinese),
)
OTHERS = (
    Candidate(
        "cp1250",
        "Windows-1250",
        _latin("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž"),
    ),
    Candidate("cp1254", "Windows-1254", _latin("çğ\u0131öşüâîi\u0307")),
    Candidate("cp1257", "Windows-1257", _latin("ąčęėįšųūž", "āčēģīķļņšūž")),
    Candidate(
        "cp1251", "Windows-1251", _frequent("оеаинтсрвлкд", "оаинтевірскд", "аиоентсрвлъд", "аиоенрсјтукд")
    ),
    Candidate("cp1253", "Windows-1253", _frequent("αοιετσηνυρπκάόίής")),
    *ASIAN,
)


def guess(content: bytes) -> Guess | None:
    """Return the encoding of bytes that are not UTF-8; None if none is certain enough.

    `content` may end within a character.
    """
    sample = b"".join(_sample(content))
    western = _decoded(sample, WESTERN)
    looks_western = _looks_western(content, sample)
    others = [(each, text) for each, text in _others(sample, western) if each.fit(text) >= 1]
    enough = [(each, text) for each, text in others if _has_enough(text)]
    if western is None and looks_western:
        enough = others  # nothing else is left
    if enough and not (looks_western and western is not None and WESTERN.fit(western) >= 1):
        best, _ = max(enough, key=lambda one: one[0].fit(one[1]))
        return Guess(best.encoding, best.name)
    if not looks_western:
        return None
    rivals = () if western is None or _has_enough(western) else tuple(each.name for each, _ in others)
    return Guess(WESTERN.encoding, WESTERN.name, rivals)


def _sample(content: bytes) -> Iterator[bytes]:
    size = 0
    for line in NON_ASCII_LINE.finditer(content):
        yield line[0][:SAMPLE_BYTES]
        size += len(line[0])
        if size >= SAMPLE_BYTES:
            break


def _decoded(sample: bytes, candidate: Candidate) -> str | None:
    try:
        return codecs.getincrementaldecoder(candidate.encoding)().decode(sample)
    except UnicodeDecodeError:
        return None


def _others(sample: bytes, western: str | None) -> Iterator[tuple[Candidate, str]]:
    """Yield each other candidate that gives another text than Windows-1252.

    A curly quote and the letter after it are also a character in Asian encodings, but one of ASCII's bytes.
    """
    for candidate in OTHERS:
        text = _decoded(sample, candidate)
        if text is None or text == western or (candidate in ASIAN and not TWO_BYTES.search(sample)):
            continue
        yield candidate, text


def _has_enough(text: str) -> bool:
    letters = NON_ASCII_LETTER.findall(text)
    return len(letters) >= LEAST_CHARACTERS and len(set(letters)) >= LEAST_DISTINCT


def _looks_western(content: bytes, sample: bytes) -> bool:
    """Tell whether most letters are ASCII, and few words have none."""
    accented = _count(content, ACCENTED)
    if accented > MAX_NON_ASCII_SHARE * (accented + _count(content, LETTERS)):
        return False
    runs = [run for run in FOREIGN_RUN.findall(sample) if len(set(run)) > 2]  # noqa: PLR2004 - not ÅÅÅÅ-MM-DD
    foreign = sum(map(len, runs))
    return foreign <= MAX_FOREIGN_SHARE * len(sample.translate(None, bytes(range(0x80))))


def _count(content: bytes, values: bytes) -> int:
    return len(content) - len(content.translate(None, values))
