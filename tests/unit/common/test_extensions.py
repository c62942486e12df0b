import pytest

from common.extensions import ADVICE, unsupported
from common.file_formats import EXTENSIONS, SUPPORTED


def hint(name):
    message = unsupported(name)
    assert message.endswith(f"; supported: {SUPPORTED}")
    return message.removesuffix(f"; supported: {SUPPORTED}")


@pytest.mark.parametrize(
    ("name", "ending", "advice"),
    [
        ("a.xlsm", ".xlsm", "save the workbook as .xlsx"),
        ("a.2026.PDF", ".PDF", "save the table as CSV"),
        ("a.jl", ".jl", "rename it to .jsonl"),
        ("a.jl.gz", ".jl.gz", "rename it to .jsonl"),
        ("a.txt", ".txt", "rename it to match its format, .csv or .tsv"),
        ("a.zip", ".zip", "such as .csv.zip"),
        ("a.tar.gz", ".tar.gz", "extract the data file"),
        ("a.gz", ".gz", "such as .csv.gz"),
        ("a.data.gz", ".gz", "such as .csv.gz"),
        ("a.data.bz2", ".bz2", "such as .csv.bz2"),
        ("a.csv.lz4", ".lz4", "compress it with gzip instead"),
        ("a.csv.br", ".br", "compress it with gzip instead"),
        ("a.parquet.zst", ".parquet.zst", "unpack it and name it .parquet"),
        ("a.xlsx.zip", ".xlsx.zip", "unpack it and name it .xlsx"),
        ("a.sas7bdat", ".sas7bdat", "convert it to Parquet"),
        ("a.arrows", ".arrows", "rename it to .arrow"),
        (
            "a.parquet.gz",
            ".parquet.gz",
            "the format is compressed by itself, so unpack it and name it .parquet",
        ),
        ("a.pq", ".pq", "rename it to .parquet"),
    ],
)
def test_a_known_format_gets_its_own_advice(name, ending, advice):
    assert hint(f"drifts/{name}").startswith(f"files ending in {ending!r} cannot be read: ")
    assert advice in hint(f"drifts/{name}")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("a.cvs", ".csv"),
        ("a.csvv", ".csv"),
        ("a.csv ", ".csv"),
        ("a.parqet", ".parquet"),
        ("a.Paruqet", ".parquet"),
        ("a.jsnol", ".jsonl"),
        ("a.ndjsn", ".ndjson"),
        ("a.tvs", ".tsv"),
        ("a.xslx", ".xlsx"),
        ("a.feathr", ".feather"),
        ("a.csv.bzip2", ".csv.bz2"),
        ("a.cvs.gz", ".csv.gz"),
        ("a.csv.gzip", ".csv.gz"),
        ("a.b.cvs", ".csv"),
    ],
)
def test_a_typo_gets_the_nearest_extension(name, nearest):
    assert hint(name).endswith(f"cannot be read: did you mean {nearest!r}?")


@pytest.mark.parametrize("ending", [".log", ".css", ".svg", ".doc", ".mp4", ".31", ".sql"])
def test_any_other_ending_gets_the_list_alone(ending):
    assert hint(f"a{ending}") == f"files ending in {ending!r} cannot be read"


@pytest.mark.parametrize("name", ["drifts/reviews", "drifts/2026.01/reviews"])
def test_a_name_without_an_extension_is_to_get_one(name):
    assert unsupported(name) == (
        f"the file name has no extension: add the one that matches its format ({SUPPORTED})"
    )


def test_a_long_ending_is_cut():
    assert len(unsupported("a." + "x" * 900)) < 350


def test_no_supported_extension_is_called_unsupported():
    assert not set(EXTENSIONS) & set(ADVICE)
