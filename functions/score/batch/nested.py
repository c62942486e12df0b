"""Takes objects apart: each key becomes a column with a dotted name, such as `user.country`.

Only the table's schema decides, so that all parts of a file are taken apart alike. An object is left whole,
and named as not compared, if it has more than MAX_KEYS keys at any depth (its keys are data rather than
names), repeats a key, or is nested more than MAX_DEPTH deep. An object without any key has no column. If
another column has the dotted name already, slashes replace the dots.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

MAX_DEPTH = 5  # keys below the column's own name
MAX_KEYS = 200
SEPARATOR, OTHER_SEPARATOR = ".", "/"


class Leaf(NamedTuple):
    """A column that is not taken apart further.

    Attributes
    ----------
    name : its dotted name, unique among all leaves of the table.
    path : the name of the table's column, then the keys.
    type : its Arrow type.
    """

    name: str
    path: tuple[str, ...]
    type: "pa.DataType"


def leaves(schema: "pa.Schema") -> list[Leaf]:
    """Return the columns of a table, taken apart, in the table's order."""
    taken = set(schema.names)
    result = []
    for field in schema:
        for path, of_type in _paths(field.type, (field.name,)):
            name = path[0] if len(path) == 1 else free_name(path, taken)
            taken.add(name)
            result.append(Leaf(name, path, of_type))
    return result


def flat(table: "pa.Table") -> "pa.Table":
    """Return a table whose columns are the leaves of this one; a missing object has missing leaves."""
    import pyarrow as pa

    if not any(pa.types.is_struct(field.type) for field in table.schema):
        return table
    return pa.table({leaf.name: cells(table, leaf.path) for leaf in leaves(table.schema)})


def cells(table: "pa.Table | pa.RecordBatch", path: tuple[str, ...]) -> "pa.Array | pa.ChunkedArray":
    """Return the cells of the leaf with this path."""
    import pyarrow.compute as pc

    column = table[path[0]]
    return pc.struct_field(column, list(path[1:])) if len(path) > 1 else column


def keys_of(objects: Iterable[Iterable[str]]) -> list[str] | None:
    """Return the different keys of objects in the order of their appearance; None if they are too many."""
    keys: dict[str, None] = {}
    for each in objects:
        keys.update(dict.fromkeys(each))
        if len(keys) > MAX_KEYS:
            return None
    return list(keys)


def is_below(name: str, objects: Collection[str]) -> bool:
    """Tell whether a dotted name is a key, at any depth, of one of these objects.

    >>> is_below("user.address.city", {"user"}), is_below("user", {"user"}), is_below("users.id", {"user"})
    (True, False, False)
    """
    return SEPARATOR in name and not objects_of([name]).isdisjoint(objects)


def objects_of(names: Iterable[str]) -> set[str]:
    """Return the names of the objects that these dotted names are keys of.

    >>> sorted(objects_of(["user.address.city", "price"]))
    ['user', 'user.address']
    """
    return set(taken_apart(names))


def taken_apart(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the objects that these dotted names are keys of, each with its own keys.

    >>> taken_apart(["user.address.city", "user.id", "price"])
    {'user': ['address', 'id'], 'user.address': ['city']}
    """
    keys: dict[str, dict[str, None]] = {}
    for name in names:
        parts = name.split(SEPARATOR)
        for count in range(1, len(parts)):
            keys.setdefault(SEPARATOR.join(parts[:count]), {})[parts[count]] = None
    return {name: list(own) for name, own in keys.items()}


def with_keys(names: Iterable[str], columns: Collection[str]) -> set[str]:
    """Return these names, and for each that is no column itself, the columns of its keys.

    >>> sorted(with_keys(["user", "price"], ["user.id", "user.name", "price", "price.unit"]))
    ['price', 'user', 'user.id', 'user.name']
    """
    chosen = set(names)
    objects = chosen.difference(columns)
    return chosen | {name for name in columns if is_below(name, objects)} if objects else chosen


def free_name(path: tuple[str, ...], taken: Collection[str]) -> str:
    """Return the dotted name of a path; with slashes if it is taken."""
    name = SEPARATOR.join(path)
    separator = OTHER_SEPARATOR
    while name in taken:
        name = separator.join(path)
        separator += OTHER_SEPARATOR
    return name


def _paths(of_type: "pa.DataType", path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], "pa.DataType"]]:
    import pyarrow as pa

    if not pa.types.is_struct(of_type) or _is_left_whole(of_type, len(path)):
        yield path, of_type
        return
    for field in of_type:
        yield from _paths(field.type, (*path, field.name))


def _is_left_whole(of_type: "pa.DataType", depth: int) -> bool:
    names = Counter(field.name for field in of_type)
    return depth > MAX_DEPTH or max(names.values(), default=1) > 1 or _keys(of_type) > MAX_KEYS


def _keys(of_type: "pa.DataType") -> int:
    import pyarrow as pa

    return sum(_keys(field.type) if pa.types.is_struct(field.type) else 1 for field in of_type)
