"""Planted faults and the simulated year: what changes, and that it is the same for every judge."""

import numpy as np
import pandas as pd
import pytest
from streams import planted, year
from streams.faults import FAULTS, NEW_LEVEL, SENTINEL, column, foreign
from streams.faults import planted as with_fault
from streams.outcome import Outcome
from streams.stream import TEXT, joined

BY_NAME = {fault.name: fault for fault in FAULTS}


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_changes_one_column_of_a_copy(fault, stream, rows):
    where = column(fault, stream)
    before = rows.copy()
    first, second = (with_fault(fault, where, rows, rows, np.random.default_rng(1)) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(rows, before)
    assert {name for name in rows if not first[name].equals(rows[name])} == {where}


def test_the_sizes_of_the_faults_are_those_of_their_names(rows):
    def after(name, where):
        return with_fault(BY_NAME[name], where, rows, rows, np.random.default_rng(1))[where]

    assert (after("unit: ×1000 in 5% of the rows", "price") > 10_000).sum() == 20
    assert after("20% missing", "count").isna().sum() == 80
    assert after("variance ×1.5", "price").var() == pytest.approx(1.5 * rows["price"].var(), rel=0.001)
    deviation = rows["count"].std()
    assert after("mean +0.5 sd", "count").mean() - rows["count"].mean() == pytest.approx(
        0.5 * deviation, abs=0.1
    )
    assert after("mean +0.5 sd", "count").dtype == "Int64"
    assert (after("sentinel -999 in 1%", "price") == SENTINEL).sum() == 4
    assert len(set(after("stuck in the last 20%", "price").tail(80))) == 1
    assert (after("mix +10 points", "plan") == "Free").sum() == (rows["plan"] == "Free").sum() + 40
    assert set(after("case changed", "plan")) == {"FREE", "PRO", "TEAM"}
    assert (after("new level in 5%", "plan") == NEW_LEVEL).sum() == 20


def test_texts_get_foreign_rows_and_tables_do_not(stream):
    fault = foreign([f"Satz {number}" for number in range(10)])
    assert column(fault, stream) is None
    texts = pd.DataFrame({TEXT: ["a sentence"] * 50})
    changed = with_fault(fault, TEXT, texts, texts, np.random.default_rng(1))
    assert changed[TEXT].str.startswith("Satz").sum() == 5


def test_a_planted_batch_is_the_same_for_every_judge(stream):
    first, second = (planted.planted_batches(stream, FAULTS, 3, 5, 9) for _ in range(2))
    assert len(first) == 2
    assert set(first[0]) == {planted.NONE, *BY_NAME}
    assert first[1][planted.NONE] is stream.batches[9]
    pd.testing.assert_frame_equal(first[1]["5% missing"], second[1]["5% missing"])


def test_an_alarm_may_name_the_faulty_column(stream):
    columns = planted.changed_columns(stream, FAULTS)
    assert columns["5% missing"] == ("price",)
    assert columns[planted.NONE] == ("price", "plan")
    found = Outcome(alarm=True, changed={"price: missing": 0.1})
    assert planted.digit(found, columns["5% missing"]) == planted.NAMED
    assert planted.digit(found, columns["case changed"]) == planted.ALARM
    assert planted.digit(Outcome(alarm=False), columns["5% missing"]) == planted.CALM


@pytest.mark.parametrize("name", year.SHIFTS)
def test_a_simulated_year_repeats_itself(name):
    first, second = (year.year(name, days=3) for _ in range(2))
    assert len(first.stream.batches) == 3
    pd.testing.assert_frame_equal(joined(first.stream.batches), joined(second.stream.batches))


def test_the_changes_of_a_year_are_where_they_are_said_to_be():
    bad = year.year("bad week", days=160).stream.batches
    missing = [batch["amount"].isna().mean() for batch in bad]
    assert min(missing[day] for day in year.BAD_WEEK) > 0.1
    assert np.mean(missing[:150]) < 0.02
    moved = year.year("step", days=250).stream.batches
    means = [np.log(batch["amount"].dropna()).mean() / 0.5 for batch in moved]
    assert np.mean(means[200:]) - np.mean(means[:200]) == pytest.approx(0.6, abs=0.1)
