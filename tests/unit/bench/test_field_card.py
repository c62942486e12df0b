"""The field card: what is drawn and changed, and how its tables are rendered."""

import json
from dataclasses import replace

import measure_field
import numpy as np
import pandas as pd
import pytest
from calibration.cells import Runner
from calibration.wilson import Share
from field import alarms, changes, halves, kinds, power_section, readings, sections, tables
from field.cached import CachedOnly
from field.changes import BY_NAME, CHANGES, NONE, TEXT
from field.plan import SHORT
from field.scored import ROWS, score
from field.texts import Texts, mojibake, truncated, typographic

ROWS_DRAWN = 300


@pytest.fixture
def drawn_texts():
    german = np.array([f"Satz {number}" for number in range(50)])
    return Texts(np.array(["one text"]), german, {})


@pytest.fixture
def drift():
    random = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "price": random.lognormal(3, 0.5, ROWS_DRAWN).round(2),
            "normal": random.normal(100, 15, ROWS_DRAWN),
            "rounded": random.normal(20, 5, ROWS_DRAWN).round(),
            "latency": random.exponential(0.3, ROWS_DRAWN),
            "income": random.lognormal(10, 1, ROWS_DRAWN),
            "plan": random.choice(["category 0", "category 1"], ROWS_DRAWN),
            "channel": random.choice(["category 0", "category 1"], ROWS_DRAWN),
            "fraud": random.random(ROWS_DRAWN) < 0.02,
            "office_hours": pd.Timestamp("2024-01-01 09:00")
            + pd.to_timedelta(random.integers(0, 8, ROWS_DRAWN), "h"),
            TEXT: [typographic(f"It's text number {number} of the Table") for number in range(ROWS_DRAWN)],
        }
    )


