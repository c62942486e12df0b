import re

import pytest

from common import keys


def test_the_uploader_can_predict_the_key_of_the_verdict():
    assert keys.verdict("drifts/reviews/0042.csv") == "results/reviews/0042.csv.json"


@pytest.mark.parametrize(
    ("drift", "hashed"),
    [
        ("drifts/" + "a" * 250, False),  # with ".json" the longest name that file systems take
        ("drifts/" + "a" * 251, True),
        ("drifts/" + "é" * 125, False),
        ("drifts/" + "é" * 126, True),
        ("drifts/" + "a/" * 505 + "b", False),  # 1,024 bytes with "results/" and ".json"
        ("drifts/" + "a/" * 505 + "bc", True),
        ("drifts/long-names/a.csv", True),  # nobody else's hashed name
        ("drifts/x/long-names/a.csv", False),
    ],
)
def test_a_verdict_whose_name_would_be_too_long_has_a_hashed_one(drift, hashed):
    assert keys.has_hashed_verdict(drift) is hashed
    verdict = keys.verdict(drift)
    assert verdict.startswith("results/long-names/") is hashed
    assert len(verdict.encode()) <= keys.MAX_KEY_BYTES
    assert all(len(part.encode()) <= keys.MAX_PART_BYTES for part in verdict.split("/"))
    assert keys.report(drift) == verdict.removesuffix(".json") + ".html"


def test_two_drift_files_never_share_a_verdict():
    digest = keys.verdict("drifts/" + "a" * 251).removeprefix("results/").removesuffix(".json")
    assert keys.verdict(f"drifts/{digest}") != keys.verdict("drifts/" + "a" * 251)


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


def test_a_baseline_whose_key_would_be_too_long_is_not_looked_for():
    """`baselines/` is longer than `drifts/`, and stores may refuse to list such a prefix."""
    folder = "/".join(["c" * 200] * 5)
    key = f"drifts/{folder}/d.csv"
    assert keys.baseline_candidates(key)[0] == f"baselines/{folder}/d"
    longest = f"drifts/{folder}/{'d' * (1024 - 8 - len(folder))}"
    assert len(longest) == 1024
    assert keys.baseline_candidates(longest)[0] == f"baselines/{folder}"
    assert keys.baseline_candidates(f"drifts/{'a' * 251}.csv")[0] == f"baselines/{'a' * 251}"
    assert keys.baseline_candidates(f"drifts/{'a' * 255}") == ["baselines/baseline"]


@pytest.mark.parametrize(
    ("key", "stem"),
    [
        ("baselines/a/b.csv", "baselines/a/b"),
        ("baselines/a.CSV.GZ", "baselines/a"),
        ("baselines/a.old.csv", "baselines/a.old"),
        ("baselines/a.txt", None),
        ("baselines/a.csv.driftline.toml", None),
    ],
)
def test_the_stem_of_a_baseline_is_one_of_its_drift_files_candidates(key, stem):
    assert keys.stem_of(key) == stem
    assert stem is None or stem in keys.baseline_candidates(key.replace("baselines/", "drifts/"))


def test_a_stem_matches_only_with_a_supported_extension():
    assert keys.stem_matches("baselines/a", "baselines/a.PARQUET")
    assert not keys.stem_matches("baselines/a", "baselines/a.old.csv")
    assert not keys.stem_matches("baselines/a", "baselines/a.csv.bak")


def test_the_history_of_a_baseline_has_its_path():
    assert keys.history("baselines/a/b.csv") == "history/a/b.csv.jsonl"


def test_all_commits_of_a_table_have_one_history():
    commits = [f"baselines/t/_delta_log/{number:020}.json" for number in (0, 17)]
    assert {keys.history(commit) for commit in commits} == {"history/t.jsonl"}
    assert keys.history("baselines/t/_SUCCESS") == "history/t.jsonl"
    assert keys.history("baselines/_SUCCESS") == "history/_SUCCESS.jsonl"


def test_a_history_whose_name_would_be_too_long_is_hashed():
    long = [f"baselines/{'a' * 249}.{letter}" for letter in "bc"]
    hashed = [keys.history(key) for key in (*long, "baselines/long-names/a.csv")]
    assert all(re.fullmatch(r"history/long-names/[0-9a-f]{64}\.jsonl", key) for key in hashed)
    assert len(set(hashed)) == 3
    assert keys.history("baselines/" + "a" * 249) == f"history/{'a' * 249}.jsonl"


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
