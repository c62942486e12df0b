"""Decides what kind of values a column holds, by its type and, if it holds strings, by what they look like.

The kind of a column of strings is the first of these that applies (white space alone counts as missing):

empty        no values
datetime     nearly all look like a date
numeric      nearly all look like a number, possibly with separators, a currency or a percent sign
boolean      only words for yes and no
text         the column's name is one of TEXT_NAMES
identifier   nearly all are one ASCII word and nearly all differ: codes, e-mail addresses, links
categorical  nearly all are one ASCII word, or: short on average, and few distinct
text         everything else

A column of distinct integers is an identifier if they count the rows (1, 2, 3, ...) or if its name ends like
one (`id`, `order_no`, `customerKey`).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from common.errors import BatchError
from common.verdict.column import Kind
from functions.score.batch.date_forms import DATE
from functions.score.batch.wording import listed, nearest, quoted

if TYPE_CHECKING:
    import pandas as pd

    from functions.score.batch.rows import Batch


# Kinds of string columns that become text if the column is the file's only one.
STRING_KINDS = ("text", "categorical", "identifier", "empty")
COMPARED_KINDS = ("text", "numeric", "categorical", "datetime", "boolean")

NEARLY_ALL = 0.95  # allows the odd "unknown" in a column of dates
FEW_DISTINCT = 0.5  # distinct values per value, up to which short strings are categories
SHORT_CHARACTERS = 24  # on average: longer than country names and job titles, shorter than a sentence
SAMPLE_VALUES = 2000  # evenly spaced strings whose form is checked: within 0.5% of NEARLY_ALL
# Names of columns that are text even if their values are short and repeat.
TEXT_NAMES = frozenset(
    {"text", "sentence", "document", "content", "body", "message", "comment", "review", "feedback"}
    | {"description", "summary", "abstract", "title", "headline", "caption", "post", "tweet"}
    | {"question", "answer", "query", "prompt", "response", "utterance"}
)

CURRENCY = r"(?:[$€£¥]|[A-Z]{3})"
NUMBER = re.compile(
    rf"(?=.*\d){CURRENCY}? ?[-+(]?{CURRENCY}? ?"
    r"(?:\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3})+|\d+)?(?:[.,]?\d+)?(?:[eE][-+]?\d+)?"
    rf" ?(?:%|{CURRENCY})?\)?"
)
MIN_COUNTER_ROWS = 5  # in fewer rows, 1, 2, 3, ... may be chance
# The last word of a name, such as "user_id", "user id", "userId" or "ID".
IDENTIFIER_NAME = re.compile(
    r"(?:.*[\W_])?(?:id|ids|uid|uuid|guid|key|pk|no|nr|num|number|index|idx|row|serial)|.*[a-z](?:Id|ID|Key|No|Nr)",
    re.DOTALL,
)
ASCII_WORD = re.compile(r"[\x21-\x7e]+")
BOOLEAN_WORDS = frozenset({"true", "false", "yes", "no", "y", "n", "t", "f"})


def kinds_of(
    baseline: "Batch",
    text_columns: Sequence[str] = (),
    overrides: Mapping[str, Kind] | None = None,
    ignored: Collection[str] = (),
) -> dict[str, Kind]:
    """Return the kind of each compared column of a baseline, in the file's order.

    Only the baseline decides, so that kinds never depend on what drifted.

    Parameters
    ----------
    text_columns : the text columns, if a setting names them: these columns are text, whatever they hold, and
        other text columns are not compared. If empty, the rules above decide, and the only column of a file
        is text if it holds strings.
    overrides : kinds that the dataset's owner set.
    ignored : columns that are not compared.

    Raises BatchError("no_text_column") if a named column is missing or nothing can be compared.
    """
    for name in text_columns:
        if name not in baseline.columns:
            raise _no_such_column(baseline, name)
    detected = {name: kind_of(baseline.frame[name]) for name in baseline.columns if name not in ignored}
    if text_columns:
        others = {name: kind for name, kind in detected.items() if kind != "text"}
        detected = others | dict.fromkeys(text_columns, "text")
    detected |= overrides or {}
    kinds = {name: detected[name] for name in baseline.columns if name in detected}
    if len(kinds) == 1 and not overrides and not text_columns:
        only, kind = next(iter(kinds.items()))
        kinds[only] = "text" if kind in STRING_KINDS else kind
    if not set(kinds.values()) & set(COMPARED_KINDS):
        columns = listed(f"{name} ({kind})" for name, kind in kinds.items())
        message = f"no column can be compared: {columns}; name the text columns in the setting text_columns"
        raise BatchError("no_text_column", message, key=baseline.key)
    return kinds


def kind_of(column: "pd.Series") -> Kind:
    """Return the kind of a column of a batch's frame; for strings and integers its name counts too."""
    if column.dtype.kind in "iuf":  # a shortcut that files with thousands of columns need
        return _kind_of_numbers(column)
    from pandas.api import types

    present = column.dropna()
    if present.empty:
        return "empty"
    if types.is_bool_dtype(present.dtype):
        return "boolean"
    if types.is_datetime64_any_dtype(present.dtype):
        return "datetime"
    if present.dtype == object and types.infer_dtype(present) == "boolean":  # booleans and missing cells
        return "boolean"
    return _kind_of_strings(present)


