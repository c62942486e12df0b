"""The columns of parts that need not have the same ones."""

from typing import TYPE_CHECKING

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

    def add(self, table: "pa.Table") -> None:
        """Add the columns of a part."""
        import pyarrow as pa

        self.parts += 1
        for field in table.schema:
            name, own = field.name, field.type
            self.counts[name] = self.counts.get(name, 0) + 1
            before = self.types.get(name, own)
            self.types[name] = common_type(before, own)
            if pa.types.is_string(self.types[name]) and not (_is_text(before) and _is_text(own)):
                self.as_text[name] = None

    @property
    def incomplete(self) -> list[str]:
        """The columns that some part lacks."""
        return [name for name, count in self.counts.items() if count < self.parts]

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
    A column that is not read in one part, such as lists, is not read at all.
    """
    import pyarrow as pa

    types, both = pa.types, (one, other)

    def all_are(*tests: "Callable[[pa.DataType], bool]") -> bool:
        return all(any(test(each) for test in tests) for each in both)

    if one == other or types.is_null(one) or types.is_null(other):
        return other if types.is_null(one) else one
    if any(types.is_nested(each) or types.is_binary(each) for each in both):
        return pa.list_(pa.null())
    if all_are(types.is_integer) and pa.uint64() not in both:
        return pa.int64()
    if all_are(types.is_integer, types.is_floating, types.is_decimal):
        return pa.float64()
    return pa.timestamp("us") if all_are(types.is_date, types.is_timestamp) else pa.string()


def _cells(table: "pa.Table", name: str, of_type: "pa.DataType") -> "pa.Array | pa.ChunkedArray":
    import pyarrow as pa

    if name not in table.column_names:
        return pa.nulls(len(table), of_type)
    column = table[name]
    if column.type == of_type:
        return column
    if pa.types.is_nested(of_type):
        return pa.nulls(len(table), of_type)
    rounded = pa.types.is_floating(of_type) or pa.types.is_timestamp(of_type)
    return column.cast(of_type, safe=not rounded)  # integers beyond 2^53 and nanoseconds are rounded


def _is_text(of_type: "pa.DataType") -> bool:
    import pyarrow as pa

    types = pa.types
    return any(is_text(of_type) for is_text in (types.is_string, types.is_large_string, types.is_null))
