"""Reads large text files in chunks: checks every record, and keeps a random sample of them.

The type of a column follows from the whole file, as in a small file: a column is numeric only if it is
numeric in every chunk.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from common.errors import BatchError
from functions.score.batch import frames, nested
from functions.score.batch.cell_types import is_read, placeholder
from functions.score.batch.large.column_types import cast, common_type
from functions.score.batch.large.reservoir import Reservoir, seed_of
from functions.score.batch.limits import MIN_ROWS, Limits, TooMuchAtOnce
from functions.score.batch.text.encoding import Asked, Decoder, nothing_asked

if TYPE_CHECKING:
    import pyarrow as pa

# A record may have this many cells of the maximum length.
MAX_LONG_CELLS = 100


class SampledTable(NamedTuple):
    """The sampled rows of a file.

    Attributes
    ----------
    numbers : their row numbers, counted from 0.
    total : number of rows in the file.
    notes : what the verdict says about how the file was read.
    """

    table: "pa.Table"
    numbers: list[int]
    total: int
    notes: tuple[str, ...] = ()


class Chunk(NamedTuple):
    """Consecutive whole records.

    Attributes
    ----------
    content : the text as in the file, with blank lines, in UTF-8.
    row : 1-based row of the file in which the text begins.
    records : each record with its line end; blank lines are left out.
    rest : the incomplete record after the text.
    block : see `lines.Found`.
    """

    content: bytes
    row: int
    records: "pa.StringArray"
    rest: str
    block: int | None = None


class TextFormat(Protocol):
    """How to split a text file into records, and how to read them."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the verdict says about how the file was read."""
        ...

    def split(self, text: str, row: int, *, last: bool) -> Chunk:
        """Split a text of whole lines, which begins in `row` of the file, into whole records and the rest."""
        ...

    def read(self, chunk: Chunk) -> "pa.Table":
        """Read and check records; raise BatchError with the row of the file."""
        ...

    def unterminated(self, row: int, characters: int) -> BatchError:
        """Return the error about a record that does not end within the allowed number of characters."""
        ...

    def read_sample(self, text: str, as_text: Sequence[str]) -> "pa.Table":
        """Read checked records; `as_text` names columns that are text, whatever these records hold."""
        ...

    def finish(self, table: "pa.Table") -> "pa.Table":
        """Return the sample's table, with the types of the whole file, without columns that are none."""
        ...


def read_chunks(
    start: bytes,
    source: BinaryIO,
    text_format: TextFormat,
    limits: Limits,
    asked: Asked = nothing_asked,
) -> SampledTable:
    """Read a file that begins with `start` and continues in `source`; `asked` is that of `encoding.decode`.

    Raises BatchError like the reader of small files.
    """
    seed = seed_of(start[: limits.chunk_bytes])
    reservoir = Reservoir(seed, limits.sample_rows, limits.sample_bytes)
    schema: dict[str, pa.DataType] = {}
    decoder = Decoder(start, asked)
    chunks = _chunks(decoder, _parts(start, source, limits), text_format, limits)
    for chunk, table in _read(chunks, text_format):
        for name, kind in zip(table.schema.names, table.schema.types, strict=True):
            schema[name] = common_type(schema[name], kind) if name in schema else kind
        frames.check_columns(list(schema), limits)
        reservoir.offer(chunk.records)
    numbers, table = _sampled(reservoir, text_format, schema, limits)
    return SampledTable(text_format.finish(table), numbers, reservoir.seen, decoder.notes + text_format.notes)


def _sampled(
    reservoir: Reservoir, text_format: TextFormat, schema: "dict[str, pa.DataType]", limits: Limits
) -> "tuple[list[int], pa.Table]":
    """Return the sampled rows, of those that are kept only as many as can be read at once."""
    rows = limits.rows_in_sample(len(schema))
    while True:
        numbers, sample = reservoir.sample(rows)
        try:
            return numbers, _sample_table(text_format, sample, schema)
        except TooMuchAtOnce:
            rows = len(numbers) // 2
            if rows < MIN_ROWS:
                raise


def _read(chunks: Iterator[Chunk], text_format: TextFormat) -> "Iterator[tuple[Chunk, pa.Table]]":
    """Yield each chunk and its table; a chunk is parsed while the next one is decoded and split.

    Errors are raised in the file's order.
    """
    with ThreadPoolExecutor(1, "parse") as parser:
        parsing: deque[tuple[Chunk, Future[pa.Table]]] = deque()
        try:
            for chunk in chunks:
                parsing.append((chunk, parser.submit(text_format.read, chunk)))
                if len(parsing) > 1:
                    yield _parsed(*parsing[0])
                    parsing.popleft()
        except BatchError:
            for earlier in parsing:  # an error in one of these comes first
                _parsed(*earlier)
            raise
        for last in parsing:
            yield _parsed(*last)


def _parsed(chunk: Chunk, table: "Future[pa.Table]") -> "tuple[Chunk, pa.Table]":
    return chunk, table.result()


def _chunks(
    decoder: Decoder, parts: Iterator[tuple[bytes, bool]], text_format: TextFormat, limits: Limits
) -> Iterator[Chunk]:
    rest = ""
    longest = limits.chunk_bytes + limits.max_cell_characters * MAX_LONG_CELLS
    for part, last in parts:
        row = decoder.row - rest.count("\n")
        text = rest + decoder.decode(part, last=last)
        end = len(text) if last else text.rfind("\n") + 1
        chunk = text_format.split(text[:end], row, last=last)
        if len(chunk.records):
            yield chunk
        rest = chunk.rest + text[end:]
        if len(rest) > longest:
            row = decoder.row - rest.count("\n")
            raise text_format.unterminated(row, len(rest))


def _parts(start: bytes, source: BinaryIO, limits: Limits) -> Iterator[tuple[bytes, bool]]:
    """Yield the file in parts, each with whether it is the last."""
    places = range(0, len(start), limits.chunk_bytes)
    before = b""
    for part in (start[place : place + limits.chunk_bytes] for place in places):
        if before:
            yield before, False
        before = part
    while part := source.read(limits.chunk_bytes):
        yield before, False
        before = part
    yield before, True


def _sample_table(
    text_format: TextFormat, sample: "pa.StringArray", schema: "dict[str, pa.DataType]"
) -> "pa.Table":
    """Return the sample's table, with the types that the columns have in the whole file."""
    import pyarrow as pa

    types = pa.types
    rows = len(sample)  # a table without columns, of empty objects, has no length
    as_text = [name for name, kind in schema.items() if types.is_string(kind)]
    table = text_format.read_sample("".join(sample.to_pylist()), as_text)
    sampled = dict(zip(table.schema.names, table.columns, strict=True))
    types_of = schema | {name: column.type for name, column in sampled.items() if not is_read(column.type)}
    unread = {name for name, kind in types_of.items() if not is_read(kind)}
    objects = nested.objects_of(schema)
    columns = {}
    for name, kind in schema.items():
        # An object in one part of the file, and in another something else, or missing in every row.
        if nested.is_below(name, unread) or (types.is_null(kind) and name in objects):
            continue
        if name in unread:
            columns[name] = placeholder(rows, types_of[name])
        elif name not in sampled:
            columns[name] = pa.nulls(rows, kind)
        elif types.is_string(sampled[name].type):  # padded codes, or words for missing cells alone
            columns[name] = sampled[name]
        else:
            columns[name] = cast(sampled[name], kind)
    return pa.table(columns)
