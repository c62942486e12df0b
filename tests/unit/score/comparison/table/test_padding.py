"""White space at the ends of cells."""

import pandas as pd

from functions.score.comparison.table.padding import padding

PLAIN = [f"order {number}" for number in range(100)]


def sentences(before, after):
    return padding(*(pd.Series(cells, dtype="str") for cells in (before, after)))


def test_many_more_padded_cells_are_a_sentence():
    padded = [f"{cell} " if number % 5 == 0 else cell for number, cell in enumerate(PLAIN)]
    assert sentences(PLAIN, padded) == ("cells with white space at their ends rose from 0% to 20%",)
    assert sentences(padded, PLAIN) == ()
    assert sentences(padded, padded) == ()


def test_few_padded_cells_blank_ones_and_other_types_are_none():
    assert sentences(PLAIN, [*PLAIN[1:], " order"]) == ()
    assert sentences(PLAIN, [*PLAIN, *["  "] * 50, None]) == ()
    assert sentences(PLAIN, [None] * 9) == ()
    assert padding(pd.Series([1, 2]), pd.Series(["1 ", "2 "], dtype="str")) == ()
