"""Any bytes are read into a batch or raise a BatchError; importing loads no heavy library."""

import gzip
import io
import json
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import table_files

from common.errors import BATCH_ERROR_TYPES, BatchError
from functions.score import batch

MUTATIONS = 300  # of each file, 1 to 5 places each
WORKBOOK_MUTATIONS = 40  # each starts a process
ROWS = 30
CSV = "id,text,day\n" + "".join(
    f'{row},"row {row}, ünï ""quoted""\nsecond line",2026-01-{row % 28 + 1:02}\n' for row in range(ROWS)
)
JSON_LINES = "".join(
    json.dumps({"id": row, "text": f"row {row} ü", "half": row / 2, "even": row % 2 == 0, "list": [row]})
    + "\n"
    for row in range(ROWS)
)
FRAGMENTS = (b'"', b'""', b",", b"\0", b"\n", b"\r", b"{", b"}", b"[", b"\\", b"\xff", b"\xef\xbb\xbf")


def parquet(**options):
    columns = {
        "id": range(ROWS),
        "text": [f"row {row} ü" for row in range(ROWS)],
        "at": pa.array(range(ROWS), pa.timestamp("us", "Europe/Berlin")),
        "word": pa.array(["a", "b"] * (ROWS // 2)).dictionary_encode(),
        "list": [[row] for row in range(ROWS)],
        "price": pa.array(range(ROWS), pa.decimal128(9, 2)),
        "flag": [True, None] * (ROWS // 2),
        "clock": pa.array(range(ROWS), pa.time32("s")),
    }
    stored = io.BytesIO()
    pq.write_table(pa.table(columns), stored, **options)
    return stored.getvalue()


FILES = {
    "utf8.csv": CSV.encode(),
    "utf16.csv": CSV.encode("utf-16"),
    "latin1.csv": CSV.encode("latin-1"),
    "packed.csv.gz": gzip.compress(CSV.encode()),
    "tabs.tsv": CSV.replace(",", "\t").encode(),
    "lines.jsonl": JSON_LINES.encode(),
    "packed.ndjson.gz": gzip.compress(JSON_LINES.encode()),
    "text.json": table_files.content(".json"),
    "packed.csv.bz2": table_files.content(".csv.bz2"),
    "packed.csv.xz": table_files.content(".csv.xz"),
    "packed.csv.zst": table_files.content(".csv.zst"),
    "packed.csv.zip": table_files.content(".csv.zip"),
    "plain.orc": table_files.content(".orc"),
    "packed.feather": table_files.content(".feather"),
    "stream.arrow": table_files.content(".arrow"),
    "packed.avro": table_files.content(".avro"),
    "book.xlsx": table_files.content(".xlsx"),
    "book.xlsb": table_files.content(".xlsb"),
    "book.xls": table_files.content(".xls"),
    "book.ods": table_files.content(".ods"),
    "plain.parquet": parquet(compression="none", use_dictionary=False),
    "packed.parquet": parquet(),
}


# "flip" twice: in formats with offsets, readers notice all other changes early.
KINDS = ("truncate", "flip", "flip", "insert", "delete", "syntax")


def mutated(content, rng):
    mutant = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5))):
        place = int(rng.integers(len(mutant) + 1))
        match KINDS[rng.integers(len(KINDS))]:
            case "truncate" if rng.random() < 0.3:
                del mutant[place:]
            case "insert":
                mutant[place:place] = rng.bytes(rng.integers(1, 6))
            case "delete":
                del mutant[place : place + rng.integers(1, 9)]
            case "syntax":
                mutant[place:place] = FRAGMENTS[rng.integers(len(FRAGMENTS))]
            case _ if place < len(mutant):
                mutant[place] ^= 1 << int(rng.integers(8))
    return bytes(mutant)


@pytest.mark.parametrize("key", FILES)
def test_a_mutated_file_gives_a_batch_or_a_batch_error(key):
    rng = np.random.default_rng(list(key.encode()))
    errors = []
    mutations = WORKBOOK_MUTATIONS if key.startswith("book.") else MUTATIONS
    for _ in range(mutations):
        try:
            mutant = batch.read(key, io.BytesIO(mutated(FILES[key], rng)), batch.Limits(max_bytes=2**22))
            for column, (kind, _) in batch.decided_kinds(mutant).items():
                if kind == "text":
                    batch.texts(mutant, column)
        except BatchError as error:
            errors.append(error)
    assert mutations / 10 < len(errors) <= mutations
    assert {error.key for error in errors} == {key}
    assert {error.kind for error in errors} <= set(BATCH_ERROR_TYPES)
    assert all(0 < len(error.message) < 2000 for error in errors)


def test_the_files_are_readable_before_mutation():
    for key, content in FILES.items():
        whole = batch.read(key, io.BytesIO(content), batch.Limits())
        assert whole.rows in (ROWS, table_files.ROWS)
        assert batch.decided_kinds(whole)["text"].kind == "text"


def test_random_bytes_are_rejected_under_every_extension():
    rng = np.random.default_rng(3)
    for key in FILES:
        for size in (1, 10, 1000):
            with pytest.raises(BatchError):
                batch.read(key, io.BytesIO(rng.bytes(size)), batch.Limits())


def test_importing_loads_no_heavy_library():
    heavy = "{'numpy', 'pandas', 'pyarrow'}"
    code = f"import sys, functions.score.batch; print(sorted({heavy} & set(sys.modules)))"
    program = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert program.stdout.strip() == "[]"
