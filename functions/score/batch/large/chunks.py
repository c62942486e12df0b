"""Large text files: every record is read and checked, chunk by chunk; a random sample of them is held.

What a column holds follows from the whole file, as in a file that is held whole: a column is numbers only if
it is in every chunk.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.large.reservoir import Reservoir, seed_of
from functions.score.batch.limits import Limits
from functions.score.batch.text.encoding import Decoder

if TYPE_CHECKING:
    import pyarrow as pa

# Cells of the longest kind that one record may hold beside others.
MOST_LONG_CELLS = 100


class Sampled(NamedTuple):
    """The sampled rows of a file, the number of each, counted from 0, and how many rows the file has."""

    table: "pa.Table"
    numbers: list[int]
    total: int


class Chunk(NamedTuple):
    """Whole records that stand one after another.

    Attributes
    ----------
    text : as it stands in the file, blank lines and all.
    row : of the file, in which it begins.
    records : each with its end of line; blank lines are none.
    rest : what follows and is no whole record yet.
    """

    text: str
    row: int
    records: list[str]
    rest: str


class TextFormat(Protocol):
    """How the records of a text file are told apart and read."""

    def split(self, text: str, row: int, *, last: bool) -> Chunk:
        """Take the whole records off a text of whole lines that begins in `row` of the file."""
        ...

    def read(self, chunk: Chunk) -> "pa.Table":
        """Read and check records; raises BatchError with the row of the file."""
        ...

    def without_end(self, row: int, characters: int) -> BatchError:
        """Return what is wrong with a record that is longer than any is read, after so many characters."""
        ...

    def read_sample(self, text: str, as_text: Sequence[str]) -> "pa.Table":
        """Read records that were checked; `as_text` names columns that are text, whatever they hold."""
        ...


def read_chunks(start: bytes, source: BinaryIO, of: TextFormat, limits: Limits) -> Sampled:
    """Read a file that begins with `start` and goes on in `source`.

    Raises BatchError like the reader of whole files.
    """
    seed = seed_of(start[: limits.chunk_bytes])
    reservoir = Reservoir(seed, limits.held_rows, limits.held_bytes)
    schema: dict[str, pa.DataType] = {}
    for chunk in _chunks(start, source, of, limits):
        table = of.read(chunk)
        for name, kind in zip(table.schema.names, table.schema.types, strict=True):
            schema[name] = merged(schema[name], kind) if name in schema else kind
        frames.check_columns(list(schema), limits)
        reservoir.offer(chunk.records)
    numbers, sample = reservoir.sample()
    return Sampled(_sample_table(of, sample, schema), numbers, reservoir.seen)


def merged(one: "pa.DataType", other: "pa.DataType") -> "pa.DataType":
    """Return the type of a column from those of two chunks: text where they do not agree."""
    import pyarrow as pa

    types = pa.types
    if one == other or types.is_null(other) or types.is_list(one):
        return one
    if types.is_null(one) or types.is_list(other):
        return other
    if all(types.is_integer(kind) or types.is_floating(kind) for kind in (one, other)):
        return pa.float64()
    if all(types.is_date(kind) or types.is_timestamp(kind) for kind in (one, other)):
        fractions = any(types.is_timestamp(kind) and kind.unit == "ns" for kind in (one, other))
        return pa.timestamp("ns" if fractions else "s")
    return pa.string()


def _chunks(start: bytes, source: BinaryIO, of: TextFormat, limits: Limits) -> Iterator[Chunk]:
    decoder, rest = Decoder(start), ""
    longest = limits.chunk_bytes + limits.max_cell_characters * MOST_LONG_CELLS
    for held, last in _bytes(start, source, limits):
        row = decoder.row - rest.count("\n")
        text = rest + decoder.decode(held, last=last)
        end = len(text) if last else text.rfind("\n") + 1
        chunk = of.split(text[:end], row, last=last)
        if chunk.records:
            yield chunk
        rest = chunk.rest + text[end:]
        if len(rest) > longest:
            row = decoder.row - rest.count("\n")
            raise of.without_end(row, len(rest))


def _bytes(start: bytes, source: BinaryIO, limits: Limits) -> Iterator[tuple[bytes, bool]]:
    """Yield the file in parts, and of each whether it is the last."""
    places = range(0, len(start), limits.chunk_bytes)
    held = b""
    for part in (start[place : place + limits.chunk_bytes] for place in places):
        if held:
            yield held, False
        held = part
    while part := source.read(limits.chunk_bytes):
        yield held, False
        held = part
    yield held, True


def _sample_table(of: TextFormat, sample: list[str], schema: "dict[str, pa.DataType]") -> "pa.Table":
    """Return the sample's table, its columns being what they are in the whole file."""
    import pyarrow as pa

    types = pa.types
    table = of.read_sample("".join(sample), [name for name, kind in schema.items() if types.is_string(kind)])
    found = dict(zip(table.schema.names, table.columns, strict=True))
    columns = {}
    for name, kind in schema.items():
        if types.is_list(kind):
            columns[name] = frames.unread(len(table))
        elif name not in found:
            columns[name] = pa.nulls(len(table), kind)
        else:
            columns[name] = _cast(found[name], kind)
    return pa.table(columns)


def _cast(column: "pa.ChunkedArray", kind: "pa.DataType") -> "pa.ChunkedArray":
    """Return a column in the type that it has in the whole file."""
    import pyarrow as pa

    if pa.types.is_floating(kind):
        return column.cast(kind, safe=False)  # whole numbers beyond 2^53 are rounded, as any reader does
    try:
        return column.cast(kind)
    except pa.ArrowInvalid:  # a year that nanoseconds do not reach, beside fractions of a second
        return column.cast(pa.string())
