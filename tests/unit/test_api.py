"""`import driftline`: any mix of frames, tables and paths, and a result that shows itself."""

import doctest
import gc
import html
import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import driftline
from common.stores.memory import MemoryStore
from common.verdict.document import Verdict
from functions.score import wiring
from functions.score.encoder.hashing import HashingEncoder
from functions.score.report import MOST_BYTES
from functions.score.triggers import library

CHECKOUT = Path(__file__).parents[2]
ROWS = 60
RNG = np.random.default_rng(0)
BASELINE = pd.DataFrame(
    {
        "review": [
            f"the {size} cat sat on mat {row}" for row in range(ROWS // 2) for size in ("old", "young")
        ],
        "price": RNG.normal(10, 1, ROWS).round(3),
        "shop": ["north", "south", "south"] * (ROWS // 3),
    }
)
CALM = BASELINE.assign(price=RNG.normal(10, 1, ROWS).round(3))
DRIFTED = BASELINE.assign(price=BASELINE["price"] + 5)


@pytest.fixture(autouse=True)
def models(monkeypatch):
    """Count how many models are loaded, none of them a real one."""
    loaded = []

    def load(settings):
        loaded.append(settings.model)
        return HashingEncoder()

    monkeypatch.setattr(wiring, "_encoder", load)
    library._tools.cache_clear()
    yield loaded
    library._tools.cache_clear()


def written(frame, folder, name="a.parquet"):
    path = folder / name
    frame.to_csv(path, index=False) if path.suffix == ".csv" else frame.to_parquet(path)
    return path


def as_(form, frame, folder):
    return {
        "frame": lambda: frame,
        "table": lambda: pa.table(frame),
        "path": lambda: written(frame, folder),
        "text": lambda: str(written(frame, folder, "b.csv")),
    }[form]()


@pytest.mark.parametrize("form", ["frame", "table", "path", "text"])
def test_frames_tables_and_paths_in_any_mix_give_the_same_verdict(form, tmp_path):
    expected = driftline.compare(BASELINE, DRIFTED).verdict
    assert expected.drift.rows == expected.baseline.rows == ROWS
    for baseline, drift in [(form, "frame"), ("frame", form), (form, "table")]:
        folders = tmp_path / "baseline", tmp_path / "drift"
        for folder in folders:
            folder.mkdir(exist_ok=True)
        verdict = driftline.compare(
            as_(baseline, BASELINE, folders[0]), as_(drift, DRIFTED, folders[1])
        ).verdict
        assert verdict.columns == expected.columns
        assert verdict.reasons == expected.reasons


def test_an_object_of_the_store_is_named_by_its_address(monkeypatch):
    store = MemoryStore("bucket")
    for key, frame in [("a/baseline.csv", BASELINE), ("a/drift.csv", DRIFTED)]:
        stored = frame.to_csv(index=False).encode()
        store.put(key, io.BytesIO(stored), len(stored))
    monkeypatch.setattr(
        wiring, "bucket_store", lambda settings: store if settings.bucket == "bucket" else None
    )
    verdict = driftline.compare("s3://bucket/a/baseline.csv", "s3://bucket/a/drift.csv").verdict
    assert (verdict.drifted, verdict.drift.bucket) == (True, "bucket")


def test_the_result_has_the_decision_and_the_reasons():
    result = driftline.compare(BASELINE, DRIFTED)
    assert (result.drifted, result.finding) == (True, "drift")
    assert result.reasons == result.verdict.reasons
    calm = driftline.compare(BASELINE, CALM)
    assert (calm.drifted, calm.finding) == (False, "no_drift")


def test_the_result_is_a_verdict_in_json():
    result = driftline.compare(BASELINE, DRIFTED)
    assert Verdict.from_json(result.to_json().encode()) == result.verdict
    assert json.loads(json.dumps(result.to_dict())) == json.loads(result.to_json())


def test_the_report_is_returned_and_written(tmp_path):
    result = driftline.compare(BASELINE, DRIFTED)
    page = result.report(tmp_path / "report.html")
    assert page.startswith("<!doctype html>")
    assert "svg" in page
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page == result.report()


def test_a_report_that_cannot_be_written_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        driftline.compare(BASELINE, CALM).report(path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"old"
    with pytest.raises(FileNotFoundError, match=r"'none/report\.html'$"):
        driftline.compare(BASELINE, CALM).report("none/report.html")


def test_the_repr_is_a_headline_and_the_first_reasons():
    result = driftline.compare(BASELINE, DRIFTED)
    score = f"{result.verdict.drift_score:.4f}"
    assert repr(result).splitlines()[0] == f"Drift detected (drift score {score})"
    assert repr(result).splitlines()[1] == f"  {result.reasons[0]}"
    many = driftline.Result(result.verdict.model_copy(update={"reasons": list("abcdefgh")}), {})
    assert repr(many).splitlines()[-2:] == ["  e", "  and 3 more reasons"]
    hostile = driftline.Result(result.verdict.model_copy(update={"reasons": ["a\x1b[31m\nfake"]}), {})
    assert repr(hostile).splitlines()[1:] == [r"  a\x1b[31m\nfake"]
    numbers = driftline.compare(BASELINE[["price"]], DRIFTED[["price"]])
    assert repr(numbers).splitlines()[0] == "Drift detected"


def test_a_notebook_shows_the_report_in_a_frame_without_scripts():
    result = driftline.compare(BASELINE, DRIFTED.assign(shop="<b>&\"'"))
    shown = result._repr_html_()
    before, _, rest = shown.partition('<iframe sandbox srcdoc="')
    page, _, after = rest.partition('"')
    assert html.unescape(page) == result.report()
    assert html.unescape(before) == f'<pre style="white-space: pre-wrap">{result!r}</pre>\n'
    assert after.endswith("></iframe>")
    assert len(shown) < 2 * MOST_BYTES


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("alpha", 0.01),
        ("minimum_share", 0.3),
        ("minimum_shift", 0.7),
        ("time_moves_on", False),
    ],
)
def test_an_option_goes_before_the_settings_file_and_the_environment(option, value, tmp_path, monkeypatch):
    def used(baseline, **options):
        return getattr(driftline.compare(baseline, CALM, **options).verdict.policy, option)

    path = written(BASELINE, tmp_path)
    assert used(BASELINE, **{option: value}) == value
    monkeypatch.setenv(f"DRIFTLINE_{option.upper()}", str(value))
    assert used(path) == value
    other = str(value * 0.5 if value else True).lower()
    path.with_name("a.parquet.driftline.toml").write_text(f"{option} = {other}\n")
    assert used(path) == (value * 0.5 or True)
    assert used(path, **{option: value}) == value


def test_columns_are_chosen_by_name():
    def kinds(**options):
        verdict = driftline.compare(BASELINE, CALM, **options).verdict
        return {column.name: column.kind for column in verdict.columns}

    assert kinds() == {"review": "text", "price": "numeric", "shop": "categorical"}
    assert kinds(ignored="shop") == {"review": "text", "price": "numeric"}
    assert kinds(ignored=["shop", "review"]) == {"price": "numeric"}
    assert kinds(kinds={"shop": "text"})["shop"] == "text"
    assert kinds(text_columns="shop") == {"price": "numeric", "shop": "text"}
    assert kinds(text_columns=["shop", "review"])["shop"] == "text"
    assert kinds(settings={"DRIFTLINE_TEXT_COLUMNS": "shop"})["shop"] == "text"


@pytest.mark.parametrize("kinds", ["same_rows", ["same_rows", "trend"]])
def test_notes_of_some_kinds_are_drift(kinds):
    assert driftline.compare(BASELINE, BASELINE, alarm_on=kinds).drifted
    assert not driftline.compare(BASELINE, BASELINE, alarm_on=["trend"]).drifted


def test_kinds_of_notes_that_there_are_not():
    with pytest.raises(driftline.ScoringError, match="the nearest is same_rows"):
        driftline.compare(BASELINE, CALM, alarm_on="same_row")
    with pytest.raises(TypeError, match="alarm_on must be a kind of notes"):
        driftline.compare(BASELINE, CALM, alarm_on=3)


def test_the_policy_and_private_rows_are_options():
    assert driftline.compare(BASELINE, CALM, policy="threshold").verdict.policy.name == "threshold"
    drift = DRIFTED.assign(review="a secret")
    assert "a secret" in driftline.compare(BASELINE, drift).to_json()
    assert "a secret" not in driftline.compare(BASELINE, drift, show_rows=False).to_json()


def test_full_embeds_every_text():
    many = pd.DataFrame({"review": [f"the cat sat on mat {row}" for row in range(300)]})
    few = {"DRIFTLINE_FULL_ROWS": "100"}
    for full, embedded in [(False, 100), (True, 300)]:
        (column,) = driftline.compare(many, many, settings=few, full=full).verdict.columns
        assert column.text.texts_embedded[1] == embedded


def test_a_named_index_is_a_column_and_an_unnamed_one_is_not():
    def columns(frame):
        return [column.name for column in driftline.compare(frame, frame).verdict.columns]

    assert columns(BASELINE.set_index("price")) == ["review", "shop", "price"]
    assert columns(BASELINE.set_axis([f"row {row}" for row in range(ROWS)])) == ["review", "price", "shop"]
    assert columns(BASELINE[BASELINE["price"] > 9]) == ["review", "price", "shop"]
    assert columns(BASELINE.set_index(["shop", "price"])) == ["review", "shop", "price"]


def test_a_range_index_with_a_name_is_a_column_like_any_other_index():
    numbered = BASELINE.rename_axis("position")
    verdict = driftline.compare(numbered[numbered["price"] > 9], numbered).verdict
    assert [column.name for column in verdict.columns] == ["review", "price", "shop", "position"]
    assert verdict.schema_changes == []


def test_column_names_may_be_numbers():
    frame = BASELINE.set_axis([0, 1, "2"], axis="columns")

    def kinds(**options):
        verdict = driftline.compare(frame, frame, **options).verdict
        return {column.name: column.kind for column in verdict.columns}

    assert kinds() == {"0": "text", "1": "numeric", "2": "categorical"}
    assert kinds(text_columns=2) == kinds(text_columns=[2]) == {"1": "numeric", "2": "text"}
    assert kinds(ignored=[0, np.int64(2)]) == {"1": "numeric"}
    assert kinds(ignored=0, kinds=MappingProxyType({1: "categorical"})) == {
        "1": "categorical",
        "2": "categorical",
    }


def test_an_option_that_is_none_is_left_out_and_numpy_scalars_are_values():
    whole = driftline.compare(BASELINE, CALM).verdict.columns
    assert driftline.compare(BASELINE, CALM, text_columns=None, ignored=None).verdict.columns == whole
    drift = DRIFTED.assign(review="a secret")
    private = driftline.compare(BASELINE, drift, show_rows=np.False_, alpha=np.float32(0.25))
    assert "a secret" not in private.to_json()
    assert private.verdict.policy.alpha == 0.25


def test_the_caller_s_frame_stays_as_it_is():
    frame = BASELINE.set_axis([0, 1, 2], axis="columns")
    frame.attrs["source"] = object()
    before = frame.copy()
    driftline.compare(frame, frame)
    pd.testing.assert_frame_equal(frame, before)
    assert "source" in frame.attrs


def test_threads_share_one_model_that_stays_loaded(models):
    with ThreadPoolExecutor(4) as threads:
        verdicts = list(threads.map(lambda _: driftline.compare(BASELINE, DRIFTED).verdict, range(8)))
    assert all(verdict.columns == verdicts[0].columns for verdict in verdicts)
    assert len(models) == 1
    driftline.compare(BASELINE, CALM, settings={"DRIFTLINE_MODEL": "another"})
    driftline.compare(BASELINE, CALM)
    assert models[1:] == ["another"]


def test_the_process_keeps_its_garbage_collection():
    frozen = gc.get_freeze_count()
    driftline.compare(BASELINE, DRIFTED).report()
    assert gc.get_freeze_count() == frozen
    assert gc.isenabled()


def test_the_examples_of_the_documentation_are_true():
    assert doctest.testmod(driftline) == (0, 6)
