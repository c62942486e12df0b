import pytest

from common import keys
from common.extensions import ADVICE, unsupported


def hint(name):
    message = unsupported(name)
    assert message.endswith(f"; supported: {', '.join(keys.EXTENSIONS)}")
    return message.removesuffix(f"; supported: {', '.join(keys.EXTENSIONS)}")


@pytest.mark.parametrize(
    ("name", "ending", "advice"),
    [
        ("a.xlsx", ".xlsx", "save the table as CSV"),
        ("a.2026.XLS", ".XLS", "save the table as CSV"),
        ("a.json", ".json", "one JSON object per line and name the file .jsonl"),
        ("a.json.gz", ".json.gz", "one JSON object per line"),
        ("a.txt", ".txt", "rename it to match its format, .csv or .tsv"),
        ("a.zip", ".zip", "extract the data file"),
        ("a.csv.zip", ".zip", "extract the data file"),
        ("a.tar.gz", ".tar.gz", "extract the data file"),
        ("a.gz", ".gz", "such as .csv.gz"),
        ("a.data.gz", ".gz", "such as .csv.gz"),
        ("a.csv.bz2", ".bz2", "compress it with gzip instead"),
        ("a.csv.xz", ".xz", "compress it with gzip instead"),
        ("a.parquet.zst", ".zst", "unpack it"),
        ("a.orc", ".orc", "convert it to Parquet"),
        ("a.avro", ".avro", "convert it to Parquet"),
        ("a.feather", ".feather", "convert it to Parquet"),
        ("a.arrow", ".arrow", "convert it to Parquet"),
        ("a.parquet.gz", ".parquet.gz", "Parquet is already compressed, so unpack it and name it .parquet"),
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
        f"the file name has no extension: add the one that matches its format ({', '.join(keys.EXTENSIONS)})"
    )


def test_a_long_ending_is_cut():
    assert len(unsupported("a." + "x" * 900)) < 250


def test_no_supported_extension_is_called_unsupported():
    assert not set(keys.EXTENSIONS) & set(ADVICE)
