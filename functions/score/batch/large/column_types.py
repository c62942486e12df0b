"""The types of columns of a large file: what they are in all of its chunks."""

from typing import TYPE_CHECKING

from functions.score.batch.cell_types import is_plain, is_read

if TYPE_CHECKING:
    import pyarrow as pa


def common_type(one: "pa.DataType", other: "pa.DataType") -> "pa.DataType":
    """Return the type of a column that has these types in two chunks; text if they do not agree."""
    import pyarrow as pa

    types = pa.types
    if one == other or types.is_null(other) or not is_read(one):
        return one
    if types.is_null(one) or not is_read(other):
        return other
    if not (is_plain(one) and is_plain(other)):  # lists of numbers in one chunk only
        return pa.list_(pa.null())
    if all(types.is_integer(kind) or types.is_floating(kind) for kind in (one, other)):
        return pa.float64()
    if all(types.is_date(kind) or types.is_timestamp(kind) for kind in (one, other)):
        fractions = any(types.is_timestamp(kind) and kind.unit == "ns" for kind in (one, other))
        return pa.timestamp("ns" if fractions else "s")
    return pa.string()


def cast(column: "pa.ChunkedArray", kind: "pa.DataType") -> "pa.ChunkedArray":
    """Return a column in the type that it has in the whole file."""
    import pyarrow as pa

    if pa.types.is_floating(kind):
        return column.cast(kind, safe=False)  # integers beyond 2^53 are rounded, as in any reader
    try:
        return column.cast(kind)
    except pa.ArrowInvalid:  # a year out of the range of nanoseconds, in a column with fractions of a second
        return column.cast(pa.string())
