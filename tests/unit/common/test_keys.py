import pytest

from common import keys


def test_the_uploader_can_predict_the_key_of_the_verdict():
    assert keys.latest_verdict("drifts/reviews/0042.csv") == "results/reviews/0042.csv.json"


def test_the_key_of_a_versions_verdict_has_the_etag_without_quotes_and_slashes():
    key = keys.verdict_of_version("drifts/a.csv", '"5025b4-2/x"')
    assert key == "results/a.csv/5025b4-2_x.json"


@pytest.mark.parametrize(
    ("drift", "stems"),
    [
        ("drifts/b.csv", ["baselines/b", "baselines/baseline"]),
        (
            "drifts/a/b.csv.gz",
            ["baselines/a/b", "baselines/a/baseline", "baselines/a", "baselines/baseline"],
        ),
        (
            "drifts/x/y/z.parquet",
            [
                "baselines/x/y/z",
                "baselines/x/y/baseline",
                "baselines/x/y",
                "baselines/x/baseline",
                "baselines/x",
                "baselines/baseline",
            ],
        ),
        ("drifts/baseline.csv", ["baselines/baseline"]),
        (
            "drifts/v1.2/data.xyz",
            ["baselines/v1.2/data", "baselines/v1.2/baseline", "baselines/v1.2", "baselines/baseline"],
        ),
    ],
)
def test_the_nearest_baseline_comes_first(drift, stems):
    assert keys.baseline_candidates(drift) == stems


@pytest.mark.parametrize(
    ("key", "extension"),
    [
        ("drifts/a.csv", ".csv"),
        ("drifts/A.CSV", ".csv"),
        ("drifts/a.csv.gz", ".csv.gz"),
        ("drifts/a.ndjson", ".ndjson"),
        ("drifts/a.gz", None),
        ("drifts/csv", None),
    ],
)
def test_the_extension_is_the_longest_supported_one(key, extension):
    assert keys.extension_of(key) == extension


def test_a_stem_matches_only_with_a_supported_extension():
    assert keys.stem_matches("baselines/a", "baselines/a.PARQUET")
    assert not keys.stem_matches("baselines/a", "baselines/a.old.csv")
    assert not keys.stem_matches("baselines/a", "baselines/a.csv.bak")


def test_the_drift_files_own_extension_is_preferred():
    found = ["baselines/a.csv", "baselines/a.parquet"]
    assert min(found, key=lambda key: keys.preference("drifts/a.parquet", key)) == "baselines/a.parquet"
    assert min(found, key=lambda key: keys.preference("drifts/a.jsonl", key)) == "baselines/a.csv"


@pytest.mark.parametrize(
    ("key", "drift"),
    [("drifts/a.csv", True), ("drifts/folder/", False), ("results/a.csv.json", False), ("drifts", False)],
)
def test_only_files_under_drifts_are_drift_files(key, drift):
    assert keys.is_drift(key) is drift


@pytest.mark.parametrize(
    "asked", ["a/b c.csv", "baselines/a/b c.csv", "/baselines/a/b%20c.csv", "a/b%20c.csv"]
)
def test_a_baseline_may_be_asked_for_with_or_without_prefix_and_percent_encoded(asked):
    assert keys.asked_baseline(asked) == "baselines/a/b c.csv"
