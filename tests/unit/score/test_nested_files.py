"""JSON Lines and tables with nested columns, from two files to the verdict."""

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import driftline


def events(rng, rows, **changes):
    """Return events as a tracker writes them: nested, and without the keys that do not apply."""
    records = []
    for _ in range(rows):
        page = {"path": f"/item/{rng.integers(40)}", "ms": round(float(rng.gamma(4, 50)), 1)}
        device = {
            "os": str(rng.choice(["ios", "android", "web"])),
            "screen": {"width": int(rng.choice([390, 820]))},
        }
        event = {"page": page, "device": device, "tags": ["a"]}
        if rng.random() < changes.get("coupon", 0.05):
            event["coupon"] = {"code": "SPRING"}
        if changes.get("web_only"):
            device["os"] = "web"
        if changes.get("without_page"):
            del event["page"]
        records.append(event)
    return records


@pytest.fixture
def compare(tmp_path):
    """Write records as JSON Lines and compare them; return the verdict."""

    def compared(baseline, drift):
        for name, records in (("baseline", baseline), ("drift", drift)):
            (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
        return driftline.compare(tmp_path / "baseline.jsonl", tmp_path / "drift.jsonl").verdict

    return compared


def test_events_are_compared_key_by_key(compare):
    rng = np.random.default_rng(1)
    baseline = events(rng, 300)
    calm = compare(baseline, events(rng, 200))
    assert calm.finding == "no_drift"
    assert {column.name for column in calm.columns} == {
        "page.path", "page.ms", "device.os", "device.screen.width", "coupon.code",
    }  # fmt: skip
    assert calm.reasons[-1] == "not compared: column 'tags' (lists of text)"
    changed = compare(baseline, events(rng, 200, web_only=True))
    assert changed.reasons[0].startswith("device.os: 'web' rose from")


def test_a_key_that_no_row_has_is_missing_cells(compare):
    rng = np.random.default_rng(2)
    baseline = events(rng, 300)
    rare = compare(baseline, events(rng, 40, coupon=0))
    assert (rare.finding, rare.schema_changes) == ("no_drift", [])
    always = compare(baseline, events(rng, 40, without_page=True))
    assert always.finding == "drift"
    assert any(reason.startswith("page.ms: missing values rose from 0% to 100%") for reason in always.reasons)


def test_an_absent_column_of_a_table_is_a_removed_column(tmp_path):
    baseline = pd.DataFrame({"a": np.arange(50) % 7 / 3, "promo": ["x", "x", *[None] * 48]})
    pq.write_table(pa.table(baseline), tmp_path / "baseline.parquet")
    for name in ("baseline.csv", "drift.csv", "drift.parquet"):
        columns = baseline if name == "baseline.csv" else baseline[["a"]]
        write = columns.to_csv if name.endswith("csv") else columns.to_parquet
        write(tmp_path / name, index=False)
    for extension in ("csv", "parquet"):
        result = driftline.compare(tmp_path / f"baseline.{extension}", tmp_path / f"drift.{extension}")
        assert result.reasons == ["column 'promo' was removed"]


@pytest.mark.parametrize("only_in", ["baseline", "drift"])
def test_what_one_file_alone_has_and_is_not_compared_is_named(compare, only_in):
    rng = np.random.default_rng(3)
    files = {
        "baseline": [{"n": float(n)} for n in rng.normal(size=80)],
        "drift": [{"n": float(n)} for n in rng.normal(size=80)],
    }
    for record in files[only_in]:
        record["extra"] = [{"sku": 1}]
    verdict = compare(files["baseline"], files["drift"])
    assert verdict.finding == "no_drift"
    assert verdict.reasons[-1] == "not compared: column 'extra' (lists)"


def test_settings_leave_out_an_object_with_all_its_keys():
    rng = np.random.default_rng(4)
    baseline, drift = (
        pd.DataFrame(
            {"n": rng.normal(size=90), "user": [{"id": k, "tags": ["x"], "at": {"k": k}} for k in range(90)]}
        )
        for _ in range(2)
    )
    verdict = driftline.compare(baseline, drift, ignored="user").verdict
    assert [column.name for column in verdict.columns] == ["n"]
    assert len(verdict.reasons) == 1
    with pytest.raises(
        driftline.ScoringError, match="the settings name column 'users', which does not exist"
    ):
        driftline.compare(baseline, drift, ignored="users")


def test_an_object_that_became_text_or_a_list_is_drift(compare):
    baseline = [{"n": row % 7, "user": {"name": f"u{row % 3}"}} for row in range(60)]
    as_text = compare(baseline, [{"n": row % 7, "user": "u1"} for row in range(40)])
    assert as_text.finding == "drift"
    assert as_text.reasons == ["column 'user' changed type from objects to text"]
    as_list = compare(baseline, [{"n": row % 7, "user": ["u1"]} for row in range(40)])
    assert as_list.finding == "drift"
    assert as_list.reasons == ["column 'user' changed type from objects to lists of text"]


def test_an_object_without_a_value_in_any_row_has_missing_keys(compare):
    baseline = [{"n": row % 7, "user": {"name": f"u{row % 3}"}} for row in range(60)]
    verdict = compare(baseline, [{"n": row % 7, "user": None} for row in range(40)])
    assert len(verdict.reasons) == 1
    assert verdict.reasons[0].startswith("user.name: missing values rose from 0% to 100%")
    assert verdict.schema_changes == []


@pytest.mark.parametrize(("before", "after"), [(3, 4), (3, 2), (4, 16), (16, 4), (16, 32)])
def test_lists_of_another_length_are_drift_by_themselves(compare, before, after):
    rng = np.random.default_rng(6)
    baseline, drift = (
        [{"n": float(n), "v": rng.normal(size=length).tolist()} for n in rng.normal(size=60)]
        for length in (before, after)
    )
    verdict = compare(baseline, drift)
    assert verdict.finding == "drift"
    assert verdict.reasons == [
        f"column 'v' changed type from lists of {before} numbers to lists of {after} numbers"
    ]


def test_a_list_that_became_text_is_no_missing_column(compare):
    baseline = [
        {"n": row % 7, "v": [row / 7, row / 3], "w": [row + n / 9 for n in range(8)]} for row in range(60)
    ]
    changed = [record | {"v": "1, 2", "w": 1.5} for record in baseline[:40]]
    assert sorted(compare(baseline, changed).reasons) == [
        "column 'v' changed type from lists of 2 numbers to text",
        "column 'w' changed type from lists of 8 numbers to numbers",
    ]
    back = compare(changed, baseline)
    assert back.finding == "drift"
    assert "column 'v' changed type from text to lists of 2 numbers" in back.reasons


def test_an_added_column_is_named_and_no_drift(compare):
    baseline = [{"n": row % 7} for row in range(60)]
    verdict = compare(baseline, [{"n": row % 7, "new": row} for row in range(60)])
    assert verdict.finding == "no_drift"
    assert verdict.reasons == ["no drift detected", "column 'new' was added; it is not compared"]
    many = compare(baseline, [{"n": row % 7} | {f"new{n}": row for n in range(8)} for row in range(60)])
    assert len(many.reasons) == 1 + 5 + 1
    assert many.reasons[-1] == "3 more columns were added or changed; see schema_changes"
