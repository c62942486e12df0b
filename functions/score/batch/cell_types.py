"""Arrow's types of cells: which are read, and what the others hold in words."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

# The name that pandas gives the index of a filtered frame in Parquet; it is not a column of the data.
PANDAS_INDEX = re.compile(r"__index_level_\d+__")

OBJECTS = "maps, or objects with many keys or levels"  # what a column holds that is not taken apart

MIXED = "lists or objects among other values"


def is_supported(name: str, of_type: "pa.DataType") -> bool:
    """Tell whether a column of this name and Arrow type is read.

    Objects are taken apart before (see `nested`). Maps, binary data and lists of anything but numbers
    are not read, because no test of this project applies to them. Neither is the index that pandas
    writes into Parquet.
    """
    return not PANDAS_INDEX.fullmatch(name) and is_read(of_type)


def is_read(of_type: "pa.DataType") -> bool:
    """Tell whether cells of this type are read."""
    return is_plain(of_type) or is_list_of_numbers(of_type)


def value_type(of_type: "pa.DataType") -> "pa.DataType":
    """Return the type of a column's cells, without their dictionary or view encoding."""
    import pyarrow as pa

    cell_type = of_type.value_type if pa.types.is_dictionary(of_type) else of_type
    return pa.string() if pa.types.is_string_view(cell_type) else cell_type


def is_plain(of_type: "pa.DataType") -> bool:
    """Tell whether the cells of this type are text, numbers, booleans, dates, times or durations."""
    import pyarrow as pa

    types = pa.types
    of_type = value_type(of_type)
    kinds = (types.is_integer, types.is_floating, types.is_decimal, types.is_boolean, types.is_null)
    times = (types.is_date, types.is_timestamp, types.is_time, types.is_duration)
    return is_text(of_type) or any(is_kind(of_type) for is_kind in kinds + times)


def is_text(of_type: "pa.DataType") -> bool:
    """Tell whether the cells of this type are text."""
    import pyarrow as pa

    types = pa.types
    tests = (types.is_string, types.is_large_string, types.is_string_view)
    return any(test(value_type(of_type)) for test in tests)


def is_list_of_numbers(of_type: "pa.DataType") -> bool:
    """Tell whether a column holds lists of numbers."""
    import pyarrow as pa

    types = pa.types
    numbers = (types.is_integer, types.is_floating, types.is_decimal)
    return _is_list(of_type) and any(is_number(of_type.value_type) for is_number in numbers)


def contents(of_type: "pa.DataType") -> str:
    """Return what a column of a type that is not read holds, in the plural."""
    import pyarrow as pa

    types = pa.types
    if types.is_struct(of_type) or types.is_map(of_type):
        return OBJECTS
    if types.is_interval(of_type):
        return "periods or intervals"
    if not types.is_nested(of_type):
        return "binary data"
    if _is_list(of_type) and types.is_null(of_type.value_type):
        return MIXED
    return "lists of text" if _is_list(of_type) and is_text(of_type.value_type) else "lists"


def placeholder(rows: int, of_type: "pa.DataType | None" = None) -> "pa.Array":
    """Return missing cells in place of a column that is not read; `contents` says what it holds."""
    import pyarrow as pa

    unread = pa.list_(pa.null()) if of_type is None else of_type
    if isinstance(unread, pa.BaseExtensionType):  # such as pandas' periods
        unread = pa.month_day_nano_interval()
    if pa.types.is_struct(unread):
        unread = pa.map_(pa.string(), pa.null())
    return pa.nulls(rows, unread)


def _is_list(of_type: "pa.DataType") -> bool:
    import pyarrow as pa

    types = pa.types
    return any(is_list(of_type) for is_list in (types.is_list, types.is_large_list, types.is_fixed_size_list))
