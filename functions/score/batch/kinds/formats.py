"""Rules on the format of strings: formats that identify something by themselves."""

import re

from functions.score.batch.kinds.facts import NEARLY_ALL, Facts
from functions.score.batch.kinds.identifiers import MANY_VALUES, MIN_COUNTER_ROWS

ASCII_WORD = re.compile(r"[\x21-\x7e]+")
HEX = "[0-9a-fA-F]"
# Words that name something by themselves, whatever the name of their column.
FORMATS = {
    "e-mail addresses": re.compile(r"(?:.{0,80}<)?[^\s@<>]+@[^\s@<>]+\.[^\s@.<>]+>?"),
    "web addresses": re.compile(r"(?:https?|ftp|s3|gs|file)://\S+|www\.\S+|(?:/[\w.~%-]++){2}\S*"),
    "UUIDs": re.compile(rf"\{{?{HEX}{{8}}-?(?:{HEX}{{4}}-?){{3}}{HEX}{{12}}\}}?"),
    "hashes": re.compile(rf"(?:sha\d+:|0x)?(?=.*\d)(?=.*[a-fA-F])(?:{HEX}{{16,}})"),
    "IP or MAC addresses": re.compile(
        rf"\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?::\d+)?|(?:{HEX}{{2}}[:-]){{5}}{HEX}{{2}}"
        rf"|(?:{HEX}{{0,4}}:){{3,7}}{HEX}{{0,4}}"
    ),
    "IBANs": re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?"),
    "phone numbers": re.compile(
        r"(?:\+|00)\d{1,3}[ ./-]?(?=(?:\D?\D?\d){3})(?:\(?\d++\)?[ ./-]?){1,6}(?<=\d)"
        r"|\(\d{2,5}\) ?\d[\d -]{4,}|0\d{2,4}[ /-]\d[\d -]{4,}"
    ),
}
# Capitals and digits, at least one of each.
CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z0-9][A-Z0-9 ./_-]{2,23}")
NO_CAPITALS = re.compile("[^A-Z]+")
# A prefix of letters and a number: ORD-000123, INV00042, Order #17, A/2026/0017.
PREFIXED = re.compile(
    r"(?P<prefix>[^\W\d_]+(?:[-_#:/.]+[^\W\d_]+)*)(?: ?[-_#:/.]* ?)(?P<number>\d+(?:[-_/.]\d+)*)"
)


def recognised_format(column: Facts) -> str | None:
    """Say whether strings have the format of an identifier, and are too many for categories."""
    if not column.sample or (column.distinct <= MANY_VALUES and column.distinct_share < NEARLY_ALL):
        return None
    for name, pattern in FORMATS.items():
        if column.share(pattern) >= NEARLY_ALL:
            return f"its values are {name}"
    return None


def prefixed_numbers(column: Facts) -> str | None:
    """Say whether strings are a constant prefix and a number, and nearly all differ."""
    if not column.sample or column.distinct_share < NEARLY_ALL or len(column.sample) < MIN_COUNTER_ROWS:
        return None
    matches = [match for word in column.sample if (match := PREFIXED.fullmatch(word))]
    if len(matches) < NEARLY_ALL * len(column.sample):
        return None
    return (
        "its values are a prefix and a number" if len({match["prefix"] for match in matches}) == 1 else None
    )


def different_codes(column: Facts) -> str | None:
    """Say whether strings nearly all consist of capitals and digits, and nearly all differ: number plates.

    The capitals differ, too: those of 12.50 CR and 998 CC are a unit.
    """
    if column.share(CODE) < NEARLY_ALL or column.distinct_share < NEARLY_ALL:
        return None
    capitals = {NO_CAPITALS.sub("", word) for word in column.sample}
    return "nearly all values are capitals and digits, and nearly all differ" if len(capitals) > 1 else None


def different_words(column: Facts) -> str | None:
    """Say whether strings nearly all are one ASCII word and nearly all differ: codes, file names."""
    if column.share(ASCII_WORD) >= NEARLY_ALL and column.distinct_share >= NEARLY_ALL:
        return "nearly all values are single words, and nearly all differ"
    return None
