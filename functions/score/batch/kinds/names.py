"""What a column's name says about its values, in any spelling of the large languages."""

import re
import unicodedata

from functions.score.batch.kinds.vocabulary import (
    CODE_ENDINGS,
    CODE_WORDS,
    COUNTER_WORDS,
    FIRST_WORDS,
    HOW_MANY,
    IDENTIFIER_BEGINNINGS,
    IDENTIFIER_ENDINGS,
    IDENTIFIER_WORDS,
    NAMED_THINGS,
    NUMBERED_THINGS,
    SHORT_ENDINGS,
    TEXT_NAMES,
)

# The index of a table, as pandas, R and spreadsheets write it.
INDEX_NAME = re.compile(
    r"|unnamed: \d+(?:_level_\d+)?(?:\.\d+)?|index|level_\d+|row\.?names?|\.\.\.1|x1?|_id", re.ASCII
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_][^\W\d_A-Z]*|#|№")


def words_of(name: str) -> list[str]:
    """Return the words of a name, in lower case.

    >>> words_of("customerID_2"), words_of("Order #"), words_of("顧客ID")
    (['customer', 'id'], ['order', '#'], ['顧客', 'id'])
    """
    return [word.lower() for word in WORD.findall(unicodedata.normalize("NFKC", name))]


def names_text(name: str) -> bool:
    """Return whether a column of this name is text.

    >>> names_text("Review"), names_text("label")
    (True, False)
    """
    return name.lower() in TEXT_NAMES


def names_identifier(name: str) -> bool:
    """Return whether a column of this name identifies its rows or something else.

    >>> [names_identifier(name) for name in ("order_no", "transactionid", "Kundennummer", "id_client")]
    [True, True, True, True]
    >>> [names_identifier(name) for name in ("humid", "paid", "casino", "number_of_rooms")]
    [False, False, False, False]
    """
    words = words_of(name)
    if not words:
        return False
    if name.startswith(IDENTIFIER_BEGINNINGS):
        return True
    last = words[-1]
    if last in IDENTIFIER_WORDS or last.endswith(IDENTIFIER_ENDINGS) or words[0] in FIRST_WORDS:
        return True
    return any(last.endswith(short) and last.removesuffix(short) in NAMED_THINGS for short in SHORT_ENDINGS)


def names_thing(name: str) -> bool:
    """Return whether whole numbers of this name say which thing a row is about.

    >>> names_thing("Subject"), names_thing("subjects")
    (True, False)
    """
    words = words_of(name)
    return bool(words) and words[-1] in NUMBERED_THINGS


def names_reference(name: str) -> bool:
    """Return whether whole numbers of this name say which one, and surely not how many.

    >>> names_reference("userid"), names_reference("Subject"), names_reference("nr of children")
    (True, True, False)
    """
    return HOW_MANY.isdisjoint(words_of(name)) and (names_identifier(name) or names_thing(name))


def names_index(name: str) -> bool:
    """Return whether a column of this name is the index of a table.

    >>> names_index("Unnamed: 0"), names_index("index"), names_index("price index")
    (True, True, False)
    """
    return INDEX_NAME.fullmatch(name.strip().lower()) is not None


def names_counter(name: str) -> bool:
    """Return whether a column of this name may hold a counter.

    >>> names_counter("bytes_total"), names_counter("price")
    (True, False)
    """
    return not COUNTER_WORDS.isdisjoint(words_of(name))


def names_code(name: str) -> bool:
    """Return whether whole numbers of this name are codes.

    >>> names_code("zip"), names_code("社員コード"), names_code("weight")
    (True, True, False)
    """
    words = words_of(name)
    if not words:
        return False
    return words[-1] in CODE_WORDS or words[-1].endswith(CODE_ENDINGS) or words[0] in ("zip", "postal")
