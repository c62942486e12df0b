"""All columns of a mixed table, with and without drift."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from functions.score.batch import Batch, kind_of
from functions.score.comparison import table
from functions.score.statistics.false_discovery import adjusted_p_values

START = np.datetime64("2026-01-05T00:00:00")


def mixed(rng, rows):
    """Return 50 columns of every kind, 40 of which are tested."""
    columns = {f"normal{place}": rng.normal(place, 1 + place, rows) for place in range(10)}
    columns |= {f"lognormal{place}": rng.lognormal(0, 0.5 + place, rows) for place in range(5)}
    columns |= {
        f"zeros{place}": np.where(rng.random(rows) < share, 0, rng.gamma(2, 3, rows))
        for place, share in enumerate((0.5, 0.9, 0.99))
    }
    columns |= {f"whole{values}": rng.integers(0, values, rows) for values in (2, 5, 11, 100)}
    columns |= {f"words{values}": words(rng, rows, values) for values in (3, 10, 50, 300, 1000)}
    columns |= {f"yes{share}": rng.random(rows) < share for share in (0.5, 0.1, 0.01)}
    columns["at"] = START + rng.integers(0, 60 * 86_400, rows).astype("timedelta64[s]")
    columns["on"] = START + (rng.integers(0, 60, rows) * 86_400).astype("timedelta64[s]")
    columns["one"], columns["same"], columns["none"] = np.ones(rows), ["same"] * rows, [None] * rows
    columns["id"] = np.arange(rows)
    columns |= {f"gaps{place}": rng.normal(size=rows) for place in range(50 - len(columns))}
    frame = pd.DataFrame(columns)
    for name in [name for name in columns if name.startswith("gaps")]:
        frame.loc[rng.random(rows) < 0.05, name] = np.nan
    return Batch(frame, "mixed.csv")


def words(rng, rows, values):
    chances = 1 / np.arange(1, values + 1)
    return rng.choice([f"w{number}" for number in range(values)], rows, p=chances / chances.sum())


def kinds_of(baseline):
    return {name: kind_of(baseline.frame[name]) for name in baseline.columns}


def compare(baseline, drift, rng, **settings):
    return table.compare_columns(baseline, drift, kinds=kinds_of(baseline), rng=rng, **settings)


def flagged(found, alpha=0.05):
    everything = [*found.columns, *found.whole_rows]
    adjusted = adjusted_p_values([column.p_value for column in everything])
    return {
        column.name for column, p in zip(everything, adjusted, strict=True) if p is not None and p <= alpha
    }


@pytest.mark.parametrize(("n", "m"), [(300, 100), (100, 30)])
def test_a_table_of_fifty_columns_without_drift_is_rarely_flagged(n, m):
    rng = np.random.default_rng(2)
    draws = np.random.default_rng(3)  # so that the tables do not depend on how many draws the tests need
    runs = 40
    alarms = sum(bool(flagged(compare(mixed(rng, n), mixed(rng, m), draws))) for _ in range(runs))
    assert alarms / runs <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)


def test_only_drifted_columns_are_flagged_among_fifty():
    rng = np.random.default_rng(3)
    drift = mixed(rng, 300).frame
    drift["normal1"] += 2.0
    drift.loc[:30, "normal2"] = np.nan
    drift["zeros0"] *= 3.0
    drift.loc[:20, "words50"] = "new"
    drift["yes0.1"] = rng.random(300) < 0.4
    drift["at"] = drift["at"].dt.floor("D") + pd.to_timedelta(rng.integers(9, 17, 300), unit="h")
    found = compare(mixed(rng, 1000), Batch(drift, "d.csv"), rng)
    assert flagged(found) == {"normal1", "normal2", "zeros0", "words50", "yes0.1", "at"}


def test_columns_are_in_the_baseline_order_with_their_kinds():
    rng = np.random.default_rng(4)
    baseline = mixed(rng, 200)
    found = compare(baseline, Batch(mixed(rng, 50).frame[baseline.columns[::-1]], "d.csv"), rng)
    assert [column.name for column in found.columns] == baseline.columns
    reasons = {column.name: column.not_tested for column in found.columns if column.not_tested}
    assert reasons == {
        "one": "all values in both files are equal",
        "same": "all values in both files are equal",
        "none": "the baseline has no values in this column",
        "id": "identifiers are expected to be new, and none is missing, repeated or of another format",
    }
    assert [change.kind for change in found.schema_changes] == ["reordered"]


def test_the_same_generator_gives_the_same_evidence():
    baseline, drift = (mixed(np.random.default_rng(seed), 60) for seed in (5, 6))
    first, second = (compare(baseline, drift, np.random.default_rng(7)) for _ in range(2))
    assert first == second


def quoted_in(evidence):
    """Return all notes, summaries and sentences."""
    columns = [(column.notes, dict(column.before), dict(column.after)) for column in evidence.columns]
    return json.dumps([columns, [change.sentence for change in evidence.schema_changes]])


def test_values_can_be_kept_private():
    born = pd.date_range("1940-02-16", periods=90, freq="31D")
    baseline = Batch(
        pd.DataFrame({"who": ["Ann", "Bob"] * 30, "age": np.arange(60) / 7, "born": born[:60]}), "b.csv"
    )
    drift = Batch(
        pd.DataFrame({"who": ["Ann", "Cid"] * 15, "age": ["Dora"] * 30, "born": born[60:]}), "d.csv"
    )
    values = ("Ann", "Bob", "Cid", "Dora", "1940-02-16")
    rng = np.random.default_rng(8)
    shown = quoted_in(compare(baseline, drift, rng))
    assert all(value in shown for value in values)
    private = compare(baseline, drift, rng, show_values=False)
    assert not any(value in quoted_in(private) for value in values)
    assert private.columns[0].notes[0] == "1 new category: category 3 (15 rows)"
    assert "such as data row 1" in private.columns[1].notes[-1]
    assert private.columns[2].after["count"] == 30


def test_duplicate_rows_are_found_whatever_their_identifiers():
    rng = np.random.default_rng(9)
    baseline = pd.DataFrame(
        {"id": range(100), "x": rng.normal(size=100), "t": [f"text {n}, long" for n in range(100)]}
    )
    drift = baseline.iloc[[*range(20), *range(20)]].assign(id=range(200, 240))
    found = compare(Batch(baseline, "b.csv"), Batch(drift, "d.csv"), rng)
    assert found.whole_rows[0].after["duplicated"] == 20
    assert found.whole_rows[0].p_value < 0.01
    only_ids = compare(Batch(baseline[["id"]], "b.csv"), Batch(drift[["id"]], "d.csv"), rng)
    assert only_ids.whole_rows[0].not_tested == "there is no column to compare rows by"


def test_rows_that_differ_in_any_cell_are_not_duplicates():
    rows = pd.DataFrame(
        {"x": [1.0, 1.0, None, 0.0], "w": ["a", "b", "a", None], "b": [True, True, True, False]}
    )
    found = compare(Batch(rows, "b.csv"), Batch(rows, "d.csv"), np.random.default_rng(0))
    assert found.whole_rows[0].after["duplicated"] == 0


def test_missing_cells_of_text_columns_are_tested():
    baseline, drift = pd.Series(["a text"] * 100), pd.Series(["a text"] * 20 + [None, " "] * 5)
    files = [Batch(pd.DataFrame({"text": texts}), "a.csv") for texts in (baseline, drift)]
    (missing,) = table.missing_cells("text", *files)
    assert missing.p_values[0] < 1e-5
    assert table.missing_cells("text", files[0], files[0]) == ()
    found = compare(
        Batch(pd.DataFrame({"text": baseline}), "b.csv"),
        Batch(pd.DataFrame({"text": drift}), "d.csv"),
        np.random.default_rng(0),
    )
    assert found.columns == ()


def test_the_package_is_imported_without_numbers():
    heavy = {"numpy", "scipy", "pandas", "pyarrow"}
    code = f"import sys, functions.score.comparison.table; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    with pytest.raises(AttributeError, match="has no attribute 'kind_of'"):
        table.kind_of  # noqa: B018 - the look-up is what is tested


def test_later_dates_do_not_make_rows_of_few_values_duplicates():
    rng = np.random.default_rng(10)

    def rows(count, first, days):
        day = pd.Timestamp(first) + pd.to_timedelta(rng.integers(0, days, count), unit="D")
        return pd.DataFrame(
            {"day": day, "colour": rng.choice(list("abcde"), count), "quantity": rng.integers(1, 4, count)}
        )

    baseline, drift = rows(2_000, "2026-01-01", 56), rows(1_000, "2026-02-26", 28)
    calm = compare(Batch(baseline, "b.csv"), Batch(drift, "d.csv"), rng)
    assert calm.whole_rows[0].p_value > 0.05
    for file in (baseline, drift):
        file["price"] = rng.normal(100, 20, len(file)).round(1)
    sent_twice = pd.concat([drift, drift.iloc[:500]], ignore_index=True)
    assert compare(Batch(baseline, "b.csv"), Batch(sent_twice, "d.csv"), rng).whole_rows[0].p_value < 0.01
