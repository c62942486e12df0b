"""Which rows the calibration card compares."""

from dataclasses import replace

import numpy as np
import pytest
from calibration.changes import SMALL_FILE, TOPIC_ARTICLES, TOPICS
from calibration.corpora import Corpus
from calibration.draws import changed_rows, generator, plant, split

EACH = 40  # rows of a topic


@pytest.fixture
def corpus():
    labels = np.repeat(TOPICS, EACH)
    return Corpus("bbc_articles", labels, labels, labels, np.zeros((len(labels), 2), dtype=np.float32))


def test_a_split_is_two_disjoint_samples():
    draw = split(100, (60, 40), generator("a"))
    assert sorted([*draw.baseline, *draw.drift]) == list(range(100))
    assert (len(draw.baseline), len(draw.drift), draw.changed) == (60, 40, 0)


def test_a_repetition_draws_the_same_rows_again_and_others_do_not():
    again = [split(100, (60, 40), generator("a", 3)).baseline.tolist() for _ in range(2)]
    assert again[0] == again[1]
    assert again[0] != split(100, (60, 40), generator("a", 4)).baseline.tolist()


def test_planted_rows_come_last_and_from_the_other_population():
    draw = plant(np.arange(50), np.arange(50, 100), (20, 10), 0.3, generator("b"))
    assert draw.changed == 3
    assert (draw.drift[-3:] >= 50).all()
    assert (draw.drift[:-3] < 50).all()
    assert (draw.baseline < 50).all()
    assert len({*draw.baseline, *draw.drift}) == 30


@pytest.mark.parametrize(("sizes", "share"), [((45, 10), 0.1), ((10, 60), 1.0)])
def test_too_small_populations_are_refused_with_their_sizes(sizes, share):
    with pytest.raises(ValueError, match="there are only 50 and 50"):
        plant(np.arange(50), np.arange(50, 100), sizes, share, generator("b"))


@pytest.mark.parametrize(
    ("share", "rows", "expected"),
    [(0.0, 300, 0), (0.02, 20, 1), (0.001, 20, 1), (0.05, 300, 15), (1.0, 20, 20)],
)
def test_a_share_is_the_nearest_number_of_rows_and_never_none_of_them(share, rows, expected):
    assert changed_rows(share, rows) == expected


def test_each_repetition_takes_the_next_topic_away(corpus):
    change = replace(TOPIC_ARTICLES, sizes=(50, 20))
    for repetition in range(7):
        draw = change.draw(corpus, 0.5, repetition)
        new = TOPICS[repetition % len(TOPICS)]
        assert new not in corpus.labels[draw.baseline]
        assert corpus.labels[draw.drift].tolist().count(new) == 10


def test_another_table_draws_other_rows(corpus):
    change = replace(SMALL_FILE, sizes=(50, 20))
    draws = [change.draw(corpus, 0.5, 0, of=table).baseline.tolist() for table in ("", "detectable")]
    assert draws[0] != draws[1]
