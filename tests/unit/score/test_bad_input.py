"""Every way in which a file can be at fault ends in a verdict that says so."""

import gzip
import io
import json
import re

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from common import keys
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from common.verdict.document import Verdict, json_schema
from functions.score.batch import Limits
from functions.score.batch.unpacking import RATIO_CHECKED_FROM_BYTES
from functions.score.handler import score_object

GOOD = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,birds sang in the garden\n"
PACKED = gzip.compress(GOOD * 50)
LIMITS = Limits(max_bytes=10_000, max_cell_characters=200, max_columns=50)

# name: (file name, its bytes, the error's type, its row, its column)
BAD = {
    "empty file": ("a.csv", b"", "empty_file", None, None),
    "only white space": ("a.csv", b" \n\n", "empty_file", None, None),
    "header only": ("a.csv", b"id,text\n", "no_rows", None, None),
    "one row": ("a.csv", b"id,text\n1,the cat sat on the mat\n", "too_few_rows", None, None),
    "duplicate column": ("a.csv", GOOD.replace(b"id,", b"text,"), "duplicate_column", 1, "text"),
    "quote never closed": ("a.csv", b'id,text\n1,x y\n2,"never closed\n3,z\n', "broken_csv", 3, None),
    "too many fields": ("a.csv", b"id,text\n1,one two\n2,three,four\n", "broken_csv", 3, None),
    "too few fields": ("a.csv", b"id,text\n1,one two\n2\n", "broken_csv", 3, None),
    "damaged UTF-8": (
        "a.csv",
        "id,text\n1,café\n".encode() * 3 + b"2,caf\xc3 x\n",
        "wrong_encoding",
        None,
        None,
    ),
    "truncated gzip": ("a.csv.gz", PACKED[:-20], "broken_gzip", None, None),
    "no gzip": ("a.csv.gz", GOOD, "broken_gzip", None, None),
    "gzip that expands too far": (
        "a.csv.gz",
        gzip.compress(b"id,text\n" + b"1,a\n" * 50_000),
        "file_too_large",
        None,
        None,
    ),
    "no Parquet": ("a.parquet", GOOD, "broken_parquet", None, None),
    "truncated Parquet": ("a.parquet", b"PAR1" + b"\0" * 40, "broken_parquet", None, None),
    "broken JSON": ("a.jsonl", b'{"text": "a b"}\n{"text": \n', "broken_json", 2, None),
    "JSON of no objects": ("a.jsonl", b'{"text": "a b"}\n[1]\n', "broken_json", 2, None),
    "unknown extension": ("a.pdf", GOOD, "unknown_extension", None, None),
    "NUL bytes": ("a.csv", GOOD.replace(b"dog", b"d\0g"), "nul_bytes", 3, None),
    "cell too long": ("a.csv", GOOD.replace(b"dog", b"dog " * 60), "cell_too_long", 3, "text"),
    "file too large": ("a.csv", GOOD + b"4,the cat sat again\n" * 1000, "file_too_large", None, None),
    "too many columns": (
        "a.csv",
        ",".join(map(str, range(60))).encode() + b"\n",
        "too_many_columns",
        None,
        None,
    ),
}


def scored(make_tools, drift, baseline, limits=LIMITS) -> Verdict:
    """Score a drift file against a baseline, each a (file name, bytes); return the written verdict."""
    store = MemoryStore()
    for prefix, (name, data) in ((keys.DRIFTS, drift), (keys.BASELINES, baseline)):
        store.put(prefix + name, io.BytesIO(data), len(data))
    drift_key = keys.drift_key(drift[0])
    event = ObjectCreated(store.bucket, drift_key, sequencer="0A")
    outcome = score_object(event, make_tools(store, limits=limits))
    with store.open(keys.verdict(drift_key)) as opened:
        data = opened.stream.read()
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(data))
    assert Verdict.from_json(data) == outcome.verdict
    return outcome.verdict


