"""Columns of embeddings, from two files to the verdict."""

import numpy as np
import pandas as pd
import pytest

import driftline
from functions.score.report import render

NUMBERS = 24


def vectors(rows, rng, topics=(0, 1), length=1.0):
    centres = 2 * np.eye(NUMBERS)[rng.choice(topics, rows)]
    cells = centres + rng.normal(size=(rows, NUMBERS)) / 3
    return list((length * cells / np.linalg.norm(cells, axis=1, keepdims=True)).astype(np.float32))


@pytest.fixture
def rng():
    return np.random.default_rng(11)


@pytest.fixture
def compare(rng):
    """Compare a file with a baseline of 300 vectors."""
    baseline = pd.DataFrame({"n": rng.normal(size=300), "v": vectors(300, rng)})

    def compared(cells, **settings):
        drift = pd.DataFrame({"n": rng.normal(size=len(cells)), "v": cells})
        return driftline.compare(baseline, drift, **settings)

    return compared


def column(result):
    return next(each for each in result.verdict.columns if each.name == "v")


def test_vectors_from_the_same_source_are_no_drift(compare, rng):
    result = compare(vectors(200, rng))
    assert result.finding == "no_drift"
    assert (column(result).kind, column(result).kind_because) == (
        "embedding",
        "its cells are lists of 24 numbers",
    )
    assert result.verdict.model is None


def test_new_vectors_are_found_counted_and_named_by_their_rows(compare, rng):
    new = [*vectors(160, rng), *vectors(40, rng, topics=(7,))]
    result = compare(new)
    assert result.finding == "drift"
    detail = column(result).text
    assert detail.changed_share.low <= 0.2 <= detail.changed_share.high
    novel = [row.row > 160 for row in detail.explanation.novel_rows]
    assert sum(novel) >= 8 * len(novel) / 10 > 0  # one in five may be an ordinary row
    grown = [group for group in detail.explanation.clusters if group.changed and group.after > group.before]
    assert sum(group.after for group in grown) == pytest.approx(0.2, abs=0.02)
    assert all(row.startswith("drift file, row ") for group in grown for row in group.typical)
    page = render(result.verdict).decode()
    assert "Embeddings" in page
    assert "Groups of similar vectors" in page


def test_missing_vectors_and_vectors_without_direction_are_counted(compare, rng):
    missing = compare([*vectors(150, rng), *[None] * 50])
    assert missing.reasons[0].startswith("v: missing values rose from 0% to 25%")
    zeros = compare([*vectors(150, rng), *[np.zeros(NUMBERS)] * 50])
    assert "unreadable values rose from 0% to 25%" in zeros.reasons[0]
    assert "50 cells cannot be read as vectors (baseline: 0)" in zeros.reasons[0]
    none = compare([None] * 50)
    assert none.reasons[0].startswith("v: missing values rose from 0% to 100%")
    assert column(none).text is None


def test_another_length_is_another_type(compare, rng):
    result = compare([cells[:16] for cells in vectors(200, rng)])
    assert result.finding == "drift"
    assert result.reasons == ["column 'v' changed type from lists of 24 numbers to lists of 16 numbers"]


def test_a_change_of_the_vectors_length_alone_is_noted(compare, rng):
    result = compare(vectors(200, rng, length=3.0))
    assert result.finding == "no_drift"
    assert column(result).notes == [
        "mean length of the vectors 1 before, 3 now; only directions are compared"
    ]


def test_private_rows_stay_private_and_settings_apply(compare, rng):
    new = [*vectors(160, rng), *vectors(40, rng, topics=(7,))]
    assert compare(new, ignored="v").finding == "no_drift"
    with pytest.raises(driftline.ScoringError, match="column 'v' cannot be of kind text"):
        compare(new, kinds={"v": "text"})
    with pytest.raises(driftline.ScoringError, match="column 'n' cannot be of kind embedding"):
        compare(new, kinds={"n": "embedding"})


def test_two_draws_from_one_source_are_rarely_drift():
    rng = np.random.default_rng(12)
    alarms = 0
    for _ in range(40):
        files = (pd.DataFrame({"v": vectors(60, rng)}) for _ in range(2))
        alarms += driftline.compare(*files).finding == "drift"
    assert alarms <= 6  # of 40 at 5%: more than 6 has probability 0.3%


def test_new_vectors_are_found_in_a_stream_whose_files_differ_anyway(rng):
    def day():
        topics = rng.choice(6, 2, replace=False)
        return [*vectors(60, rng, topics), *vectors(40, rng, range(6))]

    baseline = pd.DataFrame({"v": [cell for _ in range(16) for cell in day()]})
    today = day()
    assert not driftline.compare(baseline, pd.DataFrame({"v": today})).drifted
    result = driftline.compare(baseline, pd.DataFrame({"v": [*today[:80], *vectors(20, rng, (9,))]}))
    assert result.drifted
    assert "of vectors are unlike any in the baseline (up to 3% by chance; usual: up to" in result.reasons[0]
