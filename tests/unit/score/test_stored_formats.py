"""A file of each format, and one in another encoding, from the bucket."""

import io

import pytest
import table_files

from common.errors import BatchError
from common.events import ObjectCreated
from common.file_formats import EXTENSIONS
from common.stores.memory import MemoryStore
from functions.score.baseline.settings import parse
from functions.score.handler import score_object


def put(store, key, data):
    return store.put(key, io.BytesIO(data), len(data))


def score(store, make_tools, key, data):
    info = put(store, key, data)
    return score_object(ObjectCreated(store.bucket, key, etag=info.etag), make_tools(store)).verdict


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_file_of_each_format_is_compared_with_a_baseline_of_the_same(make_tools, extension):
    store = MemoryStore()
    put(store, f"baselines/reviews{extension}", table_files.content(extension))
    verdict = score(store, make_tools, f"drifts/reviews/1{extension}", table_files.content(extension))
    assert (verdict.status, verdict.finding) == ("ok", "no_drift")
    assert verdict.baseline.key == f"baselines/reviews{extension}"
    assert (verdict.drift.rows, verdict.baseline.rows) == (table_files.ROWS, table_files.ROWS)


CITIES = "id,city\n" + "".join(f"R{row},{['Орёл', 'Тверь', 'Пермь'][row % 3]}\n" for row in range(60))


@pytest.mark.parametrize("settings", [None, b"alpha = 0.01", b'encoding = "koi8-r"'])
def test_the_settings_beside_the_baseline_name_the_encoding(make_tools, settings):
    store = MemoryStore()
    put(store, "baselines/cities.csv", CITIES.encode())
    if settings:
        put(store, "baselines/cities.csv.driftline.toml", settings)
    verdict = score(store, make_tools, "drifts/cities/1.csv", CITIES.encode("koi8-r"))
    if settings and b"encoding" in settings:
        assert (verdict.status, verdict.finding) == ("ok", "no_drift")
    else:
        assert verdict.error.type == "wrong_encoding"


@pytest.mark.parametrize("name", ["windows-1251", "shift_jis", "gbk", "euc-kr", "KOI8-R"])
def test_the_names_of_encodings(name):
    assert parse("a", f'encoding = "{name}"'.encode()).encoding == name


@pytest.mark.parametrize("name", ["ansi-russian", "rot13", ""])
def test_what_is_no_encoding_is_refused(name):
    with pytest.raises(BatchError) as caught:
        parse("a", f'encoding = "{name}"'.encode())
    assert caught.value.kind == "broken_settings"
    assert "encoding" in caught.value.message
