"""Categories in different spellings."""

import numpy as np
import pandas as pd
import pytest

from functions.score.batch import Batch
from functions.score.comparison import table
from functions.score.comparison.table import categories
from functions.score.comparison.table.spellings import match

CITIES = {"Bern": 150, "New York": 100, "Z\u00fcrich": 50}


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ({"Bern ": 40, "New York ": 30}, "the only difference is white space: 'Bern ' instead of 'Bern'"),
        (
            {"New\u00a0York": 30, "Bern": 40},
            "the only difference is white space: 'New\\u00a0York' instead of 'New York'",
        ),
        ({"New  York": 30}, "the only difference is white space: 'New  York' instead of 'New York'"),
        ({"Bern\u200b": 30}, "the only difference is invisible characters: 'Bern\\u200b' instead of 'Bern'"),
        (
            {"Zu\u0308rich": 9, "Bern": 70},
            "the only difference is the Unicode normal form: 'Zu\\u0308rich' instead of 'Z\u00fcrich'",
        ),
        ({"BERN": 30, "NEW YORK": 20}, "the only difference is letter case: 'BERN' instead of 'Bern'"),
        ({"bern": 30, "Bern": 2}, "the only difference is letter case: 'bern' instead of 'Bern'"),
    ],
)
def test_a_spelling_that_replaces_the_baseline_s_is_named(after, sentence):
    found = match(CITIES, after)
    assert (found.reformatted, found.notes) == ((sentence,), ())
    assert {found.names.get(word, word) for word in after} <= set(CITIES)
    assert match(CITIES, after, show_values=False).reformatted == (sentence.partition(":")[0],)


def test_a_few_cells_in_another_spelling_are_a_note():
    found = match(CITIES, {"Bern": 60, "Bern ": 3, "bern": 1})
    assert found.reformatted == ()
    assert found.notes == (
        "3 cells differ from the baseline only in white space, such as 'Bern ' instead of 'Bern'",
        "1 cell differs from the baseline only in letter case, such as 'bern' instead of 'Bern'",
    )
    assert found.names["Bern "] == "Bern"
    assert "bern" not in found.names  # a new category: polish is not Polish


def test_codes_that_lost_their_leading_zeros_are_the_same_codes():
    before, after = {"01067": 80, "04109": 70, "80331": 150}, {"1067": 30, "4109": 20, "80331": 60}
    matched = match(before, after)
    assert matched.reformatted == ("the only difference is leading zeros: '1067' instead of '01067'",)
    assert {matched.names.get(word, word) for word in after} == set(before)
    assert match(after, before).reformatted == (
        "the only difference is leading zeros: '01067' instead of '1067'",
    )
    few = match(before, {"01067": 80, "80331": 60, "1067": 2})
    assert few.notes == (
        "2 cells differ from the baseline only in leading zeros, such as '1067' instead of '01067'",
    )
    assert "1067" not in few.names  # 7 and 07 may be two codes


def test_spellings_that_the_baseline_has_are_no_change():
    mixed = {"Bern": 50, "Bern ": 48, "bern": 45}
    found = match(mixed, {"Bern ": 40, "bern": 10})
    assert (found.reformatted, found.notes) == ((), ())
    assert found.names == {"Bern ": "Bern"}


def compare(before, after):
    files = (Batch(pd.DataFrame({"c": cells}), "x.csv") for cells in (before, after))
    found = table.compare_columns(*files, kinds={"c": "categorical"}, rng=np.random.default_rng(0))
    return found.columns[0], [change.sentence for change in found.schema_changes]


def test_a_changed_spelling_is_a_schema_change_and_no_new_category():
    column, sentences = compare(["red", "red", "blue"] * 50, [" red", " red", " blue"] * 20)
    assert sentences == ["column 'c': the only difference is white space: ' red' instead of 'red'"]
    assert column.p_value > 0.5
    assert column.notes == ()


def test_whole_numbers_are_the_same_codes_as_integers_floats_and_words():
    for after in ([20, 10] * 9, [20.0, None, 10.0] * 6, ["20.0", "10.0"] * 9, ["20", "10"] * 9):
        coded = categories.read(pd.Series([10, 20] * 20), pd.Series(after))
        assert coded.names == ["10", "20"]
    coded = categories.read(pd.Series([10.0, np.nan, 20.0]), pd.Series([20, 10]))
    assert (coded.names, coded.missing) == (["10", "20"], (1, 0))