def _kind_of_numbers(column: "pd.Series") -> Kind:
    if column.dtype.kind == "f":
        return "numeric" if column.notna().any() else "empty"
    return "identifier" if _is_identifier(column) else "numeric"


def _kind_of_strings(column: "pd.Series") -> Kind:
    words = column.str.strip()
    words = words[words != ""]
    if words.empty:
        return "empty"
    sample = words.iloc[:: -(-len(words) // SAMPLE_VALUES)].tolist()
    value_kind = _value_kind(sample)
    if value_kind:
        return value_kind
    if str(column.name).strip().lower() in TEXT_NAMES:
        return "text"
    distinct = words.nunique() / len(words)
    if _share(sample, ASCII_WORD) >= NEARLY_ALL:
        return "identifier" if distinct >= NEARLY_ALL else "categorical"
    short = sum(map(len, sample)) <= SHORT_CHARACTERS * len(sample)
    return "categorical" if short and distinct <= FEW_DISTINCT else "text"


def _value_kind(sample: list[str]) -> Literal["datetime", "numeric", "boolean"] | None:
    """Return the kind of values that a sample of strings spells, or None if they are words."""
    if _share(sample, DATE) >= NEARLY_ALL:
        return "datetime"
    if _share(sample, NUMBER) >= NEARLY_ALL:
        return "numeric"
    return "boolean" if all(word.lower() in BOOLEAN_WORDS for word in sample) else None


def _share(words: list[str], pattern: re.Pattern[str]) -> float:
    return sum(pattern.fullmatch(word) is not None for word in words) / len(words)


def _is_identifier(column: "pd.Series") -> bool:
    """Tell whether integers are row counters or identifiers."""
    if len(column) < MIN_COUNTER_ROWS:
        return False
    values = column.to_numpy()
    steps = values[1:] - values[:-1]
    if abs(int(values[-1]) - int(values[0])) == len(values) - 1 and (steps == steps[0]).all():
        return True
    name = str(column.name).strip()
    named = IDENTIFIER_NAME.fullmatch(name) or IDENTIFIER_NAME.fullmatch(name.lower())
    return bool(named) and bool(column.is_unique)


def _no_such_column(baseline: "Batch", name: str) -> BatchError:
    nested = name in baseline.ignored
    problem = "holds lists, structures or binary data" if nested else "does not exist in the baseline"
    message = (
        f"column {quoted(name)}, which the setting text_columns names, {problem}; "
        f"the baseline has: {listed(baseline.columns)}{nearest(name, baseline.columns)}"
    )
    return BatchError("no_text_column", message, key=baseline.key, column=name)
