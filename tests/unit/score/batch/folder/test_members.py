"""Whether the files of a folder are batches of a stream, or pieces of one batch: their names tell."""

import io
from datetime import UTC, datetime

import pytest

from common.stores.memory import MemoryStore
from common.stores.store import StoredObject
from functions.score.batch.folder import unmarked_folder

FOLDER = StoredObject("a folder", etag="", size=0, modified=datetime(2026, 11, 28, tzinfo=UTC))


@pytest.mark.parametrize(
    ("paths", "batches"),
    [
        (["2026-11-01.csv", "2026-11-02.csv", "_SUCCESS"], True),
        (["2026/11/01.csv", "2026/11/02.csv"], True),
        (["part-00000.csv", "part-00001.csv"], False),
        (["part-00000-6f1c7a0e-c000.snappy.parquet", "2026-11-02.csv"], False),
        (["region=north/a.csv", "region=south/a.csv"], False),
    ],
)
@pytest.mark.parametrize("prefix", ["", "baselines/flights/", "baselines/region=north/"])
def test_files_that_would_be_scored_alone_are_batches(prefix, paths, batches):
    store = MemoryStore()
    for path in paths:
        store.put(prefix + path, io.BytesIO(b"x"), 1)
    assert unmarked_folder(store, prefix, FOLDER).has_batches is batches


def test_numbers_in_the_names_of_parts_count():
    store = MemoryStore()
    for path in ("day_10.csv", "day_9.csv", "day_100.csv"):
        store.put(f"baselines/days/{path}", io.BytesIO(b"x"), 1)
    folder = unmarked_folder(store, "baselines/days/", FOLDER)
    assert [folder.path_of(part) for part in folder.parts] == ["day_9.csv", "day_10.csv", "day_100.csv"]
