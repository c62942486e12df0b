"""Words for a missing value, as the common systems write them.

They mean a missing cell only in a column whose other cells are numbers, booleans or dates, and in a column
that has no other word. In any other column they are words like all others: "NA" may be Namibia.
"""

# pandas, R, Arrow and Python; SQL and its exports (MySQL and Hive write \N); Excel's errors; C printf on
# Windows; SAS and Stata; the UCI and OpenML repositories; what people type.
MISSING_WORDS = (
    *("", "NA", "N/A", "n/a", "na", "<NA>", "#NA", "#N/A", "#N/A N/A", "NaN", "nan", "NAN", "-NaN", "-nan"),
    *("NaT", "nat", "None", "none", "NONE"),
    *("NULL", "null", "Null", "(null)", "(NULL)", "<null>", "nil", "Nil", "NIL", r"\N"),
    *("#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"),
    *("-nan(ind)", "nan(ind)", "1.#QNAN", "-1.#QNAN", "1.#IND", "-1.#IND", "1.#SNAN"),
    *(".", "?", "??", "-", "--", "---", "..", "..."),
    *("n.a.", "N.A.", "n.d.", "N.D.", "nd", "ND", "n/d", "N/D", "(blank)", "(empty)", "missing", "Missing"),
    *("MISSING", "unknown", "Unknown", "UNKNOWN"),
)
MISSING = frozenset(word.lower() for word in MISSING_WORDS) | {"\u2013", "\u2014", "\u2026"}
