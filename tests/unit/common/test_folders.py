import pytest

from common import folders, keys

SPARK = "part-00000-3b0b3c7e-9a1b-4c7a-8a4e-0f1c2d3e4f5a"


@pytest.mark.parametrize(
    "path",
    [
        "part-00000",
        "part-0.parquet",
        "part.0.parquet",
        "part-r-00000",
        "part-m-00012.csv.gz",
        f"{SPARK}-c000.snappy.parquet",
        f"{SPARK}.c000.csv",
        f"{SPARK}_00003.c000.snappy.parquet",
        "part-00000-tid-8429385732011-c4a9f0ab-1dd7-4a3e-9a4c-3c2d1e0f9b8a-1-1-c000.csv",
        "part-f8a2cc2b-7a3d-4b8e-9d3f-2a1b0c9d8e7f-0-0",
        "PART-0.PARQUET",
        "region=north/a.csv",
        "region=north/month=1/a.csv",
        "day=__HIVE_DEFAULT_PARTITION__/a.parquet",
        "empty=/a.csv",
        "_delta_log/00000000000000000010.checkpoint.parquet",
        "_delta_log/_last_checkpoint",
        "data/00000-0-3b0b3c7e-9a1b-4c7a-8a4e-0f1c2d3e4f5a-00001.parquet",
        "data/00000-0-3b0b3c7e-9a1b-4c7a-8a4e-0f1c2d3e4f5a.parquet",
        "metadata/snap-123-1-3b0b3c7e-9a1b-4c7a-8a4e-0f1c2d3e4f5a.avro",
        "metadata/3b0b3c7e-9a1b-4c7a-8a4e-0f1c2d3e4f5a-m0.avro",
        "metadata/version-hint.text",
        "_temporary/0/task_1/a.csv",
        "_started_123",
        "_committed_123",
        "_metadata",
        "_common_metadata",
        "._SUCCESS.crc",
        ".part-00000.parquet.crc",
    ],
)
def test_these_are_parts_of_a_folder_and_no_batch_alone(path):
    assert folders.is_part(f"drifts/x/{path}")
    assert keys.is_drift(f"drifts/x/{path}")


@pytest.mark.parametrize(
    "path",
    [
        "a.csv",
        "parts.csv",
        "part.csv",
        "part-a.csv",
        "part-time-workers.csv",
        "part-1-of-3.csv",
        "part-2024-report.csv",
        "my-part-00000.csv",
        "a=b.csv",
        "=b/a.csv",
        "_a.csv",
        "_old/a.csv",
        ".a.csv",
        "_SUCCESS",
        "region=north/_SUCCESS",
        "_SUCCESS.csv",
        "success/a.csv",
        "_delta_log/00000000000000000000.json",
        "metadata/v12.metadata.json",
        "metadata/00012-3b0b3c7e-9a1b-4c7a-8a4e-0f1c2d3e4f5a.metadata.json",
        "metadata/a.json",
        "metadata/a.avro",
    ],
)
def test_these_are_batches_as_ever(path):
    assert not folders.is_part(f"drifts/x/{path}")


@pytest.mark.parametrize(
    ("key", "marker"),
    [
        ("drifts/a/_SUCCESS", True),
        ("drifts/_SUCCESS", True),
        ("_SUCCESS", True),
        ("drifts/a/_success", False),
        ("drifts/a_SUCCESS", False),
        ("drifts/_SUCCESS/a.csv", False),
        ("drifts/a/_SUCCESS/", False),
    ],
)
def test_only_the_name_itself_is_a_marker(key, marker):
    assert folders.is_marker(key) is marker


