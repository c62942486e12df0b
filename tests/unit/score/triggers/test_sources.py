"""What `score` compares: files, standard input, objects of the configured store."""

import io
import sys

import pytest

from common import settings
from common.errors import SetupError, StoreRefused, StoreUnavailable
from common.stores.memory import MemoryStore
from functions.score import wiring
from functions.score.triggers.file_type import FileType
from functions.score.triggers.sources import NO_BUCKET, sources

TEXTS = b"text\nthe cat sat on the mat\na dog lay on the rug\n"


@pytest.fixture
def bucket(monkeypatch):
    """The configured store, whatever bucket is asked for."""
    store = MemoryStore("reviews")

    def bucket_store(configured):
        assert configured.bucket == store.bucket
        return store

    monkeypatch.setattr(wiring, "bucket_store", bucket_store)
    return store


def put(store, key, data=TEXTS):
    store.put(key, io.BytesIO(data), len(data))


def source(argument, **environment):
    """Return the source of a baseline; the drift file is never opened."""
    return sources(argument, "drift.csv", settings.load(environment))[0]


def refusal(argument, **environment):
    with pytest.raises(SetupError) as refused, source(argument, **environment).open():
        pass
    return str(refused.value)


def test_a_path_is_a_file_with_the_settings_beside_it(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXTS)
    for argument in (path, str(path)):
        with source(argument).open() as opened:
            assert (opened.info.key, opened.stream.read()) == (str(path), TEXTS)
    assert source(path).dataset().dataset.alpha is None
    (tmp_path / "a.csv.driftline.toml").write_text("alpha = 0.01")
    assert source(path).dataset().dataset.alpha == 0.01


def test_a_missing_file_names_the_nearest(tmp_path):
    (tmp_path / "baseline.csv").touch()
    path = tmp_path / "basline.csv"
    assert refusal(path) == f"there is no file {str(path)!r}; did you mean 'baseline.csv'?"


def test_a_missing_file_without_a_neighbour_is_just_missing(tmp_path):
    assert refusal(tmp_path / "a.csv") == f"there is no file {str(tmp_path / 'a.csv')!r}"


def test_a_missing_folder_is_named(tmp_path):
    path = tmp_path / "none/a.csv"
    assert refusal(path) == f"there is no file {str(path)!r}: there is no folder {str(tmp_path / 'none')!r}"


def test_a_folder_of_too_many_files_is_refused_before_all_are_listed():
    assert refusal("/") == "'/' is a folder of more than 10,000 files; name a file in it"


def test_an_unreadable_file_is_named(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.touch()

    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", denied)
    assert refusal(path) == f"cannot open {str(path)!r}: Permission denied"


def test_a_file_name_that_is_not_utf_8_is_refused():
    assert refusal("a\udcff.csv").endswith("the file name is not UTF-8; rename the file")


def test_standard_input_is_named_after_its_type(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXTS)))
    _, drift = sources("baseline.csv", "-", settings.load({}), FileType.TSV)
    with drift.open() as opened:
        assert (opened.info.key, opened.stream.read()) == ("stdin.tsv", TEXTS)
    assert drift.bucket == NO_BUCKET


def test_standard_input_may_be_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    _, drift = sources("baseline.csv", "-", settings.load({}), FileType.CSV)
    with pytest.raises(SetupError, match="standard input is closed"), drift.open():
        pass


@pytest.mark.parametrize(
    ("arguments", "file_type", "message"),
    [
        (("-", "-"), FileType.CSV, "only one of the two files can be '-' (standard input)"),
        (("a.csv", "-"), None, f"'-' (standard input) needs --type: one of {', '.join(FileType)}"),
        (
            ("a.csv", "b.csv"),
            FileType.CSV,
            "--type csv is for '-' (standard input); a file's name tells its format",
        ),
    ],
)
def test_standard_input_needs_its_type_and_is_one_of_the_two(arguments, file_type, message):
    with pytest.raises(SetupError) as refused:
        sources(*arguments, settings.load({}), file_type)
    assert str(refused.value) == message


def test_an_address_is_an_object_of_its_bucket_with_the_settings_beside_it(bucket):
    put(bucket, "2026/a b?#.csv")
    put(bucket, "2026/a b?#.csv.driftline.toml", b"alpha = 0.01")
    stored = source("s3://reviews/2026/a b?#.csv")
    with stored.open() as opened:
        assert (opened.info.key, opened.stream.read()) == ("s3://reviews/2026/a b?#.csv", TEXTS)
    assert stored.bucket == "reviews"
    assert stored.dataset().dataset.alpha == 0.01


def test_an_address_of_cloud_storage_is_opened_there_without_the_users_of_another_store(monkeypatch):
    opened = []

    def bucket_store(configured):
        opened.append((configured.store_endpoint, configured.bucket, configured.store_access_key))
        return MemoryStore(configured.bucket)

    monkeypatch.setattr(wiring, "bucket_store", bucket_store)
    message = refusal("gs://reviews/a.csv", DRIFTLINE_STORE_ACCESS_KEY="user")
    assert message == "there is no object 'gs://reviews/a.csv'"
    regional = "https://storage.europe-west3.rep.googleapis.com"
    refusal("gs://reviews/a.csv", DRIFTLINE_STORE_ENDPOINT=regional)
    assert opened == [
        ("https://storage.googleapis.com", "reviews", None),
        (regional, "reviews", None),
    ]


def test_a_missing_object_names_the_nearest(bucket):
    put(bucket, "2026/baseline.csv")
    message = refusal("s3://reviews/2026/basline.csv")
    assert message == "there is no object 's3://reviews/2026/basline.csv'; did you mean 'baseline.csv'?"


@pytest.mark.parametrize("error", [StoreRefused("AccessDenied"), StoreUnavailable("no answer")])
def test_a_store_that_refuses_or_does_not_answer_is_named(monkeypatch, error):
    class Failing(MemoryStore):
        def open(self, *_, **__):
            raise error

    monkeypatch.setattr(wiring, "bucket_store", lambda configured: Failing(configured.bucket))
    message = refusal("s3://reviews/a.csv", DRIFTLINE_STORE_ENDPOINT="http://store:9000")
    expected = f"cannot open 's3://reviews/a.csv' (DRIFTLINE_STORE_ENDPOINT is http://store:9000): {error}"
    assert message == expected


def test_a_store_without_credentials_is_named():
    message = refusal("s3://reviews/a.csv")
    assert message.startswith("cannot open 's3://reviews/a.csv': set DRIFTLINE_STORE_ACCESS_KEY and ")


@pytest.mark.parametrize(
    "address", ["s3://", "s3://reviews", "s3://reviews/", "s3:///a.csv", "s3://reviews//"]
)
def test_an_address_without_an_object_is_refused(address):
    assert refusal(address) == f"{address!r} names no object; write s3://bucket/key"
    other = address.replace("s3:", "gs:")
    assert refusal(other) == f"{other!r} names no object; write gs://bucket/key"


def test_other_schemes_are_refused():
    message = (
        "cannot read 'https://a/b.csv': only files, '-', s3://bucket/key and gs://bucket/key can be read"
    )
    assert refusal("https://a/b.csv") == message
