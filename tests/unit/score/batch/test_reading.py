"""The extension of a file names its format."""

import gzip
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from common import keys
from common.errors import BatchError
from functions.score import batch


def read(content, key):
    return batch.read(key, io.BytesIO(content), batch.Limits())


def parquet():
    stored = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2, 3], "text": ["a b", None, "c"]}), stored)
    return stored.getvalue()


@pytest.mark.parametrize("extension", keys.EXTENSIONS)
def test_every_supported_extension_is_read(extension):
    content = {
        ".csv": b"id,text\n1,a b\n2,\n3,c\n",
        ".tsv": b"id\ttext\n1\ta b\n2\t\n3\tc\n",
        ".jsonl": b'{"id":1,"text":"a b"}\n{"id":2}\n{"id":3,"text":"c"}\n',
        ".parquet": parquet(),
    }
    content[".ndjson"] = content[".jsonl"]
    plain = content[extension.removesuffix(".gz")]
    stored = gzip.compress(plain) if extension.endswith(".gz") else plain
    frame = read(stored, f"drifts/Reviews{extension.upper()}").frame
    assert frame["id"].tolist() == [1, 2, 3]
    assert frame["text"].isna().tolist() == [False, True, False]
    assert frame["text"].tolist()[::2] == ["a b", "c"]


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("drifts/reviews.cvs", "did you mean '.csv'?"),
        ("drifts/reviews.xlsx", "save the table as CSV"),
        ("drifts/reviews", "no extension"),
    ],
)
def test_the_error_about_an_unknown_extension_says_what_to_do(key, advice):
    with pytest.raises(BatchError) as caught:
        read(b"text\na\nb\n", key)
    assert (caught.value.kind, caught.value.key) == ("unknown_extension", key)
    assert advice in caught.value.message
    assert all(extension in caught.value.message for extension in keys.EXTENSIONS)
