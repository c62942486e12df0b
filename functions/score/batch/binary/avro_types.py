"""The Arrow types of an Avro schema, and how the values that fastavro decodes become cells of them.

A union with null has the type of its other branch. A union of numbers is a float, and any other union is
text, as in a column of JSON Lines. Maps are not read, nor are records that contain themselves.
"""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

MAX_DECIMAL_DIGITS = 38  # of Arrow's decimal128
NUMBERS = {"int", "long", "float", "double"}


class Cells(NamedTuple):
    """The Arrow type of a schema's values, and what turns a decoded value into a cell; None: nothing does."""

    type: "pa.DataType"
    of: Callable[[Any], Any] | None = None

    def __call__(self, value: Any) -> Any:
        """Return the cell of a decoded value."""
        return value if value is None or self.of is None else self.of(value)


def cells_of(schema: Any, named: Mapping[str, Any], inside: Collection[str] = ()) -> Cells:
    """Return the cells of a schema; raises LookupError if it is none.

    Parameters
    ----------
    schema : parsed by fastavro.
    named : the schemas that others refer to by name.
    inside : the names of the records around it.
    """
    import pyarrow as pa

    if isinstance(schema, str) and schema in named:
        schema = named[schema]
    if isinstance(schema, list):
        return _union([branch for branch in schema if branch != "null"], named, inside)
    kind = schema["type"] if isinstance(schema, dict) else schema
    if isinstance(kind, dict | list):
        return cells_of(kind, named, inside)
    if kind in ("record", "error"):
        return _record(schema, named, inside)
    if kind == "array":
        items = cells_of(schema["items"], named, inside)
        return Cells(pa.list_(items.type), lambda values: [items(value) for value in values])
    logical = _logical(schema) if isinstance(schema, dict) else None
    return logical or _primitive(kind)


def _primitive(kind: str) -> Cells:
    import pyarrow as pa

    if kind == "map":
        return Cells(pa.map_(pa.string(), pa.null()), lambda _: None)
    return Cells(
        {
            "null": pa.null(),
            "boolean": pa.bool_(),
            "int": pa.int32(),
            "long": pa.int64(),
            "float": pa.float32(),
            "double": pa.float64(),
            "string": pa.string(),
            "enum": pa.string(),
            "bytes": pa.binary(),
            "fixed": pa.binary(),
        }[kind]
    )


def is_empty(schema: Any, named: Mapping[str, Any], inside: Collection[str] = ()) -> bool:
    """Return whether values of a schema take no bytes: few bytes could then be any number of them."""
    if isinstance(schema, str) and schema in named:
        schema = named[schema]
    if not isinstance(schema, dict):
        return bool(schema == "null")
    if schema["type"] == "fixed":
        return bool(schema["size"] == 0)
    if schema["type"] not in ("record", "error"):
        return is_empty(schema["type"], named, inside)
    name = schema["name"]
    return name not in inside and all(
        is_empty(field["type"], named, (*inside, name)) for field in schema["fields"]
    )


def _logical(schema: Mapping[str, Any]) -> Cells | None:
    """Return the cells of a logical type; None if fastavro does not decode it."""
    import pyarrow as pa

    kind = schema.get("logicalType")
    if kind == "decimal":
        digits, scale = schema["precision"], schema.get("scale", 0)
        return (
            Cells(pa.decimal128(digits, scale)) if digits <= MAX_DECIMAL_DIGITS else Cells(pa.string(), str)
        )
    return {
        "uuid": Cells(pa.string(), str),
        "date": Cells(pa.date32()),
        "time-millis": Cells(pa.time64("us")),
        "time-micros": Cells(pa.time64("us")),
        "timestamp-millis": Cells(pa.timestamp("us", "UTC")),
        "timestamp-micros": Cells(pa.timestamp("us", "UTC")),
        "timestamp-nanos": Cells(pa.timestamp("ns", "UTC")),
        "local-timestamp-millis": Cells(pa.timestamp("us")),
        "local-timestamp-micros": Cells(pa.timestamp("us")),
        "local-timestamp-nanos": Cells(pa.timestamp("ns")),
    }.get(str(kind))


def _union(branches: list[Any], named: Mapping[str, Any], inside: Collection[str]) -> Cells:
    import pyarrow as pa

    if len(branches) == 1:
        return cells_of(branches[0], named, inside)
    kinds = {branch["type"] if isinstance(branch, dict) else branch for branch in branches}
    if kinds <= NUMBERS:
        return Cells(pa.float64(), float) if kinds else Cells(pa.null())
    return Cells(pa.string(), str)


def _record(schema: Mapping[str, Any], named: Mapping[str, Any], inside: Collection[str]) -> Cells:
    import pyarrow as pa

    name = schema["name"]
    if name in inside:
        return Cells(pa.list_(pa.null()), lambda _: None)
    fields = {field["name"]: cells_of(field["type"], named, (*inside, name)) for field in schema["fields"]}
    return Cells(
        pa.struct({field: cells.type for field, cells in fields.items()}),
        lambda value: {field: cells(value[field]) for field, cells in fields.items()},
    )
