"""The columns of parts that need not have the same ones."""

from typing import TYPE_CHECKING

from functions.score.batch import frames
from functions.score.batch.cell_types import is_list_of_numbers, is_plain, is_read, is_text, placeholder
from functions.score.batch.text.as_written import missing_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa


class Columns:
    """The columns of all parts, in the order of their first appearance, with a type that all cells fit.

    Attributes
    ----------
    types : the type of each column.
    parts : number of parts that were added.
    counts : in how many of them each column is.
    as_text : the columns whose types agree in no other way than as text.
    """

    def __init__(self) -> None:
        self.types: dict[str, pa.DataType] = {}
        self.parts = 0
        self.counts: dict[str, int] = {}
        self.as_text: dict[str, None] = {}
        self._words: dict[str, set[str]] = {}

    def add(self, table: "pa.Table") -> None:
        """Add the columns of a part."""
        self.parts += 1
        words = missing_words(table)
        for field in table.schema:
            name = field.name
            own = field.type if is_read(field.type) else placeholder(0, field.type).type
            self.counts[name] = self.counts.get(name, 0) + 1
            before = self.types.get(name, own)
            self.types[name] = common_type(before, own)
            if is_text(self.types[name]) and not all(map(_is_text, (before, own))):
                self.as_text[name] = None
            if table[name].null_count:
                self._words.setdefault(name, set()).add(words.get(name, ""))

    @property
    def incomplete(self) -> list[str]:
        """The columns that some part lacks."""
        return [name for name, count in self.counts.items() if count < self.parts]

    @property
    def missing_words(self) -> dict[str, str]:
        """The word of the missing cells of each column whose missing cells all have the same word."""
        words = {name: next(iter(words)) for name, words in self._words.items() if len(words) == 1}
        return {name: word for name, word in words.items() if word and not is_text(self.types[name])}

    def table_of(self, tables: "Sequence[pa.Table]") -> "pa.Table":
        """Return the rows of all tables; the cells of a column that a table lacks are missing."""
        import pyarrow as pa

        return pa.concat_tables(
            pa.table({name: _cells(table, name, of_type) for name, of_type in self.types.items()})
            for table in tables
        )


def common_type(one: "pa.DataType", other: "pa.DataType") -> "pa.DataType":
    """Return the type of a column that has these types in two parts.

    Numbers of all widths are numbers, dates and times are times; what does not agree is text, as in one file.
    A column that is not read in one part, such as lists of text, is not read at all.
    """
    import pyarrow as pa

    types, both = pa.types, (one, other)

    def all_are(*tests: "Callable[[pa.DataType], bool]") -> bool:
        return all(any(test(each) for test in tests) for each in both)

    if one == other or types.is_null(one) or types.is_null(other):
        return other if types.is_null(one) else one
    if all_are(is_list_of_numbers):
        return pa.list_(pa.float64())
    if not all_are(is_plain):
        return _unread(one, other)
    if all_are(types.is_integer) and pa.uint64() not in both:
        return pa.int64()
    if all_are(types.is_integer, types.is_floating, types.is_decimal):
        return pa.float64()
    other_type = pa.duration("us") if all_are(types.is_duration) else pa.string()
    return pa.timestamp("us") if all_are(types.is_date, types.is_timestamp) else other_type


def _unread(one: "pa.DataType", other: "pa.DataType") -> "pa.DataType":
    """Return the type of a column that is not read in one part, or has lists of numbers in one part only."""
    unread = [each for each in (one, other) if not is_read(each)]
    return unread[0] if len(unread) == 1 else placeholder(0).type


def _cells(table: "pa.Table", name: str, of_type: "pa.DataType") -> "pa.Array | pa.ChunkedArray":
    import pyarrow as pa

    if not is_read(of_type):
        return placeholder(len(table), of_type)
    if name not in table.column_names:
        return pa.nulls(len(table), of_type)
    column = table[name]
    if column.type == of_type:
        return column
    types = pa.types
    if types.is_timestamp(column.type) and column.type.tz and not getattr(of_type, "tz", None):
        column = frames.local_clock(column)
    rounded = any(test(of_type) for test in (types.is_floating, types.is_timestamp, types.is_duration))
    return column.cast(of_type, safe=not rounded)  # integers beyond 2^53 and nanoseconds are rounded


def _is_text(of_type: "pa.DataType") -> bool:
    import pyarrow as pa

    return is_text(of_type) or pa.types.is_null(of_type)
