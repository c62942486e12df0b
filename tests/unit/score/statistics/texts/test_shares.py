"""Tests of shares of texts: they keep their level, and find what they are made for."""

import numpy as np
import pytest

from functions.score.statistics.texts.shares import MOST_VALUES, ValueCounts, longer_than_all
from functions.score.statistics.texts.shares import most_changed as most_changed_of_counts


def most_changed(before, after):
    return most_changed_of_counts(ValueCounts.of(before), ValueCounts.of(after))


def test_the_value_with_the_smallest_p_value_is_named():
    changed = most_changed([["en"]] * 90 + [["de"]] * 10, [["en"]] * 50 + [["fr"]] * 50)
    assert (changed.value, changed.hits) == ("fr", (0, 50))


def test_of_two_equal_changes_the_rise_is_named():
    assert most_changed([["a"]] * 20, [["b"]] * 20).value == "b"


def test_texts_may_have_several_values_or_none():
    changed = most_changed([["x", "x", "y"], []], [[], ["y"]])
    assert changed.p_value == 1.0
    assert most_changed([[]] * 3, [[]] * 3) is None


def test_single_values_count_as_lists_of_one_value():
    assert ValueCounts.of_single(["a", "", "a", "b"]) == ValueCounts.of([["a"], [], ["a"], ["b"]])


def test_the_p_value_is_corrected_for_the_values_compared():
    one = most_changed([["a"]] * 10 + [[]] * 30, [[]] * 40)
    two = most_changed([["a"]] * 10 + [["b"]] * 30, [["b"]] * 40)
    assert two.p_value == pytest.approx(2 * one.p_value)
    many = most_changed([[str(row)] for row in range(200)], [["new"]] * 200)
    assert many.value == "new"
    assert many.p_value < 1e-50 * MOST_VALUES


def test_cut_texts_are_found():
    before = list(range(20, 80))
    count, p_value = longer_than_all(before, [20] * 30)
    assert count == 59
    assert p_value < 1e-15
    assert longer_than_all([20] * 30, before) == (0, 1.0)


@pytest.mark.parametrize("spread", [6, 1000], ids=["many ties", "few ties"])
def test_lengths_keep_their_level(spread):
    rng = np.random.default_rng(5)
    drawn = rng.integers(0, spread, (3000, 90))
    p_values = np.array([longer_than_all(row[:60].tolist(), row[60:].tolist())[1] for row in drawn])
    for level in (0.01, 0.05, 0.2):
        assert (p_values <= level).mean() <= level + 3 * np.sqrt(level / len(drawn))


def test_values_keep_their_level():
    rng = np.random.default_rng(6)
    drawn = rng.choice(["en", "de", "fr", "it"], (1000, 90), p=[0.6, 0.2, 0.1, 0.1])
    texts = [[[value] for value in row] for row in drawn]
    p_values = np.array([most_changed(row[:60], row[60:]).p_value for row in texts])
    assert (p_values <= 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 / len(drawn))


def test_values_that_are_equally_frequent_have_one_order():
    """Sets of strings have another order in every process."""
    texts = [set("zyxwvutsrq") - {letter} for letter in "zyx"]
    assert list(ValueCounts.of(texts).counts) == [*"qrstuvwxy", "z"]