@pytest.mark.parametrize("name", BAD)
def test_a_drift_file_at_fault_is_told_so_in_its_verdict(make_tools, name):
    file, data, kind, row, column = BAD[name]
    verdict = scored(make_tools, (file, data), ("a.csv", GOOD))
    assert verdict.status == "error"
    assert verdict.error.type == kind, verdict.error.message
    assert verdict.error.key == f"drifts/{file}"
    if row is not None:
        assert verdict.error.row == row
    assert verdict.error.column == column
    assert "Traceback" not in verdict.error.message
    assert (verdict.drifted, verdict.update_model, verdict.drift_score) == (None, None, None)


def test_gzip_that_expands_without_end_is_told_from_its_ratio_long_before_the_limit(make_tools):
    lines = b"1,the cat sat on the mat\n" * 1000
    packed = gzip.compress(
        b"id,text\n" + lines * (3 * RATIO_CHECKED_FROM_BYTES // 2 // len(lines)), compresslevel=6
    )
    assert len(packed) < 1024**2
    verdict = scored(make_tools, ("a.csv.gz", packed), ("a.csv", GOOD), Limits())
    assert (verdict.status, verdict.error.type) == ("error", "file_too_large")
    found = re.search(r"unpack to more than (\d+), over 200 times as many", verdict.error.message)
    assert RATIO_CHECKED_FROM_BYTES < int(found[1]) < 1.1 * RATIO_CHECKED_FROM_BYTES


def test_pages_too_large_to_be_held_are_told_with_their_row_group_and_the_limit(make_tools):
    written = io.BytesIO()
    table = pa.table({"text": ["the cat sat on the mat"] * 10_000})
    pq.write_table(table, written, compression="zstd", use_dictionary=False)
    limits = Limits(max_bytes_at_once=100_000)
    verdict = scored(make_tools, ("a.parquet", written.getvalue()), ("a.csv", GOOD), limits)
    assert (verdict.status, verdict.error.type) == ("error", "file_too_large")
    assert (verdict.error.key, verdict.error.column) == ("drifts/a.parquet", "text")
    assert verdict.error.message.startswith("row group 1 (10000 rows) has large pages, 26")
    assert "at most 100000 are" in verdict.error.message
    assert verdict.error.message.endswith("or ask for a higher DRIFTLINE_MAX_BYTES_AT_ONCE")


BASELINES = [name for name in BAD if name != "unknown extension"]  # such a file is no baseline at all


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_at_fault_is_named_as_the_file_at_fault(make_tools, name):
    file, data, kind, row, _ = BAD[name]
    verdict = scored(make_tools, ("a.csv", GOOD), (file, data))
    assert (verdict.status, verdict.error.type) == ("error", kind), verdict.error.message
    assert verdict.error.key == f"baselines/{file}"
    assert verdict.reasons[0].startswith("its baseline cannot be read")
    if row is not None:
        assert verdict.error.row == row


def test_a_baseline_with_nothing_to_compare_is_at_fault_and_says_what_its_columns_hold(make_tools):
    verdict = scored(make_tools, ("a.csv", GOOD), ("a.csv", b"code,note\n ,\n ,\n ,\n"))
    assert (verdict.error.type, verdict.error.key) == ("no_text_column", "baselines/a.csv")
    assert "code (empty), note (empty)" in verdict.error.message


def test_a_baseline_of_identifiers_alone_is_compared(make_tools):
    codes = "".join(f"a-{row},https://example.org/{row}\n" for row in range(60))
    repeated = "a-1,https://example.org/1\n" * 30
    verdict = scored(
        make_tools, ("a.csv", f"code,link\n{repeated}".encode()), ("a.csv", f"code,link\n{codes}".encode())
    )
    assert verdict.finding == "drift"
    assert "all rows have the same one" in verdict.reasons[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_make_no_difference(make_tools, encoding, delimiter):
    rows = [
        ["id", "text"],
        ["1", "un café très serré"],
        ["2", "la fenêtre était fermée"],
        ["3", "où est le garçon"],
    ]
    text = "".join(f"{delimiter.join(row)}\n" for row in rows)
    verdict = scored(make_tools, ("a.csv", text.encode(encoding)), ("a.csv", text.encode()))
    assert (verdict.status, verdict.drift_score, verdict.drift.rows) == ("ok", 0.0, 3)
