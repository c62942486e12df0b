"""Which baseline a drift file is compared with."""

import io

import pytest

from common.errors import BaselineMissing
from common.stores.memory import MemoryStore
from functions.score.baseline.pairing import find_baseline, reason_for

KEY = "drifts/reviews/1.csv"


@pytest.mark.parametrize(
    ("baseline", "expected"),
    [
        (
            ("baselines/reviews/1.parquet", "baselines/reviews/1.csv", "baselines/reviews.csv"),
            "baselines/reviews/1.csv",
        ),
        (("baselines/reviews/1.jsonl", "baselines/reviews.csv"), "baselines/reviews/1.jsonl"),
        (("baselines/reviews/baseline.csv", "baselines/reviews.csv"), "baselines/reviews/baseline.csv"),
        (("baselines/reviews.csv", "baselines/baseline.csv"), "baselines/reviews.csv"),
        (("baselines/baseline.csv", "baselines/1.csv"), "baselines/baseline.csv"),
    ],
)
def test_the_nearest_baseline_is_chosen(baseline, expected):
    store = MemoryStore()
    for key in (*baseline, KEY):
        store.put(key, io.BytesIO(b""), 0)
    chosen = find_baseline(store, store.stat(KEY))
    assert chosen.info.key == expected
    assert chosen.without_settings


@pytest.mark.parametrize(("ending", "expected"), [("parquet", "parquet"), ("csv", "csv"), ("jsonl", "csv")])
def test_the_drift_files_own_extension_is_preferred(ending, expected):
    store = MemoryStore()
    for key in ("baselines/a.csv", "baselines/a.parquet", f"drifts/a.{ending}"):
        store.put(key, io.BytesIO(b""), 0)
    assert find_baseline(store, store.stat(f"drifts/a.{ending}")).info.key == f"baselines/a.{expected}"


@pytest.mark.parametrize(
    ("key", "without"),
    [
        ("baselines/reviews.csv.driftline.toml", False),
        ("baselines/reviews.jsonl.driftline.toml", True),  # of another baseline
        ("baselines/reviews.driftline.toml", True),
        ("baselines/reviews/1.csv.driftline.toml", True),
    ],
)
def test_the_listing_shows_whether_the_baseline_has_settings(key, without):
    store = MemoryStore()
    for each in ("baselines/reviews.csv", key, KEY):
        store.put(each, io.BytesIO(b""), 0)
    chosen = find_baseline(store, store.stat(KEY))
    assert (chosen.info.key, chosen.without_settings) == ("baselines/reviews.csv", without)


def test_a_requested_baseline_may_have_settings():
    store = MemoryStore()
    for each in ("baselines/other.csv", KEY):
        store.put(each, io.BytesIO(b""), 0)
    assert not find_baseline(store, store.stat(KEY), "baselines/other.csv").without_settings


def test_the_error_about_a_missing_baseline_lists_the_paths_in_the_order_of_the_search():
    store = MemoryStore()
    store.put(KEY, io.BytesIO(b""), 0)
    with pytest.raises(BaselineMissing) as caught:
        find_baseline(store, store.stat(KEY))
    assert str(caught.value) == (
        "no baseline for 'drifts/reviews/1.csv'; upload one to any of these paths (checked in this order): "
        "baselines/reviews/1.*, baselines/reviews/baseline.*, baselines/reviews.*, baselines/baseline.*"
    )


@pytest.mark.parametrize(
    ("baseline", "metadata", "reason"),
    [
        ("baselines/reviews/1.parquet", {}, "it has the file's own path"),
        (
            "baselines/reviews.csv",
            {},
            "there is none at baselines/reviews/1.*, baselines/reviews/baseline.*",
        ),
        ("baselines/reviews/x.csv", {"baseline": "reviews/x.csv"}, "the file's metadata `baseline` names it"),
    ],
)
def test_a_person_can_read_why_a_baseline_was_chosen(baseline, metadata, reason):
    store = MemoryStore()
    store.put(baseline, io.BytesIO(b""), 0)
    store.put(KEY, io.BytesIO(b""), 0, metadata=metadata)
    drift = store.stat(KEY)
    assert reason_for(drift, find_baseline(store, drift).info.key) == reason