@pytest.mark.parametrize("change", CHANGES, ids=[change.name for change in CHANGES])
def test_a_change_changes_its_columns_alone_and_is_the_same_for_the_same_seed(change, drift, drawn_texts):
    first, second = (change.make(drift, np.random.default_rng(1), drawn_texts) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    assert len(first) == ROWS_DRAWN
    differing = {name for name in drift if not first[name].equals(drift[name])}
    if change.columns or change.name == NONE:
        assert differing == set(change.columns)


def test_the_shares_of_the_changes_are_those_of_their_names(drift, drawn_texts):
    def changed(name, column):
        after = BY_NAME[name].make(drift, np.random.default_rng(1), drawn_texts)
        return int((after[column] != drift[column]).sum())

    assert changed("unit: ×1000 in 5% of rows", "price") == 15
    assert changed("sentinel: -999 in 1% of rows", "normal") == 3
    assert changed("new category in 3% of rows", "channel") == 9
    assert changed("10% of the texts German", TEXT) == 30
    spread = BY_NAME["variance ×1.5"].make(drift, np.random.default_rng(1), drawn_texts)["normal"]
    assert spread.var() == pytest.approx(1.5 * drift["normal"].var())
    twice = BY_NAME["10% of the rows sent twice"].make(drift, np.random.default_rng(1), drawn_texts)
    assert twice.duplicated().sum() == 30


def test_the_spellings_of_texts():
    assert mojibake(typographic("it's")) == "itâ€™s"
    assert truncated("a" * 30) == "a" * 20


@pytest.fixture
def cache(tmp_path):
    """A cache with one small table."""
    place = tmp_path / "field" / "tables"
    place.mkdir(parents=True)
    (place / tables.FINISHED).touch()
    random = np.random.default_rng(3)
    made = pd.DataFrame({"a": np.arange(120.0), "b": random.normal(0, 1, 120), "c": list("xyz") * 40})
    made.to_csv(place / "made-one.csv", index=False)
    return tmp_path


def test_a_table_keeps_its_cells_as_they_are(tmp_path):
    place = tmp_path / "field" / "tables"
    place.mkdir(parents=True)
    (place / tables.FINISHED).touch()
    (place / "made.csv").write_text('"",a,b\n"1",1.50,"x, ""y"""\n"2",NA,\n', encoding="utf-8")
    table = tables.load("made", tmp_path)
    assert table.header == ["", "a", "b"]
    assert table.content([1, 0]).decode() == ',a,b\n2,NA,\n1,1.50,"x, ""y"""\n'


def test_the_command_prints_a_section(cache, monkeypatch, capsys):
    monkeypatch.setattr(
        "sys.argv", ["measure_field.py", "--short", "--only", "halves", "--cache", str(cache)]
    )
    measure_field.main()
    printed = capsys.readouterr().out
    assert "files of 1 tables" in printed
    assert "| made-one | 120 | 3 |" in printed


def test_what_an_interrupted_run_left_is_gathered_by_table(cache):
    plan = replace(SHORT, repetitions=alarms.BLOCK + 1)
    assert alarms.random(plan, CachedOnly(cache)) == {}
    alarms.random(replace(SHORT, repetitions=alarms.BLOCK), Runner(cache))
    assert len(alarms.random(plan, CachedOnly(cache))["made-one"]["calls"]) == alarms.BLOCK
    alarms.random(plan, Runner(cache))
    assert len(alarms.random(plan, CachedOnly(cache))["made-one"]["calls"]) == alarms.BLOCK + 1


def test_halves_and_kinds_of_a_small_table(cache):
    assert tables.chosen(cache) == ["made-one"]

    at_random = halves.random_halves(cache, "made-one", 0, 3)
    assert len(at_random["calls"]) == 3
    assert (at_random["rows"], at_random["columns"]) == (120, 3)
    in_order = halves.halves_in_order(cache, "made-one")
    assert set(in_order["flagged"]) <= {"a", "b", "c", ROWS}

    columns = kinds.drawn(cache)
    assert {column.id for column in columns} == {f"made-one#{place}" for place in range(3)}
    decided = kinds.decided(columns, cache)
    assert decided["made-one#2"] == decided["made-one#2"] | {"name": "c", "kind": "categorical"}
    assert decided["made-one#2"]["values"] == ["x", "y", "z"]


def test_a_large_change_is_flagged_and_named():
    before = pd.DataFrame({"a": np.random.default_rng(1).normal(0, 1, 200)})
    files = [(before + move).to_csv(index=False).encode() for move in (0, 3)]
    calm, moved = score(files[0], files)
    assert (calm.drifted, calm.flagged) == (False, [])
    assert (moved.drifted, moved.flagged) == (True, ["a"])
    assert moved.reasons[0].startswith("a: ")


def test_every_label_and_reading_is_well_formed():
    groups = kinds.labels()
    assert {name: len(own) for name, own in groups.items()} == {"first": 100, "held_back": 100}
    every = [one for own in groups.values() for one in own]
    assert len({one["column"] for one in every}) == 200
    assert {kind for one in every for kind in one["right"]} <= {
        *("text", "numeric", "categorical", "datetime", "boolean", "identifier", "empty")
    }
    assert readings.load()


def test_rates_are_shown_with_their_intervals():
    assert sections.rate(Share(19, 20)) == ".95 [.76, .99]"
    assert sections.rate(Share(0, 20)) == ".00 [.00, .16]"


def test_random_halves_name_the_tables_above_alpha():
    results = {
        "calm": {"calls": "0" * 200, "rows": 100, "columns": 3},
        "loud": {"calls": "1" * 40 + "0" * 160, "rows": 100, "columns": 3},
    }
    text = sections.random_halves(results)
    assert "40 alarms in 400 files of 2 tables" in text
    assert "above alpha in 1 tables (loud)" in text
    assert "cut short" not in text
    assert "3 to 3 files a table instead of 200" in sections.random_halves(
        {"calm": results["calm"] | {"calls": "000"}}
    )


def test_needless_alarms_are_counted_before_and_now():
    results = {
        "a": {"drifted": True, "flagged": ["id"], "reasons": ["id: p < 0.001", "b: more"]},
        "b": {"drifted": False, "flagged": [], "reasons": []},
    }
    read = [
        readings.Reading("a", "id", "an id"),
        readings.Reading("b", "id", "an id"),
        readings.Reading("a", "id", "raised later", first=False),
        readings.Reading("c", "x", "of a table that is not measured"),
    ]
    text = sections.halves_in_order(results, read)
    assert "| an id | 2 | 1 | a id |" in text
    assert "| raised later | 0 | 1 | a id |" in text
    assert "| **all** | 2 | 2 |  |" in text
    assert "- a: id: p &lt; 0.001 (and 1 more)" in text
    assert "- b: no drift" in text


def test_power_strikes_methods_with_too_many_false_alarms_through():
    name = changes.CHANGES[1].name
    flagged = {
        "Driftline": {NONE: [[]] * 20, name: [["price"]] * 10 + [[]] * 10},
        "Evidently any column": {name: [["price", "drug"]] * 20},
        "alibi-detect": {NONE: [["x"]] * 20, name: [["price"]] * 20},
    }
    called, named = power_section.power(flagged).split("all that changed is named")
    assert "| change | Driftline | ~~Evidently any column~~ | ~~alibi-detect~~ |" in called
    assert f"| {name} | .50 [.30, .70] | 1.00 [.84, 1.00] | 1.00 [.84, 1.00] |" in called
    assert "| a column without a change | .00 [.00, .16] | 1.00 [.84, 1.00] | .00 [.00, .16] |" in called
    assert f"| {name} | .50 [.30, .70] | 1.00 [.84, 1.00] | 1.00 [.84, 1.00] |" in named


def test_driftline_is_shown_on_the_draws_of_the_rivals_too():
    flagged = {"Driftline": {NONE: [[], ["x"], []]}, "alibi-detect": {NONE: [[]] * 2}}
    assert power_section.on_same_draws(flagged["Driftline"], {"alibi-detect": flagged["alibi-detect"]}) == {
        "Driftline, first 2 draws": {NONE: [[], ["x"]]}
    }
    assert power_section.on_same_draws(flagged["Driftline"], {}) == {}
    assert power_section.on_same_draws(flagged["Driftline"], {"other": flagged["Driftline"]}) == {}


def test_a_change_of_two_columns_is_named_only_with_both():
    draws = {"two columns swapped": [["price"], ["price", "rounded"], []]}
    assert power_section.named_change(draws)["two columns swapped"] == Share(1, 3)
    assert power_section.named_change({"10% of the rows sent twice": [[ROWS]]}) == {
        "10% of the rows sent twice": Share(1, 1)
    }


def test_kinds_show_the_share_before_and_now_and_the_wrong_ones():
    label = {"name": "id", "right": ["identifier"], "because": "a number of a tree", "before": "numeric"}
    labels = {"first": [label | {"column": "t#0"}, label | {"column": "t#1"}]}
    decided = {
        "t#0": {"kind": "identifier", "kind_because": "its name"},
        "t#1": {"kind": "numeric", "kind_because": "numbers"},
    }
    text = sections.kinds(json.loads(json.dumps(decided)), labels)
    assert "| first | 2 | .00 [.00, .66] | .50 [.09, .91] |" in text
    assert "| t id | numeric | identifier | a number of a tree | numbers |" in text
