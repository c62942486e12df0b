"""The ordered list of rules that decide the kind of a column: the first one that applies."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from common.verdict.column import Kind
from functions.score.batch.kinds import codes, formats, identifiers, numbers, times, types, words
from functions.score.batch.kinds.facts import Facts

if TYPE_CHECKING:
    import pandas as pd

    from functions.score.batch.vectors import Vectors


class ColumnKind(NamedTuple):
    """The kind of a column, and why: a clause about the column that quotes no value."""

    kind: Kind
    because: str


class Rule(NamedTuple):
    """A rule: `applies` returns why a column is of this kind, None if the rule does not apply."""

    kind: Kind
    applies: Callable[[Facts], str | None]


RULES = (
    Rule("embedding", types.lists_of_numbers),
    Rule("empty", types.no_values),
    Rule("boolean", types.stored_booleans),
    Rule("datetime", types.stored_dates),
    Rule("datetime", times.dates_as_numbers),
    Rule("categorical", times.repeating_numbers),
    Rule("boolean", types.zeros_and_ones),
    Rule("boolean", words.yes_or_no),
    Rule("numeric", numbers.written_durations),
    Rule("datetime", times.written_dates),
    Rule("numeric", numbers.written_amounts),
    Rule("identifier", identifiers.index_of_table),
    Rule("identifier", identifiers.numbers_rows),
    Rule("identifier", identifiers.named_identifier),
    Rule("identifier", identifiers.named_reference),
    Rule("identifier", identifiers.numbers_groups),
    Rule("identifier", formats.recognised_format),
    Rule("identifier", formats.prefixed_numbers),
    Rule("identifier", identifiers.only_grows),
    Rule("identifier", identifiers.never_drawn_twice),
    Rule("identifier", identifiers.long_numbers),
    Rule("categorical", codes.code_numbers),
    Rule("identifier", codes.many_codes),
    Rule("categorical", codes.few_references),
    Rule("categorical", codes.few_whole_numbers),
    Rule("numeric", types.stored_numbers),
    Rule("numeric", numbers.written_numbers),
    Rule("text", words.named_text),
    Rule("identifier", formats.different_words),
    Rule("identifier", formats.different_codes),
    Rule("categorical", words.single_words),
    Rule("categorical", words.short_and_repeated),
    Rule("categorical", words.often_repeated),
    Rule("text", words.other_strings),
)


def decide(column: "pd.Series", vectors: "Vectors | None" = None) -> ColumnKind:
    """Return the kind of a column of a batch's frame, and why; `vectors`: its vectors if it has any."""
    facts = Facts(column, vectors)
    for rule in RULES:
        if because := rule.applies(facts):
            return ColumnKind(rule.kind, because)
    raise AssertionError("the last rule applies to every column")


def kind_of(column: "pd.Series") -> Kind:
    """Return the kind of a column of a batch's frame."""
    return decide(column).kind
