"""What the calibration card concludes from the methods' answers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from calibration.changes import STYLE
from calibration.draws import generator
from calibration.method_results import OURS, MethodResult, ahead_of_us, lead, leads_of
from calibration.mixed_table import COLUMNS, DATES, IDENTIFIERS, mixed_table
from calibration.plan import FULL
from calibration.power import closer_cells, their_cells
from calibration.rival_cells import FAST, SLOW, SLOWEST, rival_of, tally
from calibration.sizes import FAR, MIXTURE, SHIFT, simulate, stated, true_variation


def result(none, some):
    return MethodResult({"0.0": none, "0.1": some}, None)


def test_false_alarms_beyond_alpha_put_a_method_out_of_bounds():
    assert result("0" * 38 + "11", "1").in_bounds
    assert not result("1" * 10 + "0" * 30, "1").in_bounds
    assert not MethodResult({"0.1": "11"}, None).in_bounds, "a method that was never measured"


def test_failures_count_neither_as_drift_nor_as_calm():
    rate = result("0x", "1x10").rate(0.1)
    assert (rate.hits, rate.trials) == (2, 3)
    assert result("00", "xx").rate(0.1) is None


def test_the_lead_is_that_on_the_repetitions_both_answered():
    difference, error = lead("1101", "10x")
    assert difference == 0.5
    assert error == pytest.approx(0.5 / np.sqrt(2))


def test_only_rivals_within_bounds_and_clearly_ahead_are_named():
    quiet, calm = "0" * 40, "0" * 20 + "1" * 20
    methods = {
        OURS: result(quiet, calm),
        "Evidently ratio": result("1" * 40, "1" * 40),
        "alibi-detect KS": result(quiet, "0" * 20 + "1" * 20),
        "alibi-detect MMD": result(quiet, "1" * 40),
    }
    assert [method for method, _, _ in ahead_of_us(methods, 0.1)] == ["alibi-detect MMD"]


def test_times_are_those_of_a_file_over_all_shares():
    one = MethodResult({"0.0": "0000"}, 2.0).joined(MethodResult({"0.5": "11"}, 4.0))
    assert one.ms == pytest.approx(1000)
    assert one.files == (4, 2)
    assert MethodResult({"0.0": "0"}, None).joined(one).ms is None


def test_answers_are_gathered_by_method_and_share():
    answers = [
        {"job": "0.0/0", "method": "A b", "drift": False, "score": 1.0, "seconds": 1.0},
        {"job": "0.0/1", "method": "A b", "error": "ValueError: no", "seconds": 3.0},
        {"job": "0.5/0", "method": "A b", "drift": True, "score": 0.0, "seconds": 2.0},
    ]
    gathered = tally(answers)["A b"]
    assert gathered["calls"] == {"0.0": "0x", "0.5": "1"}
    assert gathered["error"] == "ValueError: no"
    assert gathered["seconds"] == pytest.approx(6)


def test_every_method_belongs_to_a_rival_with_an_environment():
    from calibration.environments import PACKAGES, requirements

    assert {rival_of(method) for method in (*FAST, *SLOW, *SLOWEST)} == set(PACKAGES)
    for rival in PACKAGES:
        assert all("==" in line for line in requirements(rival).splitlines())


def test_a_slow_rival_runs_at_fewer_shares(tmp_path, monkeypatch):
    monkeypatch.setattr("calibration.power.of_corpus", lambda name, _cache: name)
    calm = their_cells(FULL, tmp_path, changed=False, wanted=lambda _change, _method: True)
    assert {tuple(cell.arguments["shares"]) for cell in calm} == {(0.0,)}
    changed = their_cells(
        FULL, tmp_path, changed=True, wanted=lambda _change, method: method != "Evidently MMD"
    )
    shares = {
        method: cell.arguments["shares"]
        for cell in changed
        for method in cell.arguments["repetitions"]
        if cell.arguments["change"] == STYLE
    }
    assert set(shares) == {*FAST, *SLOW, *SLOWEST} - {"Evidently MMD"}
    assert shares["Evidently distance"] == [0.02, 0.05, 0.1, 0.2, 0.5, 1.0]
    assert shares["alibi-detect MMD"] == [0.05, 0.1, 0.2, 0.5]
    assert shares["Evidently text default"] == [0.2]
    assert len({cell.name for cell in calm + changed}) == len(calm + changed)
    assert their_cells(replace(FULL, rivals=False), tmp_path, changed=False, wanted=lambda *_: True) == []


def test_a_rival_that_is_ahead_on_few_files_runs_on_all_of_them(tmp_path, monkeypatch):
    monkeypatch.setattr("calibration.power.of_corpus", lambda name, _cache: name)
    chosen = replace(FULL, power_changes=(STYLE,), repetitions=8)
    few, many = "alibi-detect MMD", "Evidently MMD"
    calm = "0" * 8
    methods = {
        STYLE.name: {
            OURS: MethodResult({"0.0": calm, "0.05": calm, "0.1": "11110000"}, None),
            few: MethodResult({"0.0": calm, "0.05": "1100", "0.1": "1110"}, None),
            many: MethodResult({"0.0": calm, "0.05": "11000000", "0.1": calm}, None),
            "Evidently ratio": MethodResult({"0.0": "1" * 8, "0.05": "1111"}, None),
        }
    }
    (cell,) = closer_cells(chosen, tmp_path, methods)
    assert cell.arguments == {"change": STYLE, "shares": [0.05], "repetitions": {few: 8}}
    assert set(leads_of(methods[STYLE.name], 0.05)) == {few, many}


def test_simulated_rows_are_unit_vectors_with_the_variation_they_claim():
    random = generator("a simulation")
    residuals = random.standard_normal((20_000, 6)).astype(np.float32)
    residuals /= np.linalg.norm(residuals, axis=1, keepdims=True)
    before = simulate(SHIFT, 0.0, residuals, random)
    assert np.linalg.norm(before, axis=1) == pytest.approx(1, abs=1e-6)
    for kind in (SHIFT, MIXTURE):
        after = simulate(kind, 0.3, residuals, random)
        cuts = np.linspace(-0.6, 0.6, 200)
        above = [(rows[:, -1, np.newaxis] > cuts).mean(axis=0) for rows in (before, after)]
        assert (above[1] - above[0]).max() == pytest.approx(true_variation(kind, 0.3), abs=0.02)
    assert true_variation(MIXTURE, 0.3) < 0.3
    assert FAR > 4


def test_changed_shares_are_compared_with_the_truth():
    sizes = stated(0.3, [[0.3, 0.2, 0.4], [0.36, 0.31, 0.5], None, [0.1, 0.0, 0.29]])
    assert sizes.undefined == 1
    assert (sizes.too_high.hits, sizes.too_high.trials) == (1, 3)
    assert sizes.covered.hits == 1
    assert sizes.mean == pytest.approx(0.2533, abs=1e-4)


def test_the_mixed_table_has_fifty_columns_and_is_the_same_for_the_same_seed(tmp_path):
    (tmp_path / "corpora").mkdir()
    reviews = pd.DataFrame(
        {
            "drugName": ["A", "B"] * 20,
            "condition": ["Pain", None] * 20,
            "review": ["Good. 5 mg a week!", "No pain"] * 20,
            "rating": "positive",
            "date": "May 2, 2012",
            "usefulCount": range(40),
        }
    )
    reviews.to_csv(tmp_path / "corpora" / "reviews.csv", index=False)
    table = mixed_table(tmp_path, generator("a table"))
    assert table.shape == (40, COLUMNS)
    assert {*IDENTIFIERS, *DATES} <= set(table.columns)
    assert sorted(table["useful"]) == list(range(40))
    pd.testing.assert_frame_equal(table, mixed_table(tmp_path, generator("a table")))
