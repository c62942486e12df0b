"""The sample of a folder's rows: its size, its memory, and that every row has the same chance."""

import numpy as np
import pyarrow as pa
import pytest

from functions.score.batch import Limits, SampledRows
from functions.score.batch.folder.sample import FolderSample, _smallest

LIMITS = Limits(whole_bytes=1_000, sample_rows=100, sample_bytes=10**6)


def part(first, rows):
    return pa.table({"x": np.arange(first, first + rows)})


def cells(sample):
    return [value for rows in sample.kept for value in rows.table["x"].to_pylist()]


def sampled(tables, limits=LIMITS):
    sample = FolderSample(limits)
    for number, table in enumerate(tables):
        sample.offer(number, table, None)
    return sample, sample.finish()


def test_small_parts_are_kept_whole():
    sample, rows = sampled([part(0, 50), part(50, 60)])
    assert rows is None
    assert cells(sample) == list(range(110))


def test_of_more_rows_a_sample_is_kept_in_order_with_the_numbers_of_its_rows():
    sample, rows = sampled([part(0, 70), part(70, 600), part(670, 30), part(700, 300)])
    assert rows.total == 1_000
    assert len(rows.numbers) == 100
    assert cells(sample) == rows.numbers == sorted(rows.numbers)


def test_memory_does_not_grow_with_the_number_of_parts():
    sample = FolderSample(LIMITS)
    for number in range(300):
        sample.offer(number, part(number * 50, 50), None)
        assert sum(len(rows.table) for rows in sample.kept) <= 250
    assert sample.finish().total == 15_000


def test_the_sample_has_at_most_the_allowed_bytes():
    limits = Limits(whole_bytes=1_000, sample_bytes=400)
    _, rows = sampled([part(number * 50, 50) for number in range(20)], limits)
    assert len(rows.numbers) == 50


def test_the_same_rows_give_the_same_sample_and_others_another():
    parts = [part(0, 700), part(700, 300)]
    assert sampled(parts)[1] == sampled(parts)[1]
    assert sampled(parts)[1].numbers != sampled([part(1, 700), part(700, 300)])[1].numbers


def test_a_part_without_rows_changes_nothing():
    parts = [part(0, 700), part(700, 300)]
    assert sampled([part(0, 0), *parts])[1] == sampled(parts)[1]
    assert sampled([part(0, 0)])[0].kept == []


@pytest.mark.parametrize("reduced", [(), (0,), (1,), (0, 2)])
def test_every_row_has_the_same_chance_also_in_parts_that_were_reduced_before(reduced):
    """Parts of 400, 800 and 1,200 rows; those in `reduced` come as their own samples of 200 rows."""
    sizes, counts, draws = (400, 800, 1_200), np.zeros(3), 300
    for seed in range(draws):
        rng = np.random.default_rng(seed)
        sample = FolderSample(LIMITS)
        first = 0
        for number, size in enumerate(sizes):
            table, own = part(first + seed * 10_000, size), None
            if number in reduced:
                kept = np.sort(rng.choice(size, 200, replace=False))
                table, own = table.take(kept), SampledRows(kept.tolist(), size)
            sample.offer(number, table, own)
            first += size
        rows = sample.finish()
        assert cells(sample) == [row + seed * 10_000 for row in rows.numbers]
        assert rows.total == 2_400
        counts += np.bincount([rows_of.part for rows_of in sample.kept for _ in rows_of.numbers], minlength=3)
    expected = counts.sum() * np.array(sizes) / 2_400
    assert counts.sum() > 0.9 * draws * 100
    deviations = (counts - expected) / np.sqrt(expected * (1 - np.array(sizes) / 2_400))
    assert np.abs(deviations).max() < 4


def test_the_smallest_of_many_random_numbers_are_distributed_as_such():
    rng = np.random.default_rng(7)
    drawn = np.array([np.sort(_smallest(rng, 5, 50)) for _ in range(4_000)])
    sorted_whole = np.array([np.sort(_smallest(rng, 50, 50))[:5] for _ in range(4_000)])
    assert drawn.mean(0) == pytest.approx(np.arange(1, 6) / 51, rel=0.05)  # the means of order statistics
    assert sorted_whole.mean(0) == pytest.approx(np.arange(1, 6) / 51, rel=0.05)
    assert drawn.std(0) == pytest.approx(sorted_whole.std(0), rel=0.05)
