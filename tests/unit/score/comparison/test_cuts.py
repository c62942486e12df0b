"""Where a baseline is cut: blocks of about as many rows as a drift file has, or whole files."""

import pytest

from functions.score.comparison.cuts import FEWEST_ROWS, MOST_COMPARED, equal_cut, file_cut, parts


@pytest.mark.parametrize("rows", [10, FEWEST_ROWS * 8 - 1, FEWEST_ROWS * 8, 1_000, 100_000])
@pytest.mark.parametrize("drift", [1, 30, 1_000, 100_000])
def test_blocks_are_large_enough_and_nearly_as_large_as_the_drift_file(rows, drift):
    count = parts(rows, drift)
    assert (count == 0) == (rows < FEWEST_ROWS * 8)
    if count:
        assert rows // count >= FEWEST_ROWS
        if drift >= FEWEST_ROWS and rows / drift >= 8:
            assert 0.7 < rows / count / drift < 1.45


def test_equal_blocks_have_all_rows_or_are_evenly_spaced():
    every, some = (equal_cut(2_007, drift, "in order") for drift in (100, 20))
    assert every.blocks[0] == (0, 100)
    assert all(before[1] == after[0] for before, after in zip(every.blocks, every.blocks[1:], strict=False))
    assert every.blocks[-1][1] == 2_007
    assert len(some.blocks) == MOST_COMPARED
    assert some.blocks[0][0] == 0
    assert some.blocks[-1][1] == 2_007
    assert some.source == "20 blocks of 25 baseline rows (in order)"
    assert equal_cut(100, 100, "in order") is None


def test_each_file_is_a_block():
    cut = file_cut([100, 90, 110] * 4, 100)
    assert cut.blocks[:3] == ((0, 100), (100, 190), (190, 300))
    assert cut.source == "12 files of the baseline (90 to 110 rows each)"


def test_of_many_files_some_are_compared():
    cut = file_cut([100] * 365, 120)
    assert len(set(cut.blocks)) == MOST_COMPARED
    assert all(begin % 100 == 0 and end == begin + 100 for begin, end in cut.blocks)
    assert cut.source == "20 of 365 files of the baseline (100 rows each)"


@pytest.mark.parametrize(
    ("files", "drift", "groups"),
    [(70, 700, 10), (70, 7_000, 8), (26, 300, 8), (12, 100_000, 12), (17, 100_000, 8)],
)
def test_neighbours_are_joined_up_to_the_size_of_the_drift_file_or_eight_blocks(files, drift, groups):
    cut = file_cut([100] * files, drift)
    assert len(cut.blocks) == groups
    assert cut.blocks[0][0] == 0
    assert cut.blocks[-1][1] == files * 100


def test_files_of_few_rows_are_joined_or_left_out():
    assert all(end - begin >= FEWEST_ROWS for begin, end in file_cut([5] * 80, 5).blocks)
    cut = file_cut([100, 100, 3] * 6, 100)
    assert len(cut.blocks) == 12
    assert cut.source == "12 of 18 files of the baseline (100 rows each)"
    assert file_cut([100, 100, 3] * 3 + [3], 100) is None
    assert len(file_cut([0, 60] * 12 + [0] * 2, 60).blocks) == 8


def test_files_much_larger_than_the_drift_file_are_cut():
    assert file_cut([100] * 12, 50) is not None
    assert file_cut([100] * 12, 49) is None


def test_few_files_are_no_blocks():
    assert file_cut([100] * 7, 100) is None
    assert file_cut([], 100) is None
