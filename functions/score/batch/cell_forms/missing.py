"""Words for a missing value, as the common systems write them.

They mean a missing cell only in a column whose other cells are numbers, booleans or dates, and in a column
that has no other word. In any other column they are words like all others: "NA" may be Namibia.
"""

from collections.abc import Mapping

# pandas, R, Arrow and Python; SQL and its exports (MySQL and Hive write \N); errors of spreadsheets; C printf
# on Windows; SAS and Stata; the UCI and OpenML repositories; what people type.
MISSING_WORDS = (
    *("", "NA", "N/A", "n/a", "na", "<NA>", "#NA", "#N/A", "#N/A N/A", "NaN", "nan", "NAN", "-NaN", "-nan"),
    *("NaT", "nat", "None", "none", "NONE"),
    *("NULL", "null", "Null", "(null)", "(NULL)", "<null>", "nil", "Nil", "NIL", r"\N"),
    *("#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!", "#DIV/0", "#VALUE", "#REF"),
    *(f"Err:{number}" for number in range(501, 541)),
    *("-nan(ind)", "nan(ind)", "1.#QNAN", "-1.#QNAN", "1.#IND", "-1.#IND", "1.#SNAN"),
    *(".", "?", "??", "-", "--", "---", "..", "..."),
    *("n.a.", "N.A.", "n.d.", "N.D.", "nd", "ND", "n/d", "N/D", "(blank)", "(empty)", "missing", "Missing"),
    *("MISSING", "unknown", "Unknown", "UNKNOWN"),
)
MISSING = frozenset(word.lower() for word in MISSING_WORDS) | {"\u2013", "\u2014", "\u2026"}
MOST_OWN, FEWEST_CELLS, MOST_CELLS = 2, 5, 0.7


def own_words(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the words that mean a missing cell in one column of numbers, such as "k.A." or "not measured".

    Those are all its words without a digit, if they are one or two, each repeated, beside enough with digits.

    Parameters
    ----------
    counts : cells with each word, without those of MISSING.

    >>> own_words({"17": 30, "18.5": 20, "k.A.": 9})
    frozenset({'k.a.'})
    >>> own_words({"17": 30, "low": 9, "high": 9, "medium": 9})
    frozenset()
    """
    others = {word: count for word, count in counts.items() if not any(map(str.isdigit, word))}
    if not others or len(others) > MOST_OWN or min(others.values()) < FEWEST_CELLS:
        return frozenset()
    most = MOST_CELLS * sum(counts.values())
    return frozenset(word.strip().lower() for word in others) if sum(others.values()) <= most else frozenset()