@pytest.mark.parametrize(
    ("drift", "baselines", "expected"),
    [
        # of a folder: the nearest, whether file or folder
        ("a/b/_SUCCESS", ("a/b/_SUCCESS", "a/b/baseline.csv", "a.csv"), "a/b/_SUCCESS"),
        ("a/b/_SUCCESS", ("a/b.csv", "a/b/_SUCCESS"), "a/b.csv"),
        ("a/b/_SUCCESS", ("a/b/baseline.csv", "a/_SUCCESS"), "a/b/baseline.csv"),
        ("a/b/_SUCCESS", ("a/_SUCCESS", "baseline.csv"), "a/_SUCCESS"),
        ("a/b/_SUCCESS", ("a/baseline/_SUCCESS", "a.csv"), "a/baseline/_SUCCESS"),
        ("_SUCCESS", ("baseline.csv", "baseline/_SUCCESS"), "baseline.csv"),
        # of a file: a folder is the last resort, because it takes further requests
        ("a/b.csv", ("a/_SUCCESS", "baseline.csv"), "baseline.csv"),
        ("a/b.csv", ("baseline/_SUCCESS", "a/_SUCCESS"), "a/_SUCCESS"),
        ("a/b.csv", ("a/b/_SUCCESS", "a/_SUCCESS"), "a/b/_SUCCESS"),
    ],
)
def test_a_folder_may_be_a_baseline(drift, baselines, expected):
    store = MemoryStore()
    for key in (f"drifts/{drift}", *(f"baselines/{path}" for path in baselines)):
        store.put(key, io.BytesIO(b""), 0)
    chosen = find_baseline(store, store.stat(f"drifts/{drift}")).info
    assert chosen.key == f"baselines/{expected}"
    reason = reason_for(store.stat(f"drifts/{drift}"), chosen.key)
    assert "baselines/" in reason or reason == "it has the file's own path"


@pytest.mark.parametrize("named", ["reviews/_SUCCESS", "baselines/reviews/", "reviews/"])
def test_metadata_may_name_a_folder_by_its_marker_or_with_a_slash(named):
    store = MemoryStore()
    store.put("baselines/reviews/_SUCCESS", io.BytesIO(b""), 0)
    drift = store.put(KEY, io.BytesIO(b""), 0, metadata={"baseline": named})
    assert find_baseline(store, drift).info.key == "baselines/reviews/_SUCCESS"


def test_the_error_about_a_missing_baseline_of_a_folder_names_files_and_folders():
    store = MemoryStore()
    drift = store.put("drifts/a/_SUCCESS", io.BytesIO(b""), 0)
    with pytest.raises(BaselineMissing) as caught:
        find_baseline(store, drift)
    assert str(caught.value) == (
        "no baseline for 'drifts/a/_SUCCESS'; upload one to any of these paths (checked in this order): "
        "baselines/a.*, baselines/a/_SUCCESS, baselines/a/baseline.*, baselines/a/baseline/_SUCCESS, "
        "baselines/baseline.*, baselines/baseline/_SUCCESS"
    )


@pytest.mark.parametrize(
    ("stored", "folder"),
    [
        (("shop/1.csv", "shop/2.csv"), "shop"),
        (("shop/20/part-0.parquet", "shop/1.csv"), "shop/20"),
        (("shop/day=1/x.csv",), "shop"),
        (("shop/other/1.csv", "shop/readme.pdf", "shop/20.csv.driftline.toml", "other/1.csv"), None),
        (("shop/_temporary/part-0.csv",), None),
    ],
)
def test_the_error_names_a_folder_that_lacks_its_marker(stored, folder):
    store = MemoryStore()
    drift = store.put("drifts/shop/20.csv", io.BytesIO(b""), 0)
    for path in stored:
        store.put(f"baselines/{path}", io.BytesIO(b""), 0)
    with pytest.raises(BaselineMissing) as caught:
        find_baseline(store, drift)
    assert (" has files but no marker " in str(caught.value)) is bool(folder)
    if folder:
        assert str(caught.value).endswith(
            f"; 'baselines/{folder}/' has files but no marker '_SUCCESS': if these files are the baseline, "
            f"put an empty file 'baselines/{folder}/_SUCCESS'"
        )
        store.put(f"baselines/{folder}/_SUCCESS", io.BytesIO(b""), 0)
        assert find_baseline(store, drift).info.key == f"baselines/{folder}/_SUCCESS"


@pytest.mark.parametrize("asked", ["shop/", "shop/_SUCCESS"])
def test_the_error_about_a_requested_folder_says_that_it_lacks_its_marker(asked):
    store = MemoryStore()
    store.put("baselines/shop/1.csv", io.BytesIO(b""), 0)
    drift = store.put("drifts/shop/20.csv", io.BytesIO(b""), 0, metadata={"baseline": asked})
    with pytest.raises(BaselineMissing, match="put an empty file 'baselines/shop/_SUCCESS'"):
        find_baseline(store, drift)
