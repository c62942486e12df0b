import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from common import client_names, keys
from functions.upload.naming import place_of, upload_id

ID = "20261123T065431Z-9f2c41d0ab"


def test_an_upload_id_begins_with_the_second_and_sorts_by_time():
    moment = datetime(2026, 11, 23, 6, 54, 31, tzinfo=UTC)
    randomness = bytes.fromhex("9f2c41d0ab")
    assert upload_id(moment, randomness) == ID
    assert upload_id(moment + timedelta(seconds=1), bytes(5)) > ID
    assert upload_id(moment, bytes(5)) != ID


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("reviews.csv", "reviews.csv"),
        ("Reviews.CSV.GZ", "Reviews.csv.gz"),
        ("my file+100%.csv", "my file+100%.csv"),
        ("/etc/passwd.csv", "passwd.csv"),
        ("../../baselines/baseline.csv", "baseline.csv"),
        ("C:\\Users\\me\\drift.csv", "drift.csv"),
        ("..\\..\\x.csv", "x.csv"),
        ("...hidden.csv", "hidden.csv"),
        (".csv", "file.csv"),
        ("..", "file"),
        ("", "file"),
        ("a/", "file"),
        ("a\nb\t\x00\x1b[31m.csv", "a b [31m.csv"),
        ("exe\u202evsc.csv", "exevsc.csv"),
        (unicodedata.normalize("NFD", "café.csv"), unicodedata.normalize("NFC", "café.csv")),
        ("отзывы 評論 🚨.csv", "отзывы 評論 🚨.csv"),
        ("x\ud800.csv", "x.csv"),
    ],
)
def test_a_name_is_never_a_path(sent, kept):
    assert client_names.safe_name(sent) == kept


@pytest.mark.parametrize("name", ["x" * 5000 + ".csv", "é" * 400 + ".ndjson.gz", "🚨" * 300 + ".csv"])
def test_a_long_name_is_cut_between_letters_and_keeps_its_extension(name):
    short = client_names.safe_name(name)
    extension = keys.extension_of(name)
    assert client_names.MAX_NAME_BYTES - 4 < len(short.encode()) <= client_names.MAX_NAME_BYTES
    assert short.endswith(extension)
    assert name.startswith(short.removesuffix(extension))


@pytest.mark.parametrize(
    ("named", "folder"),
    [
        ("reviews", "reviews"),
        ("/reviews/2026/", "reviews/2026"),
        ("drifts/reviews", "reviews"),
        ("my reviews+é%", "my reviews+é%"),
        (unicodedata.normalize("NFD", "café"), unicodedata.normalize("NFD", "café")),
        ("", ""),
        ("drifts/", ""),
    ],
)
def test_a_folder_loses_prefix_and_outer_slashes_only(named, folder):
    assert client_names.folder_of(named) == folder


@pytest.mark.parametrize(
    "named", ["..", "../x", "a/../b", "a//b", "./a", "a/.hidden", "a\\b", "a\x00b", "a\nb"]
)
def test_a_name_that_is_not_a_folder_is_refused(named):
    with pytest.raises(ValueError, match="is not a folder below 'drifts/'"):
        client_names.folder_of(named)


@pytest.mark.parametrize("named", ["a/" * 256 + "b", "a" * 256, "é" * 128])
def test_a_folder_that_is_too_long_is_refused(named):
    with pytest.raises(ValueError, match="is too long"):
        client_names.folder_of(named)


@pytest.mark.parametrize(
    "path", ["a/../b", "a//b", "", "/a", "a/", ".", "x" * 256, "a/" * 511 + "bcd", "a\0b"]
)
def test_paths_that_no_store_accepts_are_not_well_formed(path):
    assert not client_names.is_well_formed(path)


def test_paths_that_stores_accept_are_well_formed():
    assert client_names.is_well_formed("a/b..c/d é+%\\.csv")


NAMES = [
    "drift.csv",
    "drift.csv.gz",
    "a.b.c.parquet",
    "no stem/.csv",
    "x.csv.csv",
    "é" * 400 + ".tsv",
    "..csv",
]


@pytest.mark.parametrize("drift", NAMES)
@pytest.mark.parametrize("baseline", [*NAMES, "baseline.ndjson.gz"])
@pytest.mark.parametrize("folder", ["uploads", "reviews/2026", "v1.2/data.csv", "a/" * 255 + "b"])
def test_an_uploaded_baseline_is_the_first_candidate(drift, baseline, folder):
    place = place_of(folder, ID, drift, baseline)
    assert place.drift_key.startswith(f"drifts/{folder}/{ID}-")
    assert keys.stem_matches(keys.baseline_candidates(place.drift_key)[0], place.baseline_key)
    assert keys.extension_of(place.baseline_key) == keys.extension_of(baseline)
    assert keys.extension_of(place.drift_key) == keys.extension_of(drift)


@pytest.mark.parametrize(
    "stem", ["reviews/2026/baseline", "reviews/2026", "reviews/baseline", "reviews", "baseline"]
)
def test_the_candidates_of_a_drift_file_without_baseline_are_near_its_folder(stem):
    place = place_of("reviews/2026", ID, "drift.csv", None)
    assert place.baseline_key is None
    assert f"baselines/{stem}" in keys.baseline_candidates(place.drift_key)


def test_every_key_of_the_longest_upload_fits():
    place = place_of(
        client_names.folder_of("é" * 120 + "/" + "é" * 120), ID, "é" * 400 + ".csv", "b.ndjson.gz"
    )
    for key in (place.drift_key, place.baseline_key, place.verdict_key, keys.report(place.drift_key)):
        assert client_names.is_well_formed(key)
    assert not keys.has_hashed_verdict(place.drift_key)
