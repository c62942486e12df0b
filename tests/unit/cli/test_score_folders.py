"""`driftline score` on folders: with or without a marker, of parts in partitions, with a fault."""

import json
import shutil

import pyarrow as pa
import pyarrow.csv
import pytest
from deltalake import write_deltalake

from common.stores.memory import MemoryStore
from functions.score import wiring


@pytest.fixture
def split(files, tmp_path):
    """Return a function that splits a CSV file into a folder of parts of ten rows each."""

    def split_file(source, name, part="part-{:05d}.csv"):
        header, *lines = source.read_text(encoding="utf-8").splitlines()
        for number in range(0, len(lines), 10):
            path = tmp_path / name / part.format(number // 10)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join([header, *lines[number : number + 10], ""]), encoding="utf-8")
        return tmp_path / name

    return split_file


def verdict(done):
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout)


def test_a_folder_has_the_numbers_of_the_file_that_it_was_split_from(driftline, files, split):
    whole = driftline("score", "--json", files[0], files[2])
    parts = driftline("score", "--json", files[0], split(files[2], "parts"))
    both = driftline("score", "--json", split(files[0], "base"), split(files[2], "parts"))
    assert whole.exit_code == parts.exit_code == both.exit_code == 1
    names = ("drift_score", "reasons", "columns", "changed_share", "detectable_share")
    for name in names:
        assert verdict(whole)[name] == verdict(parts)[name] == verdict(both)[name]
    assert verdict(parts)["drift"]["key"].endswith("parts")


def test_a_folder_may_be_named_by_its_marker(driftline, files, split):
    folder = split(files[1], "parts")
    (folder / "_SUCCESS").touch()
    answers = [driftline("score", "--json", files[0], each) for each in (folder, folder / "_SUCCESS")]
    assert answers[0].exit_code == answers[1].exit_code == 0
    assert verdict(answers[0])["drift_score"] == verdict(answers[1])["drift_score"]


def test_partitions_are_columns(driftline, files, split):
    folder = split(files[1], "parts", "month={}/x.csv")
    changes = verdict(driftline("score", "--json", files[0], folder))["schema_changes"]
    assert [(change["kind"], change["column"]) for change in changes] == [("added", "month")]


def test_settings_are_beside_the_folder_of_the_baseline(driftline, files, split):
    base = split(files[0], "base")
    base.with_name("base.driftline.toml").write_text("policy = 'threshold'\n")
    assert verdict(driftline("score", "--json", base, files[1]))["policy"]["name"] == "threshold"


def test_of_a_delta_table_the_latest_version_is_scored(driftline, files, tmp_path):
    for mode, rows in (("append", files[2]), ("overwrite", files[1])):
        write_deltalake(tmp_path / "table", pa.csv.read_csv(rows), mode=mode)
    done = driftline("score", "--json", files[0], tmp_path / "table")
    assert done.exit_code == 0
    assert verdict(done)["notes"] == ["drift file: version 1 of a Delta table: 1 file"]
    assert verdict(done)["drift"]["key"] == str(tmp_path / "table")
    old = verdict(driftline("score", "--json", tmp_path / "table", files[2]))
    assert (old["drifted"], old["baseline"]["key"]) == (True, str(tmp_path / "table"))


def test_a_broken_part_is_named(driftline, files, split):
    folder = split(files[1], "parts")
    (folder / "part-00001.csv").write_text('a,b\n"open\n')
    done = driftline("score", files[0], folder)
    assert done.exit_code == 2
    assert "part-00001.csv: row 2: " in done.output


def test_an_empty_folder_is_an_error_of_one_line(driftline, files, tmp_path):
    (tmp_path / "empty").mkdir()
    done = driftline("score", files[0], tmp_path / "empty")
    assert done.exit_code == 2
    assert "has no data files" in done.output


@pytest.mark.parametrize("address", ["s3://reviews/daily/", "s3://reviews/daily/_SUCCESS"])
def test_a_folder_of_a_store_is_named_by_its_prefix_or_its_marker(
    driftline, files, split, monkeypatch, address
):
    store = MemoryStore("reviews")
    folder = split(files[2], "parts")
    for path in folder.iterdir():
        with path.open("rb") as stream:
            store.put(f"daily/{path.name}", stream, path.stat().st_size)
    monkeypatch.setattr(wiring, "bucket_store", lambda *_, **__: store)
    done = driftline("score", "--json", files[0], address)
    assert done.exit_code == 1
    assert verdict(done)["drift"]["key"] == "s3://reviews/daily/"
    whole = driftline("score", "--json", files[0], files[2])
    assert verdict(done)["drift_score"] == verdict(whole)["drift_score"]


def test_a_folder_that_is_removed_meanwhile_is_an_error_of_one_line(
    driftline, fails, files, split, monkeypatch
):
    folder = split(files[1], "parts")
    kept = wiring.local_folder(folder)
    listed = list(kept.list(""))
    monkeypatch.setattr(type(kept), "list", lambda *_: iter(listed))
    shutil.rmtree(folder)
    folder.mkdir()
    line = fails(driftline("score", files[0], folder))
    assert line == "'part-00000.csv' was removed while its folder was read: score it again"
