"""The extension of a file names its format, and every format gives the same batch."""

import io

import pandas as pd
import pytest
import table_files

from common.errors import BatchError
from common.file_formats import EXTENSIONS, SUPPORTED, split
from functions.score import batch
from functions.score.batch import packages
from functions.score.batch.formats import FORMATS


def read(content, key, limits=batch.Limits()):  # noqa: B008 - frozen
    return batch.read(key, io.BytesIO(content), limits)


@pytest.fixture(scope="module")
def reference():
    return read(table_files.content(".csv"), "reviews.csv").frame


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_supported_extension_is_read(extension, reference):
    frame = read(table_files.content(extension), f"drifts/Reviews{extension.upper()}").frame
    assert len(frame) == table_files.ROWS
    for name in reference.columns:
        cells = frame[name]
        if "json" in extension and name == "day":  # JSON has no dates
            cells = pd.to_datetime(cells)
        pd.testing.assert_series_equal(
            cells, reference[name], check_dtype=not pd.api.types.is_datetime64_dtype(cells)
        )


def test_there_is_a_reader_for_every_extension():
    assert {split(extension)[0] for extension in EXTENSIONS} == FORMATS.keys()


@pytest.mark.parametrize("extension", [".feather", ".arrow", ".orc", ".avro", ".parquet"])
def test_of_a_large_file_in_a_format_with_blocks_a_sample_is_read(extension, reference):
    limits = batch.Limits(whole_bytes=1000, sample_rows=10)
    sampled = read(table_files.content(extension), f"a{extension}", limits)
    assert (sampled.rows, sampled.total_rows) == (10, table_files.ROWS)
    assert sampled.frame["id"].tolist() == [number + 1 for number in sampled.sample.numbers]
    assert sampled.frame["text"].equals(
        reference["text"].iloc[list(sampled.sample.numbers)].reset_index(drop=True)
    )


@pytest.mark.parametrize(
    ("extension", "advice"),
    [(".json", "one object per line"), (".xlsx", "CSV or Parquet"), (".ods", "CSV or Parquet")],
)
def test_a_large_file_that_can_only_be_read_whole_is_refused(extension, advice):
    with pytest.raises(BatchError) as caught:
        read(table_files.content(extension), f"a{extension}", batch.Limits(whole_bytes=500))
    assert caught.value.kind == "file_too_large"
    assert advice in caught.value.message


@pytest.mark.parametrize(
    ("extension", "package"),
    [(".avro", "fastavro"), (".xlsx", "python-calamine"), (".ods", "python-calamine")],
)
def test_a_missing_package_is_named_with_the_command_that_installs_it(extension, package, monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(packages, "import_module", missing)
    with pytest.raises(BatchError) as caught:
        read(table_files.content(extension), f"a{extension}")
    assert caught.value.kind == "missing_package"
    extra = "avro" if extension == ".avro" else "excel"
    assert f"{package!r}, which is not installed: pip install 'driftline[{extra}]'" in caught.value.message


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("drifts/reviews.cvs", "did you mean '.csv'?"),
        ("drifts/reviews.pdf", "save the table as CSV"),
        ("drifts/reviews", "no extension"),
    ],
)
def test_the_error_about_an_unknown_extension_says_what_to_do(key, advice):
    with pytest.raises(BatchError) as caught:
        read(b"text\na\nb\n", key)
    assert (caught.value.kind, caught.value.key) == ("unknown_extension", key)
    assert advice in caught.value.message
    assert SUPPORTED in caught.value.message
