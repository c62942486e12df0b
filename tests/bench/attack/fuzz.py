"""Falsifies every field of a Parquet file in turn; writes CSV and JSON Lines by grammar, with faults."""

from __future__ import annotations

import copy
import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from attack import thrift
from attack.footers import Footer, page_headers, parquet, with_header
from common.errors import BatchError
from functions.score import batch
from functions.score.batch import Limits

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

WHOLE = (0, 1, -1, 2, 7, 255, 2**15, 2**31 - 1, -(2**31), 2**40, 2**62)
WORDS = (b"", b"x", b"\xff\xfe", b"a" * 300, b"a.b")
Path = tuple[Any, ...]


def seeds() -> list[bytes]:
    """Return files that have all that readers care for."""
    table = pa.table(
        {
            "text": [f"text {row % 5}" for row in range(60)],
            "n": pa.array([row if row % 7 else None for row in range(60)], pa.int32()),
            "v": [[float(row), 1.0] for row in range(60)],
            "s": [{"a": row, "b": {"c": f"{row}"}} for row in range(60)],
            "d": pa.array(["x", "y", None] * 20).dictionary_encode(),
        }
    )
    return [
        parquet(table, compression="snappy"),
        parquet(table, compression="none", use_dictionary=False, data_page_version="2.0"),
        parquet(table, compression="zstd", row_group_size=25, data_page_size=64),
    ]


def falsified() -> Iterator[bytes]:
    """Yield every seed with each field of its footer and page headers changed in turn."""
    for seed in seeds():
        whole = Footer.of(seed)
        for path in _fields(whole.struct):
            for changed in _changes(whole.struct, path):
                yield Footer(whole.pages, changed).file()
        for begin, end, header in list(page_headers(seed)):
            for path in _fields(header):
                for changed in _changes(header, path):
                    yield with_header(seed, begin, end, changed)


def _fields(struct: list[list[Any]], path: Path = ()) -> Iterator[Path]:
    """Yield the way to each field, of structs in lists and structs too."""
    for place, (_, kind, value) in enumerate(struct):
        yield (*path, place)
        if kind == thrift.STRUCT:
            yield from _fields(value, (*path, place, 2))
        elif kind == thrift.LIST and value[0] == thrift.STRUCT:
            for number, each in enumerate(value[1]):
                yield from _fields(each, (*path, place, 2, 1, number))


def _changes(struct: list[list[Any]], path: Path) -> Iterator[list[list[Any]]]:
    *way, place = path
    for change in ("remove", "empty", *range(len(WHOLE))):
        changed = copy.deepcopy(struct)
        inside: Any = changed
        for step in way:
            inside = inside[step]
        _, kind, value = inside[place]
        if change == "remove":
            del inside[place]
        elif kind in thrift.WHOLE and isinstance(change, int):
            inside[place][2] = WHOLE[change]
        elif kind == thrift.BINARY and isinstance(change, int) and change < len(WORDS):
            inside[place][2] = WORDS[change]
        elif kind == thrift.LIST and change == "empty":
            value[1] = []
        elif kind == thrift.LIST and change == 0:
            value[1] = value[1] * 3
        elif kind in (thrift.TRUE, thrift.FALSE) and change == 0:
            inside[place][2] = not value
        else:
            continue
        yield changed


def table_text(rng: random.Random) -> tuple[str, bytes]:
    """Return a CSV file by its grammar, in which something may be wrong."""
    delimiter = rng.choice(",;\t|")
    cells = [
        "",
        "1",
        "-2.5",
        "2026-01-31",
        '"a ""b"""',
        "é",
        "x" * 300,
        "NA",
        '"',
        "\0",
        "1e999",
        "(1)",
        "\r",
    ]
    lines = [delimiter.join(f"c{number}" for number in range(rng.randint(1, 6)))]
    width = lines[0].count(delimiter) + 1
    for _ in range(rng.randint(0, 40)):
        count = width + rng.choice([0] * 20 + [-1, 1])
        lines.append(delimiter.join(rng.choice(cells[: rng.choice([8, 13])]) for _ in range(count)))
    return "a.csv", rng.choice(["\n", "\r\n", "\r"]).join(lines).encode(
        rng.choice(["utf-8", "cp1252"]), "replace"
    )


def objects_text(rng: random.Random) -> tuple[str, bytes]:
    """Return JSON Lines, or an array, in which something may be wrong."""

    def value(depth: int) -> str:
        kind = rng.randint(0, 9 if depth < 6 else 6)
        if kind > 6:
            inner = [value(depth + 1) for _ in range(rng.randint(0, 4))]
            if kind == 7:
                return f"[{','.join(inner)}]"
            return "{" + ",".join(f'"k{rng.randint(0, 5)}":{each}' for each in inner) + "}"
        return rng.choice(
            ["null", "true", "1", "-2.5", '"text"', '"\\ud800"', "1e999", "9" * 30, "NaN", '""', "{", '"']
        )

    rows = [
        "{" + ",".join(f'"c{rng.randint(0, 4)}":{value(0)}' for _ in range(rng.randint(0, 5))) + "}"
        for _ in range(rng.randint(1, 20))
    ]
    if rng.random() < 0.3:
        return "a.json", f"[{','.join(rows)}]".encode()
    return "a.jsonl", "\n".join(rows).encode()


def tried(name: str, content: bytes, limits: Limits | None = None) -> str:
    """Read a file and return what became of it; any exception but BatchError is raised."""
    try:
        batch.read(name, io.BytesIO(content), limits or Limits())
    except BatchError as error:
        return error.kind
    return "read"
