"""The kinds of all columns of a baseline, from its data and its owner's settings."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from common.errors import BatchError
from common.verdict.column import Kind
from functions.score.batch.kinds.facts import Facts
from functions.score.batch.kinds.formats import recognised_format
from functions.score.batch.kinds.rules import ColumnKind, decide
from functions.score.batch.kinds.words import short_and_repeated
from functions.score.batch.wording import listed, nearest, quoted

if TYPE_CHECKING:
    from functions.score.batch.rows import Batch

# Kinds of string columns that become text if the column is the file's only one, ...
STRING_KINDS = ("text", "categorical", "identifier", "empty")
VERY_FEW_DISTINCT = 0.02  # ... unless its categories have so few distinct values per value, or a format
# Kinds whose values are compared. Of identifiers, only missing and repeated cells and the format are, so a
# file without them has not lost a compared column.
COMPARED_KINDS = ("text", "numeric", "categorical", "datetime", "boolean", "embedding")
BY_SETTING = "the dataset's settings say so"
TEXT_BY_SETTING = "the setting text_columns names it"
ONLY_COLUMN = "it is the file's only column and holds strings"


def decided_kinds(
    baseline: "Batch",
    text_columns: Sequence[str] = (),
    overrides: Mapping[str, Kind] | None = None,
    ignored: Collection[str] = (),
) -> dict[str, ColumnKind]:
    """Return the kind of each compared column of a baseline, and why, in the file's order.

    Only the baseline decides, so that kinds never depend on what drifted.

    Parameters
    ----------
    text_columns : the text columns, if a setting names them: these columns are text, whatever they hold, and
        other text columns are not compared. If empty, the rules decide, and the only column of a file
        is text if it holds strings, except for a few categories.
    overrides : kinds that the dataset's owner set.
    ignored : columns that are not compared.

    Raises BatchError("no_text_column") if a named column is missing or nothing can be compared.
    """
    for name in text_columns:
        if name not in baseline.columns:
            raise _no_such_column(baseline, name)
    as_text: dict[str, Kind] = dict.fromkeys(text_columns, "text")
    _check_embeddings(baseline, as_text | dict(overrides or {}))
    detected = {
        name: decide(baseline.frame[name], baseline.vectors.get(name))
        for name in baseline.columns
        if name not in ignored
    }
    if text_columns:
        others = {name: decided for name, decided in detected.items() if decided.kind != "text"}
        detected = others | dict.fromkeys(text_columns, ColumnKind("text", TEXT_BY_SETTING))
    detected |= {name: ColumnKind(kind, BY_SETTING) for name, kind in (overrides or {}).items()}
    kinds = {name: detected[name] for name in baseline.columns if name in detected and name not in ignored}
    if len(kinds) == 1 and not overrides and not text_columns:
        only, decided = next(iter(kinds.items()))
        column = baseline.frame[only]
        strings = decided.kind in STRING_KINDS and column.dtype.kind == "O"
        if strings and not _says_what_it_holds(Facts(column), decided.kind):
            kinds[only] = ColumnKind("text", ONLY_COLUMN)
    if not {decided.kind for decided in kinds.values()} - {"empty"}:
        columns = listed(f"{name} ({decided.kind})" for name, decided in kinds.items())
        message = f"no column can be compared: {columns}; name the text columns in the setting text_columns"
        if not kinds and ignored:
            message = "no column can be compared: the settings ignore all of them"
        raise BatchError("no_text_column", message, key=baseline.key)
    return kinds


def _check_embeddings(baseline: "Batch", chosen: Mapping[str, Kind]) -> None:
    """Raise BatchError if a setting makes a column of vectors something else, or something else vectors."""
    for name, kind in chosen.items():
        if (kind == "embedding") == (name in baseline.vectors):
            continue
        holds = "lists of numbers" if name in baseline.vectors else "no lists of numbers of one length"
        message = f"column {quoted(name)} cannot be of kind {kind}, as the settings say: it holds {holds}"
        raise BatchError("broken_settings", message, key=baseline.key, column=name)


def _says_what_it_holds(column: Facts, kind: Kind) -> bool:
    """Tell whether strings have a format of identifiers, or are short and repeat very often, as labels do."""
    if recognised_format(column):
        return True
    few = kind == "categorical" and column.distinct_share <= VERY_FEW_DISTINCT
    return few and short_and_repeated(column) is not None


def _no_such_column(baseline: "Batch", name: str) -> BatchError:
    unread = baseline.ignored.get(name)
    problem = f"holds {unread}" if unread else "does not exist in the baseline"
    message = (
        f"column {quoted(name)}, which the setting text_columns names, {problem}; "
        f"the baseline has: {listed(baseline.columns)}{nearest(name, baseline.columns)}"
    )
    return BatchError("no_text_column", message, key=baseline.key, column=name)