@pytest.mark.parametrize(
    ("key", "folder"),
    [
        ("drifts/a/_SUCCESS", "drifts/a/"),
        ("drifts/a/_delta_log/00000000000000000007.json", "drifts/a/"),
        ("_delta_log/00000000000000000007.json", ""),
        ("drifts/db/t/metadata/v3.metadata.json", "drifts/db/t/"),
    ],
)
def test_a_trigger_is_about_its_folder(key, folder):
    assert folders.is_trigger(key)
    assert folders.is_commit(key) is not folders.is_marker(key)
    assert folders.triggered_folder(key) == folder


def test_settings_are_beside_the_folder_whatever_triggers_it():
    for trigger in ("_SUCCESS", "_delta_log/00000000000000000007.json"):
        settings = keys.dataset_settings(f"baselines/a/{trigger}")
        assert settings == "baselines/a.driftline.toml"
        assert keys.stem_of(f"baselines/a/{trigger}") == keys.baseline_of_settings(settings)


def test_the_verdict_on_a_folder_is_where_that_on_a_file_of_the_markers_name_is():
    """No two keys have the same verdict: not the folder, nor a file that is named like it."""
    on = [
        keys.verdict(key)
        for key in ("drifts/a/_SUCCESS", "drifts/a", "drifts/a.csv", "drifts/a/_SUCCESS.csv")
    ]
    assert on[0] == "results/a/_SUCCESS.json"
    assert len(set(on)) == len(on)


def test_the_marker_of_a_part_is_looked_for_from_the_nearest_folder_up():
    assert folders.markers_of("drifts/a/d=1/h=2/x.csv") == [
        "drifts/a/d=1/h=2/_SUCCESS",
        "drifts/a/d=1/_SUCCESS",
        "drifts/a/_SUCCESS",
        "drifts/_SUCCESS",
    ]
    assert folders.markers_of("drifts/part-0.csv") == ["drifts/_SUCCESS"]


@pytest.mark.parametrize(
    ("part", "marker"),
    [
        ("drifts/a/part-0.csv", "drifts/a/_SUCCESS"),
        ("drifts/a/d=1/h=2/part-0.csv", "drifts/a/_SUCCESS"),
        ("drifts/a/_delta_log/1.json", "drifts/a/_SUCCESS"),
        ("drifts/d=1/a.csv", "drifts/_SUCCESS"),
    ],
)
def test_a_part_without_a_marker_is_advised_to_get_one_above_its_partitions(part, marker):
    assert folders.expected_marker(part) == marker


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("part-0.csv", True),
        ("d=1/part-0.csv", True),
        ("sub/a.csv", True),
        ("_private=1/a.csv", True),
        ("_a.csv", False),
        (".a.csv", False),
        ("_temporary/a.csv", False),
        (".hidden/a.csv", False),
        ("d=1/_SUCCESS", False),
        ("d=1/", False),
        ("", False),
    ],
)
def test_names_that_begin_with_an_underscore_or_a_dot_are_no_data(path, data):
    assert folders.is_data(path) is data


@pytest.mark.parametrize(
    ("path", "columns"),
    [
        ("a.csv", {}),
        ("sub/a=b.csv", {}),
        ("d=2026-11-28/h=07/a.csv", {"d": "2026-11-28", "h": "07"}),
        ("d=1/sub/e=2/a.csv", {"d": "1", "e": "2"}),
        ("at=12%3A30/a.csv", {"at": "12:30"}),
        ("gr%C3%B6%C3%9Fe=S%2FM/a.csv", {"größe": "S/M"}),
        ("f=a=b/a.csv", {"f": "a=b"}),
        ("d=__HIVE_DEFAULT_PARTITION__/a.csv", {"d": None}),
        ("d=/a.csv", {"d": None}),
        ("d=1/d=2/a.csv", {"d": "2"}),
    ],
)
def test_folders_give_columns(path, columns):
    assert folders.partitions(path) == columns


def test_a_folder_may_be_named_with_or_without_a_slash():
    assert folders.marker_of("a/b") == folders.marker_of("a/b/") == "a/b/_SUCCESS"
    assert folders.marked_folder("a/b/_SUCCESS") == "a/b/"
